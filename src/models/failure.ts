import { z } from "zod";
import { ModelError } from "../evaluation/model.ts";
import { parseJson } from "./parse-json.ts";
import { TooLongError } from "./read-bounded.ts";

/** A refused request, with the milliseconds that its body asks to wait. */
export interface Refusal {
  readonly error: ModelError;
  readonly retryAfterMs: number;
}

/** What a status other than 2xx means. The text says no more than the status and the identifiers in the answer. */
export function refusal(status: number, body: string): Refusal {
  const refused = readRefused(body);
  return { error: errorOf(status, refused), retryAfterMs: refused?.retryAfterMs ?? 0 };
}

function errorOf(status: number, refused: Refused | null): ModelError {
  const names = refused?.names ?? [];
  const told = [`HTTP ${status}`, ...names.map(([member, name]) => `${member} ${name}`)].join(", ");
  const isNamed = (name: string) => names.some(([, one]) => one === name);
  if (status === 402 || (status === 429 && isNamed("insufficient_quota"))) {
    return new ModelError("rate_limited", `The account of the model's provider has no quota left (${told}).`);
  }
  if (status === 429) {
    return new ModelError("rate_limited", `The model's provider limits the rate (${told}).`, {
      retryable: true,
    });
  }
  if (status >= 500 || status === 408 || status === 409) {
    return new ModelError("server_error", `The model's server failed (${told}).`, { retryable: true });
  }
  if (status === 401 || status === 403 || isNamed("API_KEY_INVALID")) {
    return new ModelError(
      "unauthorized",
      `The model's provider refuses the API key (${told}): check the secret.`,
    );
  }
  if (status >= 400 && refused !== null) {
    return new ModelError("refused_request", `The model's provider refuses this request (${told}).`);
  }
  return new ModelError(
    "bad_response",
    `The server at the model's base_url does not speak the protocol (${told}).`,
  );
}

interface Refused {
  /** Members of the error that hold an identifier, with it. */
  readonly names: readonly (readonly [string, string])[];
  readonly retryAfterMs: number;
}

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_.[\]-]{0,63}$/;

/**
 * The error objects of OpenAI and Azure (`code`, `type`, `param`), Anthropic (`type`) and Google (`status`, and in its
 * details `reason` and `retryDelay`).
 */
const errorSchema = z.object({
  error: z
    .object({
      code: z.unknown(),
      type: z.unknown(),
      param: z.unknown(),
      status: z.unknown(),
      details: z.array(z.object({ reason: z.unknown(), retryDelay: z.unknown() }).partial()).catch([]),
    })
    .partial(),
});

/**
 * What a refused request may tell: the identifiers of its error object. Its message is left out, since servers quote
 * prompts and parts of keys in it. Null where the body is no such object.
 */
function readRefused(body: string): Refused | null {
  const parsed = errorSchema.safeParse(parseJson(body));
  if (!parsed.success) return null;
  const { details = [], code, type, param, status } = parsed.data.error;
  const reason = details.map((detail) => detail.reason).find((one) => one !== undefined);
  return {
    names: Object.entries({ code, type, param, status, reason }).flatMap(([member, value]) =>
      typeof value === "string" && IDENTIFIER.test(value) ? [[member, value] as const] : [],
    ),
    retryAfterMs: Math.max(0, ...details.map(({ retryDelay }) => durationMs(retryDelay))),
  };
}

/** Google's durations: `34s`, `1.5s`. */
function durationMs(value: unknown): number {
  const seconds = typeof value === "string" ? /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(value)?.[1] : undefined;
  return seconds === undefined ? 0 : Math.ceil(Number(seconds) * 1_000);
}

export function timedOut(limitMs: number): ModelError {
  return new ModelError("timeout", `The model did not answer within ${limitMs / 1000} s.`, {
    retryable: true,
  });
}

export function transportError(error: unknown): ModelError {
  if (error instanceof TooLongError) return new ModelError("bad_response", error.message);
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code =
    cause instanceof Error && "code" in cause && typeof cause.code === "string" ? ` (${cause.code})` : "";
  const message = `The connection to the model's server could not be made, or it broke${code}.`;
  return new ModelError("network", message, { retryable: true });
}
