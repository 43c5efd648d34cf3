import type { AddressRange } from "./address.ts";
import { RefusedAddressError, type Resolve } from "./guard.ts";

/** One attempt, ready to go out. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type SendFailureCode =
  | "refused_url"
  | "refused_address"
  | "timeout"
  | "network"
  | "redirect"
  | "http_status";

/** What came of one attempt. Nothing of the response's body is ever in it. */
export type SendResult =
  | { readonly outcome: "delivered"; readonly status: number; readonly durationMs: number }
  | {
      readonly outcome: "failed";
      readonly code: SendFailureCode;
      /** Might the same request succeed later? */
      readonly retryable: boolean;
      readonly durationMs: number;
      readonly status?: number;
      /** What the receiver asked for by `Retry-After`; not bounded yet. */
      readonly retryAfterSeconds?: number;
      /** A system error's code such as `ECONNREFUSED`, for the operator's logs. */
      readonly cause?: string;
    };

/** Sends single attempts. `send` never rejects. */
export interface WebhookSender {
  send(request: WebhookRequest): Promise<SendResult>;
  /** Drops all connections, those in use too. */
  close(): Promise<void>;
}

/** Bounds on one attempt. */
export interface SendLimits {
  readonly connectMs: number;
  /** Name, connection, request, answer: all of it. */
  readonly totalMs: number;
  readonly responseBytes: number;
}

/** What holds unless the sender is told otherwise. */
export const SEND_LIMITS: SendLimits = { connectMs: 5_000, totalMs: 15_000, responseBytes: 4_096 };

export interface SenderOptions {
  /** The clock, in milliseconds since the epoch. */
  readonly now: () => number;
  /** What the operator permits beyond global unicast (`parseAllowRanges`). */
  readonly allowedRanges?: readonly AddressRange[];
  readonly resolve?: Resolve;
  readonly limits?: Partial<SendLimits>;
}

/** How bytes get to an address: the part of a sender that differs. */
export interface Line {
  /** Gives an answer's head; the body it reads a little of, and drops. Rejects with what the system says. */
  readonly post: (url: URL, request: WebhookRequest, signal: AbortSignal) => Promise<AnswerHead>;
  readonly close: () => Promise<void>;
}

export interface AnswerHead {
  readonly status: number;
  readonly retryAfter: string | string[] | undefined;
}

/** A sender over a line: bounded in time, each attempt judged. */
export function senderOver(
  line: Line,
  { limits, now }: { readonly limits: SendLimits; readonly now: () => number },
): WebhookSender {
  return {
    send: async (request) => {
      const startedAt = now();
      const durationMs = () => Math.max(0, now() - startedAt);
      const url = sendableUrl(request.url);
      if (url === null) return { outcome: "failed", code: "refused_url", retryable: false, durationMs: 0 };
      try {
        const head = await line.post(url, request, AbortSignal.timeout(limits.totalMs));
        const retryAfterSeconds = parseRetryAfter(head.retryAfter, now());
        return { ...judgeStatus(head.status, retryAfterSeconds), durationMs: durationMs() };
      } catch (error) {
        return { ...judgeError(error), durationMs: durationMs() };
      }
    },
    close: line.close,
  };
}

function sendableUrl(target: string): URL | null {
  const url = URL.parse(target);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return null;
  return url.username === "" && url.password === "" ? url : null;
}

type Judged<Result> = Result extends unknown ? Omit<Result, "durationMs"> : never;

function judgeStatus(status: number, retryAfterSeconds: number | undefined): Judged<SendResult> {
  if (status >= 200 && status < 300) return { outcome: "delivered", status };
  return {
    outcome: "failed",
    code: status >= 300 && status < 400 ? "redirect" : "http_status",
    status,
    // 410 is a receiver's way to say: never again (Standard Webhooks 1.0).
    retryable: status !== 410,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

const TIMEOUT_CODES = ["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"];

function judgeError(error: unknown): Judged<SendResult> {
  // Names resolve otherwise for a while, and ranges are allowed too late: what is refused now may be permitted later.
  if (error instanceof RefusedAddressError) {
    return { outcome: "failed", code: "refused_address", retryable: true };
  }
  const cause = systemCode(error);
  const late =
    (error instanceof Error && error.name === "TimeoutError") ||
    (cause !== null && TIMEOUT_CODES.includes(cause));
  const code = late ? "timeout" : "network";
  return { outcome: "failed", code, retryable: true, ...(cause === null ? {} : { cause }) };
}

function systemCode(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" && /^[A-Z][A-Z0-9_]{0,63}$/.test(error.code) ? error.code : null;
}

/** Seconds to wait by a `Retry-After` header, in either form of RFC 9110 §10.2.3; `now` in milliseconds. */
function parseRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\d{1,10}$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}
