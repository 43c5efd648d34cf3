import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { CompiledMessage } from "../domain/prompt/compile.ts";
import type { VariableSchema } from "../domain/prompt/variables.ts";

/** A prompt as the server answers it (contracts §9), under the names that the documents have. */
export interface Prompt {
  readonly prompt_id: string;
  readonly slug: string;
  readonly environment: string;
  readonly version: string;
  readonly digest: string;
  /** Of the event that made the version live; webhooks carry the same. */
  readonly sequence: number;
  readonly model: string;
  readonly model_parameters?: JsonObject;
  readonly response_format?: "text" | "json_object" | "json_schema";
  /** Minified JSON in its author's key order. */
  readonly json_schema?: string;
  /** Templates. */
  readonly messages: readonly CompiledMessage[];
  readonly variables: readonly VariableSchema[];
  /** Each minified JSON in its author's key order. */
  readonly tools?: readonly string[];
}

const TEXTS = ["prompt_id", "slug", "environment", "version", "digest", "model"] as const;
const TYPES: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean", "json"]);
const ROLES: ReadonlySet<unknown> = new Set(["system", "developer", "user", "assistant"]);

/** Whether a body is a prompt, as far as using it needs: what a proxy's page or another server says is none. */
export function isPrompt(body: unknown): body is Prompt {
  if (!isJsonObject(body)) return false;
  const { messages, sequence, variables } = body;
  return (
    TEXTS.every((name) => typeof body[name] === "string") &&
    Number.isSafeInteger(sequence) &&
    Array.isArray(messages) &&
    messages.every(isMessage) &&
    Array.isArray(variables) &&
    variables.every(isVariable)
  );
}

function isMessage(value: unknown): boolean {
  return isJsonObject(value) && ROLES.has(value.role) && typeof value.content === "string";
}

function isVariable(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    typeof value.name === "string" &&
    TYPES.has(value.type) &&
    typeof value.required === "boolean"
  );
}
