import type { JsonObject } from "../domain/json.ts";
import type { CompiledMessage } from "../domain/prompt/compile.ts";
import type { ResponseFormat } from "../domain/prompt/response-format.ts";

/** One call: a compiled prompt with all that its author set. */
export interface ModelRequest {
  /** As the effective prompt names it, e.g. `openai/gpt-4.1`. */
  readonly model: string;
  readonly messages: readonly CompiledMessage[];
  /** As the prompt spells them; adapters translate known spellings and pass unknown ones through. */
  readonly parameters: JsonObject;
  readonly responseFormat?: ResponseFormat;
  /** `{name, strict, schema}` as minified JSON, whose key order must reach the model. */
  readonly jsonSchema?: string;
  /** Function tools in OpenAI's shape, each as minified JSON, whose key order must reach the model. */
  readonly tools?: readonly string[];
}

export interface ToolCall {
  readonly name: string;
  /** JSON text as the model wrote it: it may be no JSON at all. */
  readonly arguments: string;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ModelResponse {
  /** What the model said; empty where it only called tools. A refusal's text counts as said. */
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** As the provider names it (`stop`, `length`, `tool_calls` …); null where it does not say. */
  readonly finishReason: string | null;
  /** Null where the provider did not count. */
  readonly usage: TokenUsage | null;
  /** Milliseconds from sending the attempt that was answered until its last byte. */
  readonly latencyMs: number;
}

export const MODEL_ERROR_CODES = [
  /** No whole answer within the time limit of a call. */
  "timeout",
  "rate_limited",
  "server_error",
  /** An answer that is not of the protocol. */
  "bad_response",
  /** The provider says that this very request is wrong: the prompt's doing. */
  "refused_request",
  /** The key is missing, wrong or not permitted to use this. */
  "unauthorized",
  /** No connection, or it broke. */
  "network",
  /** The config has no provider for this model. */
  "not_configured",
  /** The config allows other models only. */
  "not_allowed",
] as const;
export type ModelErrorCode = (typeof MODEL_ERROR_CODES)[number];

/** A call that got no answer. Messages are for people and hold neither keys nor anything of the prompt. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorCode;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  constructor(
    code: ModelErrorCode,
    message: string,
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** Hears of an attempt that failed before another one is made. What it throws ends the call. */
export type BeforeRetry = (failed: ModelError) => Promise<void>;

/**
 * The port to every model. `complete` throws `ModelError` for all that goes wrong outside, and the signal's reason once
 * that is aborted.
 */
export interface Model {
  complete(request: ModelRequest, signal: AbortSignal, beforeRetry?: BeforeRetry): Promise<ModelResponse>;
}
