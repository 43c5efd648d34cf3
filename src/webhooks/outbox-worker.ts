import { batched } from "../work/batch.ts";
import { type Loop, type Nap, startLoop } from "../work/loop.ts";
import type { Grants, SecretLookup } from "./grants.ts";
import { attemptLeased } from "./outbox-attempt.ts";
import { judgeEndpoint } from "./outbox-schedule.ts";
import { type OutboxLimits, shareAttempts, type UnderWay } from "./outbox-share.ts";
import type {
  DeliveryVerdict,
  EndpointRecord,
  LeasedDelivery,
  OutboxStore,
  Settlement,
  SettleOutcome,
} from "./outbox-store.ts";
import type { SendLimits, WebhookSender } from "./sender.ts";
import { displayUrl } from "./target.ts";

/** One line for the log; it holds neither secrets nor the target's query. */
export interface OutboxLog {
  readonly delivery: number;
  readonly event: string;
  readonly target: string;
  readonly attempt: number;
  readonly verdict: DeliveryVerdict;
  readonly durationMs: number;
  /** `lease_lost`: another instance had taken it over, and this attempt counts for nothing. */
  readonly settled: SettleOutcome;
}

export interface OutboxWorkerOptions {
  readonly store: OutboxStore;
  readonly sender: Pick<WebhookSender, "send">;
  /** The sender's own bound on one attempt, which a lease must outlast. */
  readonly sendLimits: Pick<SendLimits, "totalMs">;
  readonly grants: Grants;
  readonly secretOf: SecretLookup;
  /** Unlike that of any other process, ever. */
  readonly instance: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nap: Nap;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: (entry: OutboxLog) => void;
  /** The store did not answer, or a hook failed; the worker goes on by itself. */
  readonly onError: (error: unknown) => void;
  /** Called until it resolves, so maybe more than once for one endpoint: it must be safe to repeat. */
  readonly onEndpointDisabled: (endpoint: EndpointRecord) => Promise<void>;
  readonly limits?: Partial<OutboxLimits>;
  readonly leaseMs?: number;
  readonly idleMs?: number;
}

const LIMITS: OutboxLimits = { total: 256, perEndpoint: 32, failing: 64 };
const LEASE_MS = 60_000;
/** For what happens between taking a lease and settling it, besides the attempt itself. */
const LEASE_MARGIN_MS = 15_000;
const IDLE_MS = 1_000;
/** How long the outcome of an attempt, and a free place, wait for others to share their commit. */
const GATHER_MS = 2;

export interface OutboxWorker {
  /** Looks once, takes what it may, and resolves when that is settled. Gives how many attempts that were. */
  readonly turn: () => Promise<number>;
  /** Goes on until it is stopped; stopping waits for what is under way. */
  readonly start: () => Loop;
}

/** What the parts of one worker share. */
interface Worker extends OutboxWorkerOptions {
  readonly limits: OutboxLimits;
  readonly leaseMs: number;
  /** Attempts that were not answered yet, with the time they began. */
  readonly flights: Map<LeasedDelivery, number>;
  /** Attempts that were not settled yet. None of them rejects. */
  readonly unsettled: Set<Promise<void>>;
  readonly settle: (settlement: Settlement) => Promise<SettleOutcome>;
  /** Of naps that nobody breaks off. */
  readonly never: AbortSignal;
  leases: number;
  /** Endpoints may have been disabled without anybody having been told. */
  tell: boolean;
  telling: Promise<void>;
}

/**
 * Sends what is due. Throws `RangeError` where a lease would end before the attempt that it is for: then others would
 * send the same meanwhile.
 */
export function outboxWorker(options: OutboxWorkerOptions): OutboxWorker {
  const worker = createWorker(options);
  return {
    turn: async () => {
      const taken = await takeOff(worker, () => undefined);
      await Promise.all(taken);
      await tellOfDisabled(worker);
      return taken.length;
    },
    start: () => start(worker),
  };
}

function createWorker(options: OutboxWorkerOptions): Worker {
  const { leaseMs = LEASE_MS, nap, sendLimits, store } = options;
  if (leaseMs < sendLimits.totalMs + LEASE_MARGIN_MS) {
    throw new RangeError(
      `A lease of ${leaseMs} ms is too short: an attempt takes up to ${sendLimits.totalMs} ms, and ${LEASE_MARGIN_MS} ms must remain`,
    );
  }
  const never = new AbortController().signal;
  return {
    ...options,
    limits: { ...LIMITS, ...options.limits },
    leaseMs,
    flights: new Map(),
    unsettled: new Set(),
    settle: batched(
      (settlements: readonly Settlement[]) => store.settle(settlements, judgeEndpoint),
      () => nap(GATHER_MS, never),
    ),
    never,
    leases: 0,
    tell: true,
    telling: Promise.resolve(),
  };
}

function start(worker: Worker): Loop {
  const loop = startLoop({
    turn: async () => {
      // Places that become free together are filled together.
      await worker.nap(GATHER_MS, worker.never);
      await takeOff(worker, () => loop.wake());
      // A hook that takes its time holds up no delivery.
      worker.telling = worker.telling.then(() => tellOfDisabled(worker));
    },
    idleMs: worker.idleMs ?? IDLE_MS,
    nap: worker.nap,
    onError: worker.onError,
  });
  return {
    wake: loop.wake,
    stop: async () => {
      await loop.stop();
      await Promise.all(worker.unsettled);
      await worker.telling;
    },
  };
}

/** Begins what may be begun. `answered` is called whenever an attempt is over and its place free. */
async function takeOff(worker: Worker, answered: () => void): Promise<readonly Promise<void>[]> {
  const { flights, instance, leaseMs, limits, store, unsettled } = worker;
  const now = worker.now();
  worker.leases += 1;
  const leased = await store.lease({
    now,
    until: now + leaseMs,
    token: `${instance}:${worker.leases}`,
    share: (due) => shareAttempts(due, underWay(worker), { limits, now }),
  });
  return leased.map((delivery) => {
    flights.set(delivery, now);
    const over = fly(worker, delivery, () => {
      flights.delete(delivery);
      answered();
    }).finally(() => unsettled.delete(over));
    unsettled.add(over);
    return over;
  });
}

function underWay({ flights }: Worker): ReadonlyMap<number, UnderWay> {
  const byEndpoint = new Map<number, UnderWay>();
  for (const [{ endpointId }, since] of flights) {
    const { count, oldest } = byEndpoint.get(endpointId) ?? { count: 0, oldest: since };
    byEndpoint.set(endpointId, { count: count + 1, oldest: Math.min(oldest, since) });
  }
  return byEndpoint;
}

async function fly(worker: Worker, delivery: LeasedDelivery, answered: () => void): Promise<void> {
  try {
    const { durationMs, verdict } = await attemptLeased(delivery, worker).finally(answered);
    const { attempt, endpointId, id, token } = delivery;
    const at = worker.now();
    const settled = await worker.settle({ id, token, endpointId, attempt, at, durationMs, verdict });
    if (verdict.state !== "delivered") worker.tell = true;
    const target = displayUrl(delivery.url);
    worker.log({ delivery: id, event: delivery.eventId, target, attempt, verdict, durationMs, settled });
  } catch (error) {
    // Its lease will run out, and somebody will try again.
    worker.onError(error);
  }
}

async function tellOfDisabled(worker: Worker): Promise<void> {
  if (!worker.tell) return;
  worker.tell = false;
  try {
    for (const endpoint of await worker.store.untold()) {
      await worker.onEndpointDisabled(endpoint);
      await worker.store.told(endpoint.id, worker.now());
    }
  } catch (error) {
    worker.tell = true;
    worker.onError(error);
  }
}
