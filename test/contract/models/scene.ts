import type { ProviderConfig } from "../../../src/domain/policy/model-settings.ts";
import { type Model, ModelError, type ModelRequest } from "../../../src/evaluation/model.ts";
import { makeModel } from "../../../src/models/registry.ts";
import type { ProtocolName } from "../../support/model-protocols.ts";
import { type ModelReply, type ModelServer, startModelServer } from "../../support/model-server.ts";

export const KEY = "sk-test-0123456789-very-secret";
export const SECRET_PROMPT = "the launch code is 4711";
export const REQUEST: ModelRequest = {
  model: "served/small-1",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "developer", content: "No markup." },
    { role: "user", content: SECRET_PROMPT },
  ],
  parameters: {},
};

/** A way to a model: an adapter, with what its protocol has words of its own for. */
export interface Way {
  readonly protocol: ProtocolName;
  readonly provider: (baseUrl: string) => ProviderConfig;
  /** The header that brings the key. */
  readonly keyHeader: readonly [name: string, value: string];
  /** How the protocol says that an answer is done, that it calls tools, and that it was withheld. */
  readonly finish: { readonly said: string; readonly called: string; readonly withheld: string };
  /** An error object that says nothing but that the request is wrong, and one that says that the key is. */
  readonly refused: string;
  readonly unauthorized: { readonly status: number; readonly body: string };
  /** Where a body has a schema and a tool's parameters: `%` stands for the author's text. */
  readonly schemaIn: string;
  readonly parametersIn: string;
}

const TOLD = `${SECRET_PROMPT} ${KEY}`;
const openAiError = (error: object) => JSON.stringify({ error: { message: TOLD, ...error } });
const anthropicError = (type: string) =>
  JSON.stringify({ type: "error", error: { type, message: TOLD }, request_id: "req_1" });
const googleError = (code: number, status: string, details: readonly object[] = []) =>
  JSON.stringify({ error: { code, message: TOLD, status, details } });

const CHAT = {
  finish: { said: "stop", called: "tool_calls", withheld: "content_filter" },
  refused: openAiError({ param: "top_p" }),
  unauthorized: { status: 401, body: openAiError({ code: "invalid_api_key" }) },
  schemaIn: '"json_schema":{"strict":true,"name":"n","schema":%}',
  parametersIn: '"function":{"parameters":%,"name":"look"}',
} as const;
const api_key = "env:SERVED_KEY";

/** Every way that `models.providers` can name. */
export const WAYS: readonly (readonly [ProviderConfig["type"], Way])[] = [
  [
    "openai",
    {
      ...CHAT,
      protocol: "chat",
      provider: (base_url) => ({ type: "openai", base_url, api_key }),
      keyHeader: ["authorization", `Bearer ${KEY}`],
    },
  ],
  [
    "openai-compatible",
    {
      ...CHAT,
      protocol: "chat",
      provider: (base_url) => ({ type: "openai-compatible", base_url, api_key }),
      keyHeader: ["authorization", `Bearer ${KEY}`],
    },
  ],
  [
    "azure",
    {
      ...CHAT,
      protocol: "azure",
      provider: (base_url) => ({
        type: "azure",
        base_url,
        api_key,
        api_version: "2024-10-21",
        deployments: {},
      }),
      keyHeader: ["api-key", KEY],
      unauthorized: { status: 401, body: openAiError({ code: "401" }) },
    },
  ],
  [
    "anthropic",
    {
      protocol: "anthropic",
      provider: (base_url) => ({ type: "anthropic", base_url, api_key }),
      keyHeader: ["x-api-key", KEY],
      finish: { said: "end_turn", called: "tool_use", withheld: "refusal" },
      refused: anthropicError("invalid_request_error"),
      unauthorized: { status: 401, body: anthropicError("authentication_error") },
      schemaIn: '"description":"Respond with a JSON object.","input_schema":%',
      parametersIn: '"name":"look","input_schema":%',
    },
  ],
  [
    "google",
    {
      protocol: "google",
      provider: (base_url) => ({ type: "google", base_url, api_key }),
      keyHeader: ["x-goog-api-key", KEY],
      finish: { said: "STOP", called: "STOP", withheld: "SAFETY" },
      refused: googleError(400, "INVALID_ARGUMENT"),
      unauthorized: {
        status: 400,
        body: googleError(400, "INVALID_ARGUMENT", [
          { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" },
        ]),
      },
      schemaIn: '"responseMimeType":"application/json","responseJsonSchema":%',
      parametersIn: '"name":"look","description":"","parametersJsonSchema":%',
    },
  ],
];

export interface Surroundings {
  /** `models.parameters`. */
  readonly parameters?: readonly string[];
  readonly timeoutMs?: number;
  /** Aborts every attempt as soon as this signal does. */
  readonly timeUp?: AbortSignal;
  readonly waits?: number[];
  /** The clock's answers, in turn; 0 for ever where absent. */
  readonly times?: number[];
}

export function modelAt(
  provider: ProviderConfig,
  { parameters = [], timeoutMs, timeUp, times, waits }: Surroundings = {},
): Model {
  return makeModel({
    models: { default: "served/small-1", providers: { served: provider }, parameters },
    secretOf: (name) => (name === "SERVED_KEY" ? KEY : undefined),
    surroundings: {
      nowMs: () => times?.shift() ?? 0,
      random: () => 0,
      sleep: async (milliseconds) => {
        waits?.push(milliseconds);
      },
      timeout: () => timeUp ?? new AbortController().signal,
    },
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

export const never = () => new AbortController().signal;

export async function failureOf(work: Promise<unknown>): Promise<ModelError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ModelError)) throw new Error(`No ModelError: ${String(error)}`);
  return error;
}

/** A server that gives these replies in turn, and the last one again and again. */
export function serverWith(protocol: ProtocolName, ...replies: readonly ModelReply[]): Promise<ModelServer> {
  return startModelServer({
    protocol,
    answer: (_, number) => replies[Math.min(number, replies.length - 1)] ?? "",
  });
}
