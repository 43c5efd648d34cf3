import { type Loop, type Nap, startLoop } from "../../work/loop.ts";
import type { Grants, SecretLookup } from "../grants.ts";
import type { SendLimits, WebhookSender } from "../sender.ts";
import { displayUrl } from "../target.ts";
import { attemptLeased } from "./attempt.ts";
import { judgeEndpoint } from "./schedule.ts";
import { nextPace, type OutboxLimits, shareAttempts, type UnderWay } from "./share.ts";
import type {
  DeliveryVerdict,
  DueEndpoint,
  EndpointRecord,
  LeasedDelivery,
  OutboxLeaseRequest,
  OutboxStore,
  Settlement,
  SettleOutcome,
} from "./store.ts";

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

const LIMITS: OutboxLimits = { total: 256, first: 8, most: 64, failing: 64 };
const LEASE_MS = 60_000;
/** For what happens between taking a lease and settling it, besides the attempt itself. */
const LEASE_MARGIN_MS = 15_000;
const IDLE_MS = 1_000;
/** How long the outcome of an attempt, and the place it leaves free, wait for others to share one commit. */
const GATHER_MS = 2;

export interface OutboxWorker {
  /** Takes what it may once, and resolves when that is settled. Gives how many attempts that were. */
  readonly turn: () => Promise<number>;
  /** Goes on until it is stopped; stopping waits for what is under way. */
  readonly start: () => Loop;
}

/** What the parts of one worker share. */
interface Worker extends OutboxWorkerOptions {
  readonly limits: OutboxLimits;
  readonly leaseMs: number;
  /** Attempts that were not answered yet. */
  readonly flights: Map<LeasedDelivery, Flight>;
  /** By endpoint, how many attempts at once it takes. */
  readonly paces: Map<number, number>;
  /** Attempts that were answered and are to be settled. */
  landed: Landing[];
  leases: number;
  /** Endpoints may have been disabled without anybody having been told. */
  tell: boolean;
  telling: Promise<void>;
}

interface Flight {
  readonly since: number;
  /** Whether its endpoint was failing then. */
  readonly failing: boolean;
  /** Resolves when it has landed; never rejects. */
  readonly over: Promise<void>;
}

interface Landing {
  readonly delivery: LeasedDelivery;
  readonly settlement: Settlement;
}

/**
 * Sends what is due. Throws `RangeError` where a lease would end before the attempt that it is for: then others would
 * send the same meanwhile.
 */
export function outboxWorker(options: OutboxWorkerOptions): OutboxWorker {
  const worker = createWorker(options);
  return {
    turn: async () => {
      const flights = await exchange(worker, () => undefined);
      await Promise.all(flights.map(({ over }) => over));
      await settleOnly(worker);
      await tellOfDisabled(worker);
      return flights.length;
    },
    start: () => start(worker),
  };
}

/** How long a lease must be so that it outlasts the attempt that it is for. */
export function shortestLeaseMs({ totalMs }: Pick<SendLimits, "totalMs">): number {
  return totalMs + LEASE_MARGIN_MS;
}

function createWorker(options: OutboxWorkerOptions): Worker {
  const { leaseMs = LEASE_MS, sendLimits } = options;
  if (leaseMs < shortestLeaseMs(sendLimits)) {
    throw new RangeError(
      `A lease of ${leaseMs} ms is too short: an attempt takes up to ${sendLimits.totalMs} ms, and ${LEASE_MARGIN_MS} ms must remain`,
    );
  }
  return {
    ...options,
    limits: { ...LIMITS, ...options.limits },
    leaseMs,
    flights: new Map(),
    paces: new Map(),
    landed: [],
    leases: 0,
    tell: true,
    telling: Promise.resolve(),
  };
}

function start(worker: Worker): Loop {
  const { flights, nap, onError } = worker;
  const never = new AbortController().signal;
  const loop = startLoop({
    turn: async () => {
      await nap(GATHER_MS, never);
      await exchange(worker, () => loop.wake());
      // A hook that takes its time holds up no delivery.
      worker.telling = worker.telling.then(() => tellOfDisabled(worker));
    },
    idleMs: worker.idleMs ?? IDLE_MS,
    nap,
    onError,
  });
  return {
    wake: loop.wake,
    stop: async () => {
      await loop.stop();
      await Promise.all([...flights.values()].map(({ over }) => over));
      await settleOnly(worker).catch(onError);
      await worker.telling;
    },
  };
}

/** Settles what has landed and begins what may be begun; `landed` is called whenever one of these lands. */
async function exchange(worker: Worker, landed: () => void): Promise<readonly Flight[]> {
  const { flights, instance, leaseMs, limits, paces, sendLimits } = worker;
  const now = worker.now();
  const until = now + leaseMs;
  worker.leases += 1;
  let asked: readonly DueEndpoint[] = [];
  const leased = await settle(worker, {
    now,
    until,
    token: `${instance}:${worker.leases}`,
    share: (due) => {
      asked = due;
      return shareAttempts(due, { limits, now, paces, underWay: underWay(worker) });
    },
  });
  // Who stood still for so long leaves what he took to whoever takes it when the lease ends.
  if (worker.now() + sendLimits.totalMs > until) return [];
  const failing = new Set(asked.flatMap((endpoint) => (endpoint.failing ? endpoint.id : [])));
  return leased.map((delivery) => {
    const over = fly(worker, delivery).then(landed);
    const flight = { since: now, failing: failing.has(delivery.endpointId), over };
    flights.set(delivery, flight);
    return flight;
  });
}

async function settleOnly(worker: Worker): Promise<void> {
  if (worker.landed.length > 0) await settle(worker, null);
}

/** What could not be settled because the store failed is tried again with the next. */
async function settle(worker: Worker, lease: OutboxLeaseRequest | null): Promise<readonly LeasedDelivery[]> {
  const landed = worker.landed;
  worker.landed = [];
  const settlements = landed.map(({ settlement }) => settlement);
  try {
    const exchanged = await worker.store.exchange({ settlements, judge: judgeEndpoint, lease });
    for (const [index, landing] of landed.entries()) settled(worker, landing, exchanged.outcomes[index]);
    return exchanged.leased;
  } catch (error) {
    worker.landed = [...landed, ...worker.landed];
    throw error;
  }
}

function settled(
  worker: Worker,
  { delivery, settlement }: Landing,
  outcome: SettleOutcome = "lease_lost",
): void {
  const { attempt, eventId, id, url } = delivery;
  const { durationMs, verdict } = settlement;
  if (verdict.state !== "delivered") worker.tell = true;
  const target = displayUrl(url);
  worker.log({ delivery: id, event: eventId, target, attempt, verdict, durationMs, settled: outcome });
}

function underWay({ flights }: Worker): ReadonlyMap<number, UnderWay> {
  const byEndpoint = new Map<number, UnderWay>();
  for (const [{ endpointId }, { failing, since }] of flights) {
    const { count, oldest } = byEndpoint.get(endpointId) ?? { count: 0, oldest: since };
    byEndpoint.set(endpointId, { count: count + 1, oldest: Math.min(oldest, since), failing });
  }
  return byEndpoint;
}

async function fly(worker: Worker, delivery: LeasedDelivery): Promise<void> {
  const { attempt, endpointId, id, token } = delivery;
  try {
    const { durationMs, verdict } = await attemptLeased(delivery, worker);
    const settlement = { id, token, endpointId, attempt, at: worker.now(), durationMs, verdict };
    worker.landed.push({ delivery, settlement });
    const answer = { delivered: verdict.state === "delivered", durationMs };
    worker.paces.set(endpointId, nextPace(worker.paces.get(endpointId), answer, worker.limits));
  } catch (error) {
    // Its lease will run out, and somebody will try again.
    worker.onError(error);
  } finally {
    worker.flights.delete(delivery);
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
