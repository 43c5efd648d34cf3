import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { HttpHandler } from "./api.ts";
import { type Access, isLoopback } from "./api-keys.ts";
import { problem, problemResponse } from "./problem.ts";

export interface ServerOptions {
  readonly handler: HttpHandler;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

export interface RunningServer {
  readonly address: string;
  /**
   * Takes no new requests and lets the ones under way finish, then resolves. Endless answers must be ended by whoever
   * makes them.
   */
  readonly stop: () => Promise<void>;
}

/** Whoever can reach the server needs a key; only the own machine does without. */
export function mayListen(host: string, access: Access): boolean {
  return access.kind === "keys" || isLoopback(host);
}

/** A handler as a listener of node's HTTP server. */
export function nodeListener(handler: HttpHandler): ReturnType<typeof getRequestListener> {
  return getRequestListener((request) => handler(request), {
    overrideGlobalObjects: false,
    errorHandler: () => problemResponse(problem("malformed_request", "This request makes no sense.")),
  });
}

/** Serves a handler on node's HTTP server. Rejects where the address is taken or not ours. */
export async function startServer({ handler, host, port }: ServerOptions): Promise<RunningServer> {
  const listener = nodeListener(handler);
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    response.once("close", () => {
      // The last answer before a stop leaves a connection that would be kept alive for seconds.
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
    void listener(request, response);
  });
  const address = await bind(server, { host, port });
  return { address, stop: () => close(server) };
}

/** Listens, on any free port for 0; gives the address. Rejects where it is taken or not ours. */
export async function bind(
  server: Server,
  { host, port }: Pick<ServerOptions, "host" | "port">,
): Promise<string> {
  const name = host.replace(/^\[|\]$/g, "");
  const listening = once(server, "listening");
  server.listen(port, name);
  await listening;
  const bound = server.address();
  const actual = typeof bound === "object" && bound !== null ? bound.port : port;
  return `http://${name.includes(":") ? `[${name}]` : name}:${actual}`;
}

/** Takes no new requests and lets those under way finish. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeIdleConnections();
  });
}
