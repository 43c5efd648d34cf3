import { type Model, ModelError, type ModelRequest, type ModelResponse } from "../evaluation/model.ts";
import { chatBody } from "./chat-request.ts";
import { readCompletion, refusalDetail } from "./chat-response.ts";
import { readBounded, TooLongError } from "./read-bounded.ts";
import { AttemptError, type RetrySurroundings, retryAfterMs, withRetries } from "./retry.ts";

/** The clock, chance and waiting, from whoever runs this. */
export interface ModelSurroundings extends RetrySurroundings {
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** A signal that is aborted after so long, as `AbortSignal.timeout` makes it. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

export interface OpenAiCompatibleOptions {
  /** Without `/chat/completions`, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Absent for servers that ask for none. Never part of an error or a log. */
  readonly apiKey?: string;
  /** The name that the server knows for a prompt's model. */
  readonly modelName: (model: string) => string;
  readonly surroundings: ModelSurroundings;
  /** Of one attempt, until the last byte; a minute where absent. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * A model behind OpenAI's chat-completions protocol: OpenAI itself, vLLM, Ollama, gateways. Why this is not an SDK:
 * docs/decisions/0002-model-adapters.md.
 */
export function openAiCompatible(options: OpenAiCompatibleOptions): Model {
  const url = `${options.baseUrl.replace(/\/+$/, "")}/chat/completions`;
  const headers = headersFor(options.apiKey);
  return {
    complete: (request: ModelRequest, signal: AbortSignal) => {
      const body = chatBody(request, options.modelName(request.model));
      const attempt = () => attemptOnce({ url, headers, body, options, signal });
      return withRetries(attempt, options.surroundings, signal);
    },
  };
}

function headersFor(apiKey: string | undefined): Readonly<Record<string, string>> {
  const json = { "content-type": "application/json", accept: "application/json" };
  if (apiKey === undefined) return json;
  // A key with a line break would make fetch throw an error that quotes it.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new ModelError(
      "unauthorized",
      "The API key holds characters that no key has: set it again, without spaces.",
    );
  }
  return { ...json, authorization: `Bearer ${apiKey}` };
}

interface Attempt {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly options: OpenAiCompatibleOptions;
  /** The caller's. */
  readonly signal: AbortSignal;
}

async function attemptOnce(attempt: Attempt): Promise<ModelResponse> {
  const { options, signal } = attempt;
  const { nowMs, timeout } = options.surroundings;
  const limitMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const timeUp = timeout(limitMs);
  const startedAt = nowMs();
  try {
    const { status, retryAfter, body } = await exchange(attempt, AbortSignal.any([signal, timeUp]));
    if (status >= 200 && status < 300) return readCompletion(body, nowMs() - startedAt);
    throw new AttemptError(refusal(status, body), retryAfterMs(retryAfter, nowMs()));
  } catch (error) {
    if (error instanceof AttemptError) throw error;
    signal.throwIfAborted();
    if (timeUp.aborted) throw new AttemptError(timedOut(limitMs));
    throw new AttemptError(error instanceof ModelError ? error : transportError(error));
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Redirects are not followed: they would take the key along. */
async function exchange({ url, headers, body }: Attempt, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    body: await readBounded(response, MAX_ANSWER_BYTES),
  };
}

function refusal(status: number, body: string): ModelError {
  const detail = refusalDetail(body);
  const told = `HTTP ${status}${detail ? `, ${detail}` : ""}`;
  if (status === 429 && detail?.includes("insufficient_quota")) {
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
  if (status === 401 || status === 403) {
    return new ModelError(
      "unauthorized",
      `The model's provider refuses the API key (${told}): check the secret.`,
    );
  }
  if (status >= 400 && detail !== null) {
    return new ModelError("refused_request", `The model's provider refuses this request (${told}).`);
  }
  return new ModelError(
    "bad_response",
    `The server at the model's base_url does not speak the protocol (${told}).`,
  );
}

function timedOut(limitMs: number): ModelError {
  return new ModelError("timeout", `The model did not answer within ${limitMs / 1000} s.`, {
    retryable: true,
  });
}

function transportError(error: unknown): ModelError {
  if (error instanceof TooLongError) return new ModelError("bad_response", error.message);
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code =
    cause instanceof Error && "code" in cause && typeof cause.code === "string" ? ` (${cause.code})` : "";
  const message = `The connection to the model's server could not be made, or it broke${code}.`;
  return new ModelError("network", message, { retryable: true });
}
