import { z } from "zod";
import { isTokenRefused } from "./token-renewal.ts";

/** What a GraphQL answer says went wrong; GitHub's `type` is `NOT_FOUND`, `STALE_DATA`, `RATE_LIMITED` … */
export interface GraphqlError {
  readonly type?: string | undefined;
  readonly message: string;
}

/** Why a request to GitHub failed, as far as it matters for asking again. */
export type Failure =
  /** GitHub understood and said no; `status` is 200 for GraphQL. */
  | { readonly kind: "refused"; readonly status: number; readonly errors: readonly GraphqlError[] }
  /** The app is not installed there any more, or suspended. Nothing happened; asking again helps nobody. */
  | { readonly kind: "installation_lost" }
  /** A rate limit: nothing happened. */
  | { readonly kind: "limited"; readonly waitMs: number }
  /** The request never left, or only fetching a token for it failed: nothing happened. */
  | { readonly kind: "not_sent" }
  /** A 5xx or a broken connection: what was asked may have happened. */
  | { readonly kind: "unanswered"; readonly waitMs: number }
  /** No failure of GitHub's: a bug or a wrong setting. */
  | { readonly kind: "foreign" };

/** GitHub asks for at least a minute where a secondary limit names no time. */
const UNTOLD_WAIT_MS = 60_000;

const headers = z.record(z.string(), z.union([z.string(), z.number()]).optional());

// The libraries' error classes are matched by shape: Probot and the Action may bring different copies of them.
const httpError = z.object({
  status: z.number(),
  message: z.string(),
  request: z.object({ url: z.string() }).optional(),
  response: z.object({ headers }).optional(),
});

const graphqlError = z.object({
  headers,
  errors: z.array(z.object({ type: z.string().optional().catch(undefined), message: z.string() })).min(1),
});

/** A 2xx whose body did not arrive whole, or is not what its content type says. */
export class BrokenAnswerError extends Error {
  override readonly name = "BrokenAnswerError";
}

/** Sorts what Octokit threw; `now` is in milliseconds since the epoch, for limits that name a time. */
export function failureOf(error: unknown, now: number): Failure {
  if (error instanceof BrokenAnswerError) return { kind: "unanswered", waitMs: 0 };
  if (isTokenRefused(error)) return { kind: "refused", status: 401, errors: [] };
  const graphql = graphqlError.safeParse(error);
  if (graphql.success) return graphqlFailure(graphql.data, now);
  const http = httpError.safeParse(error);
  if (http.success) return httpFailure(http.data, error, now);
  return { kind: "foreign" };
}

function graphqlFailure({ headers, errors }: z.infer<typeof graphqlError>, now: number): Failure {
  if (errors.some(({ type }) => type === "RATE_LIMITED")) {
    return { kind: "limited", waitMs: toldWait(headers, now) ?? UNTOLD_WAIT_MS };
  }
  // GitHub's own time limit and its internal errors arrive as a 200 with an error that has no type.
  const internal = errors.every(
    ({ type, message }) => type === undefined && message.startsWith("Something went wrong while executing"),
  );
  return internal ? { kind: "unanswered", waitMs: 0 } : { kind: "refused", status: 200, errors };
}

function httpFailure(http: z.infer<typeof httpError>, error: unknown, now: number): Failure {
  const { status, message, request, response } = http;
  if (response === undefined) {
    return neverConnected(error) || isForToken(request?.url)
      ? { kind: "not_sent" }
      : { kind: "unanswered", waitMs: 0 };
  }
  const told = toldWait(response.headers, now);
  if (status === 429 || (status === 403 && (told !== undefined || /\brate limit\b/i.test(message)))) {
    return { kind: "limited", waitMs: told ?? UNTOLD_WAIT_MS };
  }
  if (isLost(http)) return { kind: "installation_lost" };
  if (status < 500) return { kind: "refused", status, errors: [] };
  return isForToken(request?.url) ? { kind: "not_sent" } : { kind: "unanswered", waitMs: told ?? 0 };
}

/**
 * Said when a token is fetched (404 or 403), or while an old one still holds (403). Taken for a plain refusal, the 404 would
 * read as if what was asked for did not exist.
 */
function isLost({ message, request, status }: z.infer<typeof httpError>): boolean {
  if (isForToken(request?.url)) return status === 404 || status === 403;
  return status === 403 && /\binstallation has been suspended\b/i.test(message);
}

/** An installation token is fetched within the request that needs it; failing there, that request was never sent. */
function isForToken(url: string | undefined): boolean {
  return url !== undefined && /\/app\/installations\/\d+\/access_tokens$/.test(url);
}

/** Milliseconds that the answer's headers ask to wait, or undefined where they ask for nothing. */
function toldWait(headers: Readonly<Record<string, string | number | undefined>>, now: number) {
  const retryAfter = headers["retry-after"];
  if (retryAfter !== undefined) return retryAfterMs(String(retryAfter), now);
  const reset = Number(headers["x-ratelimit-reset"]);
  if (String(headers["x-ratelimit-remaining"]) !== "0" || !Number.isFinite(reset)) return undefined;
  // The reset is in whole seconds, so one more is needed to be past it.
  return Math.max(0, reset * 1000 - now) + 1000;
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3), in milliseconds; undefined where it is neither. */
function retryAfterMs(value: string, now: number): number | undefined {
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function neverConnected(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  if ("code" in error && typeof error.code === "string" && NEVER_CONNECTED.has(error.code)) return true;
  // Several addresses may have been tried: only when none was reached was nothing sent.
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.every((one) => neverConnected(one, depth + 1));
  }
  return neverConnected(error.cause, depth + 1);
}
