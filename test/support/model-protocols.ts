import { z } from "zod";

/** The protocols of model providers from the server's side, as far as tests need them. */

export interface AskedMessage {
  readonly role: string;
  readonly content: string;
}

/** Who was asked what. */
export interface Asked {
  readonly model: string;
  readonly messages: readonly AskedMessage[];
}

/** A whole answer; null counts are left out. */
export interface Said {
  readonly text: string | null;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
  readonly finishReason: string | undefined;
  readonly usage: { readonly input: number; readonly output: number } | null;
}

export interface Protocol {
  /** What a provider's `base_url` ends with. */
  readonly basePath: string;
  /** Reads a request; undefined where it is not of the protocol. */
  readonly read: (path: string, body: unknown) => Asked | undefined;
  readonly answer: (said: Said, asked: Asked) => unknown;
}

const parts = z
  .array(z.object({ text: z.string() }))
  .transform((all) => all.map(({ text }) => text).join(""));
const content = z.union([z.string(), parts]);
const message = z.object({ role: z.string(), content });

const chatRequest = z.looseObject({ model: z.string(), messages: z.array(message) });

function completion({ finishReason, text, toolCalls, usage }: Said, { model }: Asked): unknown {
  const calls = toolCalls.map((call, index) => ({ id: `call_${index}`, type: "function", function: call }));
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 0,
    model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text, ...(calls.length > 0 && { tool_calls: calls }) },
        finish_reason: finishReason ?? (calls.length > 0 ? "tool_calls" : "stop"),
      },
    ],
    ...(usage !== null && {
      usage: {
        prompt_tokens: usage.input,
        completion_tokens: usage.output,
        total_tokens: usage.input + usage.output,
      },
    }),
  };
}

const chat: Protocol = {
  basePath: "/v1",
  read: (path, body) => (path === "/v1/chat/completions" ? chatRequest.safeParse(body).data : undefined),
  answer: completion,
};

const AZURE_PATH = /^\/openai\/deployments\/([^/]+)\/chat\/completions\?api-version=2024-10-21$/;

const azure: Protocol = {
  basePath: "",
  read: (path, body) => {
    const deployment = AZURE_PATH.exec(path)?.[1];
    const read = chatRequest.safeParse(body).data;
    return deployment === undefined || read === undefined
      ? undefined
      : { ...read, model: decodeURIComponent(deployment) };
  },
  answer: completion,
};

const anthropicRequest = z.looseObject({
  model: z.string(),
  max_tokens: z.int().positive(),
  system: content.optional(),
  messages: z.array(message),
});

const anthropic: Protocol = {
  basePath: "/v1",
  read: (path, body) => {
    const read = path === "/v1/messages" ? anthropicRequest.safeParse(body).data : undefined;
    if (read === undefined) return undefined;
    const system = read.system === undefined ? [] : [{ role: "system", content: read.system }];
    return { model: read.model, messages: [...system, ...read.messages] };
  },
  answer: ({ finishReason, text, toolCalls, usage }, { model }) => ({
    id: "msg_1",
    type: "message",
    role: "assistant",
    model,
    content: [
      ...(text === null ? [] : [{ type: "text", text }]),
      ...toolCalls.map(({ arguments: input, name }, index) => ({
        type: "tool_use",
        id: `toolu_${index}`,
        name,
        input: JSON.parse(input),
      })),
    ],
    stop_reason: finishReason ?? (toolCalls.length > 0 ? "tool_use" : "end_turn"),
    stop_sequence: null,
    ...(usage !== null && { usage: { input_tokens: usage.input, output_tokens: usage.output } }),
  }),
};

const googleRequest = z.looseObject({
  systemInstruction: z.object({ parts }).optional(),
  contents: z.array(z.object({ role: z.string(), parts })),
});
const GOOGLE_PATH = /^\/v1beta\/models\/([^/:]+):generateContent$/;

const google: Protocol = {
  basePath: "/v1beta",
  read: (path, body) => {
    const model = GOOGLE_PATH.exec(path)?.[1];
    const read = googleRequest.safeParse(body).data;
    if (model === undefined || read === undefined) return undefined;
    const system =
      read.systemInstruction === undefined ? [] : [{ role: "system", content: read.systemInstruction.parts }];
    return {
      model,
      messages: [...system, ...read.contents.map((one) => ({ role: one.role, content: one.parts }))],
    };
  },
  answer: ({ finishReason, text, toolCalls, usage }) => ({
    candidates: [
      {
        content: {
          role: "model",
          parts: [
            ...(text === null ? [] : [{ text }]),
            ...toolCalls.map(({ arguments: args, name }) => ({
              functionCall: { name, args: JSON.parse(args) },
            })),
          ],
        },
        finishReason: finishReason ?? "STOP",
      },
    ],
    ...(usage !== null && {
      usageMetadata: {
        promptTokenCount: usage.input,
        candidatesTokenCount: usage.output,
        totalTokenCount: usage.input + usage.output,
      },
    }),
  }),
};

export const PROTOCOLS = { chat, azure, anthropic, google } satisfies Record<string, Protocol>;
export type ProtocolName = keyof typeof PROTOCOLS;
