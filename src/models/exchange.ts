import { ModelError } from "../evaluation/model.ts";
import { refusal, timedOut, transportError } from "./failure.ts";
import { readBounded } from "./read-bounded.ts";
import { AttemptError, type RetrySurroundings, retryAfterMs } from "./retry.ts";

/** The clock, chance and waiting, from whoever runs this. */
export interface ModelSurroundings extends RetrySurroundings {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** A signal that is aborted after so long, as `AbortSignal.timeout` makes it. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

/** What every adapter needs of the run. */
export interface Exchanging {
  readonly surroundings: ModelSurroundings;
  /** Of one attempt, until the last byte; a minute where absent. */
  readonly timeoutMs?: number | undefined;
}

/** One request to a provider. */
export interface ModelPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** What the provider's server answered, whatever the status. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
  /** Milliseconds from sending the request until the last byte. */
  readonly latencyMs: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * Sends one request and reads its whole answer. Redirects are not followed: they would take the key along.
 *
 * @param signal the caller's
 * @throws AttemptError where no answer came, and the signal's reason once that is aborted
 */
export async function exchange(
  { url, headers, body }: ModelPost,
  { surroundings: { nowMs, timeout }, timeoutMs = DEFAULT_TIMEOUT_MS }: Exchanging,
  signal: AbortSignal,
): Promise<Answer> {
  const timeUp = timeout(timeoutMs);
  using either = eitherSignal(signal, timeUp);
  const startedAt = nowMs();
  try {
    const init = { method: "POST", headers, body, signal: either.signal };
    const response = await fetch(url, { ...init, redirect: "manual" });
    return {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      body: await readBounded(response, MAX_ANSWER_BYTES),
      latencyMs: nowMs() - startedAt,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (timeUp.aborted) throw new AttemptError(timedOut(timeoutMs));
    throw new AttemptError(transportError(error));
  }
}

/**
 * A signal that is aborted with either. `AbortSignal.any` would do; its bookkeeping with weak references, for signals that
 * nobody disposes of, takes as long as all else that is done for a call.
 */
function eitherSignal(one: AbortSignal, other: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const abort = () => controller.abort(one.aborted ? one.reason : other.reason);
  for (const signal of [one, other]) signal.addEventListener("abort", abort, { once: true });
  if (one.aborted || other.aborted) abort();
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const signal of [one, other]) signal.removeEventListener("abort", abort);
    },
  };
}

/**
 * The answer, if it is a good one.
 *
 * @throws AttemptError for every other status
 */
export function accepted(answer: Answer, { nowMs }: ModelSurroundings): Answer {
  const { body, retryAfter, status } = answer;
  if (status >= 200 && status < 300) return answer;
  const { error, retryAfterMs: told } = refusal(status, body);
  throw new AttemptError(error, Math.max(told, retryAfterMs(retryAfter, nowMs())));
}

/**
 * A key as it can stand in a header. One with a line break would make `fetch` throw an error that quotes it.
 *
 * @throws ModelError `unauthorized`
 */
export function headerKey(apiKey: string): string {
  if (/^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
  throw new ModelError(
    "unauthorized",
    "The API key holds characters that no key has: set it again, without spaces.",
  );
}
