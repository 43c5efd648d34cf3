import type { AppendResult, BranchCommit, Surroundings } from "./ports.ts";
import { UnknownOutcomeError } from "./ports.ts";

/** A plan for one attempt: something to append, or an answer that needs no write. */
export type Plan<T> =
  | { readonly kind: "append"; readonly commit: BranchCommit; readonly result: (head: string) => T }
  | { readonly kind: "done"; readonly result: T };

/** What an attempt results in if it turns out to have happened: the answer to its write was lost. */
export type Doubtful<T> = ((head: string) => T) | undefined;

/** The branch kept moving for as long as we were willing to try. */
export interface GaveUp {
  readonly status: "conflict";
  readonly attempts: number;
}

export type Swapped<T> = { readonly status: "settled"; readonly result: T } | GaveUp | ImmutableTouched;

/** Somebody put a file by hand where the ledger's next file goes; `verify` says more. */
export interface ImmutableTouched {
  readonly status: "immutable";
  readonly paths: readonly string[];
}

const ATTEMPTS = 12;
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 2_000;

/**
 * Read, decide, append; on a conflict everything is read again and the decision is made again. The waits grow and are
 * jittered in full (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that writers who
 * collided once do not collide again. A write whose outcome is unknown is a conflict too: the next plan looks whether it
 * happened, and is told what it would have resulted in. Throws what the last attempt throws.
 */
export async function compareAndSwap<T>(
  append: (commit: BranchCommit) => Promise<AppendResult>,
  plan: (doubtful: Doubtful<T>) => Promise<Plan<T>>,
  surroundings: Pick<Surroundings, "random" | "sleep">,
): Promise<Swapped<T>> {
  let doubtful: Doubtful<T>;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await surroundings.sleep(waitBefore(attempt, surroundings.random));
    const next = await plan(doubtful);
    if (next.kind === "done") return { status: "settled", result: next.result };
    const appended = await appendOnce(append, next.commit, attempt === ATTEMPTS);
    if (appended.status === "committed") return { status: "settled", result: next.result(appended.head) };
    if (appended.status === "immutable") return appended;
    if (appended.status === "unknown") doubtful = next.result;
  }
  return { status: "conflict", attempts: ATTEMPTS };
}

async function appendOnce(
  append: (commit: BranchCommit) => Promise<AppendResult>,
  commit: BranchCommit,
  isLast: boolean,
): Promise<AppendResult | { readonly status: "unknown" }> {
  try {
    return await append(commit);
  } catch (error) {
    if (error instanceof UnknownOutcomeError && !isLast) return { status: "unknown" };
    throw error;
  }
}

function waitBefore(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
}
