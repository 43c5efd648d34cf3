import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { PROTOCOLS, type Protocol, type ProtocolName, type Said } from "./model-protocols.ts";

/** A request as it arrived. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  /** Of the address, with its query. */
  readonly path: string;
  /** All of the body, members that are not listed here included. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The body as it was sent, for questions of key order. */
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

/** What the server does with a request; a text is short for an answer with that text. */
export type ModelReply =
  | string
  | {
      readonly kind: "answer";
      readonly text?: string;
      readonly toolCalls?: readonly { readonly name: string; readonly arguments: string }[];
      readonly finishReason?: string;
      /** Null leaves the counts out. Counted in words of the request and the answer where absent. */
      readonly usage?: { readonly input: number; readonly output: number } | null;
    }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** 200 with a body that is no answer of the protocol. */
  | { readonly kind: "garbage"; readonly body?: string }
  /** Never answers. */
  | { readonly kind: "hang" }
  /** Closes the connection without an answer. */
  | { readonly kind: "drop" }
  /** Closes the connection in the middle of the answer. */
  | { readonly kind: "cut" };

export interface ModelServerOptions {
  /** OpenAI's chat completions where absent. */
  readonly protocol?: ProtocolName;
  /** Scripted: what to say to a request, the first being number 0. */
  readonly answer: (request: ChatRequest, number: number) => ModelReply;
  /** Before each answer, in milliseconds. */
  readonly latencyMs?: number;
  readonly port?: number;
}

/** A running server. */
export interface ModelServer extends AsyncDisposable {
  /** To be given as a provider's `base_url`. */
  readonly baseUrl: string;
  readonly requests: readonly ChatRequest[];
  /** The largest number of requests that were open at the same time. */
  peak(): number;
  close(): Promise<void>;
}

/** A local server that speaks a provider's protocol, for tests and for the demo. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const protocol: Protocol = PROTOCOLS[options.protocol ?? "chat"];
  const requests: ChatRequest[] = [];
  let open = 0;
  let peak = 0;
  const server = createServer(async (incoming, response) => {
    open += 1;
    peak = Math.max(peak, open);
    response.once("close", () => {
      open -= 1;
    });
    const request = await readRequest(incoming, protocol);
    if (request === undefined) return send(response, 404, '{"error":{"code":"unknown_request"}}');
    requests.push(request);
    const reply = options.answer(request, requests.length - 1);
    if (options.latencyMs !== undefined) await delay(options.latencyMs);
    play(reply, { request, response, protocol });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    baseUrl: `http://127.0.0.1:${address.port}${protocol.basePath}`,
    requests,
    peak: () => peak,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function readRequest(incoming: IncomingMessage, protocol: Protocol): Promise<ChatRequest | undefined> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { headers, method, url: path = "" } = incoming;
  const text = Buffer.concat(chunks).toString("utf8");
  const body = bodySchema.safeParse(jsonOf(text)).data;
  const asked = method === "POST" && body !== undefined ? protocol.read(path, body) : undefined;
  if (body === undefined || asked === undefined) return undefined;
  return { model: asked.model, messages: asked.messages, path, body, text, headers };
}

const bodySchema = z.record(z.string(), z.unknown());

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Turn {
  readonly request: ChatRequest;
  readonly response: ServerResponse;
  readonly protocol: Protocol;
}

function play(reply: ModelReply, { protocol, request, response }: Turn): void {
  const played: Exclude<ModelReply, string> =
    typeof reply === "string" ? { kind: "answer", text: reply } : reply;
  switch (played.kind) {
    case "answer":
      send(response, 200, JSON.stringify(protocol.answer(saidIn(played, request), request)));
      break;
    case "status":
      send(response, played.status, played.body ?? "", played.headers);
      break;
    case "garbage":
      send(response, 200, played.body ?? "<html>not a model</html>");
      break;
    case "drop":
      response.socket?.destroy();
      break;
    case "cut":
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"id":', () => response.socket?.destroy());
      break;
    case "hang":
      break;
  }
}

function saidIn(reply: Extract<ModelReply, { readonly kind: "answer" }>, request: ChatRequest): Said {
  const text = reply.text ?? null;
  const counted = {
    input: request.messages.reduce((sum, message) => sum + wordsOf(message.content), 0),
    output: wordsOf(text ?? ""),
  };
  return {
    text,
    toolCalls: reply.toolCalls ?? [],
    finishReason: reply.finishReason,
    usage: reply.usage === undefined ? counted : reply.usage,
  };
}

function wordsOf(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}
