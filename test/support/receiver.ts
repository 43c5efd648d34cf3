import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";

/** What the receiver does with a request; a plain 200 unless told otherwise. */
export type Reply =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | { readonly kind: "redirect"; readonly location: string }
  /** Never answers; `afterHead`: sends the status and then nothing more. */
  | { readonly kind: "hang"; readonly afterHead?: boolean }
  | { readonly kind: "drop" }
  /** A body that goes on until the sender hangs up. */
  | { readonly kind: "endless" };

/** One request as it arrived, checked in the two ways that contracts §8 promises. */
export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `webhook-id`, empty when absent. */
  readonly id: string;
  readonly verified: {
    /** By the public `standardwebhooks` package. */
    readonly standard: boolean;
    /** By hand: HMAC-SHA256 of the raw body against `X-Signature-256`. */
    readonly byHand: boolean;
  };
}

/** A running receiver. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly deliveries: readonly Delivery[];
  /** How many bytes endless replies could get rid of so far. */
  poured(): number;
  /** Replies to the next requests in this order; afterwards it is a plain 200 again. */
  replyNext(...replies: readonly Reply[]): void;
  /** Replies so to all requests that have no reply of their own. */
  replyAlways(reply: Reply): void;
  /** Resolves as soon as so many deliveries have arrived. */
  arrived(count: number): Promise<readonly Delivery[]>;
  close(): Promise<void>;
}

/** A real HTTP server on 127.0.0.1 that records and verifies webhooks, for tests and for the demo. */
export async function startReceiver(options: {
  readonly secret: string;
  readonly port?: number;
  readonly onDelivery?: (delivery: Delivery) => void;
}): Promise<Receiver> {
  const log = deliveryLog(options.onDelivery);
  const queued: Reply[] = [];
  let usual: Reply = { kind: "status", status: 200 };
  let poured = 0;
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    log.add(inspectDelivery(request, body, options.secret));
    play(queued.shift() ?? usual, response, (bytes) => {
      poured += bytes;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}/hooks/prompts`,
    port,
    deliveries: log.entries,
    poured: () => poured,
    replyNext(...replies) {
      queued.push(...replies);
    },
    replyAlways(reply) {
      usual = reply;
    },
    arrived: log.arrived,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function deliveryLog(onDelivery: ((delivery: Delivery) => void) | undefined) {
  const entries: Delivery[] = [];
  const waiting = new Set<() => void>();
  return {
    entries,
    add(delivery: Delivery) {
      entries.push(delivery);
      onDelivery?.(delivery);
      for (const check of waiting) check();
    },
    arrived: (count: number) =>
      new Promise<readonly Delivery[]>((resolve) => {
        const check = () => {
          if (entries.length < count) return;
          waiting.delete(check);
          resolve(entries);
        };
        waiting.add(check);
        check();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function inspectDelivery(request: IncomingMessage, body: Buffer, secret: string): Delivery {
  const headers = request.headers;
  return {
    path: request.url ?? "",
    headers,
    body: body.toString("utf8"),
    id: single(headers["webhook-id"]),
    verified: {
      standard: verifiesByStandard(headers, body, secret),
      byHand: verifiesByHand(headers, body, secret),
    },
  };
}

function verifiesByStandard(headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean {
  // A secret without whsec_ goes in as bytes: the package would take its text for base64.
  const webhook = secret.startsWith("whsec_")
    ? new Webhook(secret)
    : new Webhook(Buffer.from(secret, "utf8"), { format: "raw" });
  try {
    webhook.verify(body, {
      "webhook-id": single(headers["webhook-id"]),
      "webhook-timestamp": single(headers["webhook-timestamp"]),
      "webhook-signature": single(headers["webhook-signature"]),
    });
    return true;
  } catch {
    return false;
  }
}

function verifiesByHand(headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  const given = Buffer.from(single(headers["x-signature-256"]));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function single(header: string | string[] | undefined): string {
  return typeof header === "string" ? header : "";
}

function play(reply: Reply, response: ServerResponse, onPoured: (bytes: number) => void): void {
  switch (reply.kind) {
    case "status":
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    case "redirect":
      response.writeHead(302, { location: reply.location }).end();
      return;
    case "hang":
      if (reply.afterHead === true) response.writeHead(200).flushHeaders();
      return;
    case "drop":
      response.destroy();
      return;
    case "endless":
      pourForever(response.writeHead(200), onPoured);
  }
}

function pourForever(response: ServerResponse, onPoured: (bytes: number) => void): void {
  const chunk = Buffer.alloc(16_384, "x");
  const pour = () => {
    if (response.destroyed) return;
    onPoured(chunk.length);
    if (response.write(chunk)) setImmediate(pour);
    else response.once("drain", pour);
  };
  pour();
}
