import { type Loop, type Nap, startLoop } from "../work/loop.ts";
import { freePlaces } from "./inbox-places.ts";
import { afterFailure, afterInterruption, LANE_PATIENCE } from "./inbox-schedule.ts";
import type { InboxStore, InboxVerdict, LeasedIncoming } from "./inbox-store.ts";

export interface InboxLog {
  readonly id: string;
  readonly event: string;
  readonly attempt: number;
  readonly verdict: InboxVerdict;
  /** How long the work took. */
  readonly durationMs: number;
  /** False: another instance had taken it over. */
  readonly settled: boolean;
}

export interface InboxWorkerOptions {
  readonly store: InboxStore;
  /**
   * Does the work. Must be safe to repeat: a crash repeats it. Rejects to have it tried again later. `signal` is aborted
   * when it took too long, somebody else has taken over, or the worker stops: what then rejects is left for the next start.
   */
  readonly handle: (delivery: LeasedIncoming, signal: AbortSignal) => Promise<void>;
  /** Resolves when there is time for work; more is taken only then. */
  readonly hasTime?: () => Promise<void>;
  /** An error as one line without secrets. */
  readonly describe: (error: unknown) => string;
  /** Unlike that of any other process, ever. */
  readonly instance: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nap: Nap;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: (entry: InboxLog) => void;
  /** The store did not answer; the worker goes on by itself. */
  readonly onError: (error: unknown) => void;
  readonly concurrency?: number;
  /** How soon others take over what a dead process was at. */
  readonly leaseMs?: number;
  /** How long one handling may take, its lease prolonged again and again. */
  readonly longestMs?: number;
  readonly idleMs?: number;
}

const CONCURRENCY = 16;
const LEASE_MS = 30_000;
const LONGEST_MS = 10 * 60_000;
const IDLE_MS = 1_000;
/** A lease is prolonged when so much of it is over. */
const RENEW_AFTER = 1 / 3;

export interface InboxWorker {
  /** Looks once, takes what it may at once, and resolves when that is settled. Gives how many deliveries that were. */
  readonly turn: () => Promise<number>;
  /** Goes on until it is stopped; stopping ends what waits, and lets what else is under way finish. */
  readonly start: () => Loop;
}

interface Worker extends InboxWorkerOptions {
  /** What is under way, each with its repository. */
  readonly running: Map<Promise<void>, number | null>;
  /** The rows whose leases are kept. */
  readonly kept: Set<number>;
  readonly stopping: AbortController;
  readonly concurrency: number;
  readonly leaseMs: number;
  leases: number;
}

/**
 * Works on the deliveries in the inbox: so many side by side, at most half of them of one repository; those of a lane one
 * after another.
 */
export function inboxWorker(options: InboxWorkerOptions): InboxWorker {
  const worker: Worker = {
    ...options,
    running: new Map(),
    kept: new Set(),
    stopping: new AbortController(),
    concurrency: options.concurrency ?? CONCURRENCY,
    leaseMs: options.leaseMs ?? LEASE_MS,
    leases: 0,
  };
  return {
    turn: async () => {
      const taken = await take(worker);
      await Promise.all(taken);
      return taken.length;
    },
    start: () => {
      const loop = startLoop({
        turn: async () => {
          const taken = await take(worker);
          for (const work of taken) void work.then(loop.wake);
          // What may be taken at once is less than what is free: others may have something, too.
          if (taken.length > 0) loop.wake();
        },
        idleMs: worker.idleMs ?? IDLE_MS,
        nap: worker.nap,
        onError: worker.onError,
      });
      return {
        wake: loop.wake,
        stop: async () => {
          worker.stopping.abort();
          await loop.stop();
          await Promise.all(worker.running.keys());
        },
      };
    },
  };
}

async function take(worker: Worker): Promise<readonly Promise<void>[]> {
  if (worker.running.size >= worker.concurrency) return [];
  await worker.hasTime?.();
  const now = worker.now();
  worker.leases += 1;
  const leased = await worker.store.lease({
    now,
    until: now + worker.leaseMs,
    token: `${worker.instance}:${worker.leases}`,
    ...freePlaces(worker.concurrency, [...worker.running.values()]),
    afterLapse: (attempt) => afterInterruption({ attempt, at: now, random: worker.random() }),
    patience: LANE_PATIENCE,
    underWay: [...worker.kept],
  });
  return leased.map((delivery) => {
    const work = workOn(worker, delivery).finally(() => worker.running.delete(work));
    worker.running.set(work, delivery.repositoryId);
    return work;
  });
}

/** Never rejects: what cannot be settled is taken up again when its lease runs out. */
async function workOn(worker: Worker, delivery: LeasedIncoming): Promise<void> {
  const { attempt, event, id, row, token } = delivery;
  const ending = new AbortController();
  worker.kept.add(row);
  const renewing = keepLease(worker, delivery, ending).finally(() => worker.kept.delete(row));
  const began = worker.now();
  try {
    const verdict = await verdictOf(
      worker,
      delivery,
      AbortSignal.any([ending.signal, worker.stopping.signal]),
    );
    const durationMs = worker.now() - began;
    const settled = await worker.store.settle({ row, token, at: worker.now(), verdict });
    worker.log({ id, event, attempt, verdict, durationMs, settled });
  } catch (error) {
    worker.onError(error);
  } finally {
    ending.abort();
    await renewing;
  }
}

async function verdictOf(
  { describe, handle, now, random, stopping }: Worker,
  delivery: LeasedIncoming,
  signal: AbortSignal,
): Promise<InboxVerdict> {
  try {
    await handle(delivery, signal);
    return { state: "done" };
  } catch (error) {
    const { attempt } = delivery;
    // It was not the work that failed: whoever starts next takes it up at once.
    if (stopping.signal.aborted) return { state: "pending", retryAt: now(), reason: describe(error) };
    return afterFailure({ attempt, at: now(), random: random(), reason: describe(error) });
  }
}

/** Prolongs a lease until the work is over; ends the work where the lease is lost or the work takes too long. */
async function keepLease(
  worker: Worker,
  { row, token }: LeasedIncoming,
  ending: AbortController,
): Promise<void> {
  const { leaseMs, nap, now, onError, store } = worker;
  const latest = now() + (worker.longestMs ?? LONGEST_MS);
  for (;;) {
    await nap(leaseMs * RENEW_AFTER, ending.signal);
    if (ending.signal.aborted) return;
    const until = Math.min(now() + leaseMs, latest);
    const kept = until > now() && (await store.renew({ row, token, until }).catch(reported(onError)));
    if (kept) continue;
    ending.abort();
    return;
  }
}

/** A store that does not answer now may answer before the lease ends. */
function reported(onError: (error: unknown) => void): (error: unknown) => true {
  return (error) => {
    onError(error);
    return true;
  };
}
