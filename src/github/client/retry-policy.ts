import { OutsideError, type Surroundings, UnknownOutcomeError } from "../../releases/ports.ts";
import { InstallationLostError, RateLimitedError, RequestRefused } from "./errors.ts";
import { type Failure, failureOf } from "./failure.ts";

/** How often anything is asked for, the first time included. */
const MAX_ATTEMPTS = 4;

const FIRST_DELAY_MS = 500;
const GROWTH = 3;
/** After a lost answer GitHub may still be at work on the write: whoever looks next should find it. */
const SETTLE_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

export interface RetryPolicy {
  readonly surroundings: Surroundings;
  readonly log: (message: string) => void;
  /** All waits of one request together, in milliseconds; a minute where absent. */
  readonly longestWaitMs?: number;
}

/** One thing asked of GitHub. */
export interface Call<T> {
  /** For people: `ask GitHub for …`. */
  readonly doing: string;
  /** A read may be repeated freely; a write only where it is certain that nothing happened. */
  readonly effect: "read" | "write";
  readonly attempt: () => Promise<T>;
}

/**
 * Makes a call under the one policy there is: reads are attempted up to four times, with jittered delays; writes once,
 * unless the answer proves that nothing happened (a rate limit, or no connection was made). Told waits are kept. Throws
 * `RequestRefused`, `InstallationLostError`, `RateLimitedError`, `UnknownOutcomeError` (writes only) or `OutsideError`; what is no failure of
 * GitHub's is thrown as it was.
 */
export async function withRetries<T>(call: Call<T>, policy: RetryPolicy): Promise<T> {
  const { surroundings, log } = policy;
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call.attempt();
    } catch (error) {
      const now = Date.parse(surroundings.now());
      const failure = failureOf(error, now);
      if (failure.kind === "unanswered" && call.effect === "write") {
        await surroundings.sleep(SETTLE_MS);
        throw new UnknownOutcomeError(call.doing, error);
      }
      const left = (policy.longestWaitMs ?? LONGEST_WAIT_MS) - waited;
      const delay = delayBeforeNext(failure, { attempt, left, random: surroundings.random() });
      if (delay === undefined) throw finalError(call.doing, error, { failure, now });
      log(`Could not ${call.doing}; trying again in ${Math.ceil(delay / 1000)} s: ${messageOf(error)}`);
      await surroundings.sleep(delay);
      waited += delay;
    }
  }
}

type FinalFailure = Extract<Failure, { readonly kind: "refused" | "installation_lost" | "foreign" }>;

function isFinal(failure: Failure): failure is FinalFailure {
  return failure.kind === "refused" || failure.kind === "installation_lost" || failure.kind === "foreign";
}

/** Milliseconds to wait before the next attempt, or undefined where there shall be none. */
function delayBeforeNext(
  failure: Failure,
  { attempt, left, random }: { attempt: number; left: number; random: number },
): number | undefined {
  if (isFinal(failure) || attempt >= MAX_ATTEMPTS) return undefined;
  const told = failure.kind === "not_sent" ? 0 : failure.waitMs;
  const backoff = FIRST_DELAY_MS * GROWTH ** (attempt - 1) * (0.5 + random / 2);
  const delay = Math.round(Math.max(told, backoff));
  return delay <= left ? delay : undefined;
}

function finalError(
  doing: string,
  cause: unknown,
  { failure, now }: { failure: Failure; now: number },
): unknown {
  if (failure.kind === "foreign") return cause;
  if (failure.kind === "refused") return new RequestRefused(doing, cause, failure);
  if (failure.kind === "installation_lost") return new InstallationLostError(doing, cause);
  if (failure.kind !== "limited") return new OutsideError(doing, cause);
  const until = new Date(Math.ceil((now + failure.waitMs) / 1000) * 1000).toISOString();
  return new RateLimitedError(doing, cause, until.replace(".000Z", "Z"));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A route's effect, e.g. `GET /user`; anything but GET and HEAD writes. */
export function effectOfRoute(route: string): "read" | "write" {
  return /^(?:GET|HEAD) /.test(route) ? "read" : "write";
}

/** A GraphQL document's effect; when in doubt it writes. */
export function effectOfDocument(query: string): "read" | "write" {
  return /\bmutation\b/.test(query.replace(/#[^\n\r]*/g, "")) ? "write" : "read";
}
