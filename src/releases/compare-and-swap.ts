import type { AppendResult, BranchCommit, Surroundings } from "./ports.ts";
import { UnknownOutcomeError } from "./ports.ts";

/** A plan for one attempt: something to append, or an answer that needs no write. */
export type Plan<T> =
  | { readonly kind: "append"; readonly commit: BranchCommit; readonly result: (head: string) => T }
  | { readonly kind: "done"; readonly result: T };

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
 * collided once do not collide again. A write whose outcome is unknown is a conflict too: the next reading finds the
 * event by its key if it happened.
 */
export async function compareAndSwap<T>(
  append: (commit: BranchCommit) => Promise<AppendResult>,
  plan: () => Promise<Plan<T>>,
  surroundings: Pick<Surroundings, "random" | "sleep">,
): Promise<Swapped<T>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const next = await plan();
    if (next.kind === "done") return { status: "settled", result: next.result };
    const appended = await appendOnce(append, next.commit, attempt === ATTEMPTS);
    if (appended.status === "committed") return { status: "settled", result: next.result(appended.head) };
    if (appended.status === "immutable") return appended;
    await surroundings.sleep(waitBefore(attempt, surroundings.random));
  }
  return { status: "conflict", attempts: ATTEMPTS };
}

async function appendOnce(
  append: (commit: BranchCommit) => Promise<AppendResult>,
  commit: BranchCommit,
  isLast: boolean,
): Promise<AppendResult> {
  try {
    return await append(commit);
  } catch (error) {
    if (error instanceof UnknownOutcomeError && !isLast) return { status: "conflict" };
    throw error;
  }
}

function waitBefore(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
}
