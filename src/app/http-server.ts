import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { bind, close } from "../delivery/server.ts";

/** GitHub waits ten seconds for an answer; whoever takes longer to send a request is nobody to wait for. */
const REQUEST_MS = 15_000;
/** At once. GitHub opens one for each delivery, and a burst of hundreds must get in; each costs some 100 KB at most. */
const CONNECTIONS = 1_024;

export interface Listening {
  readonly address: string;
  /** Takes no new requests and lets those under way finish. */
  readonly close: () => Promise<void>;
}

interface Listener {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Milliseconds in which a request must have arrived whole, its head as well as its body; 15 s where absent. */
  readonly requestMs?: number;
  /** How many connections may be open at once: further ones are closed at once. 1,024 where absent. */
  readonly connections?: number;
  /** A connection was closed unheard, since too many were open. */
  readonly onDrop?: () => void;
}

/** Listens; rejects where the address is taken or not ours. What an answer rejects with becomes a 500. */
export async function listen({
  answer,
  connections = CONNECTIONS,
  host,
  onDrop,
  onError,
  port,
  requestMs = REQUEST_MS,
}: Listener): Promise<Listening> {
  // By itself Node looks only every 30 s whose time is over.
  const limits = {
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: requestMs / 3,
  };
  const server = createServer(limits, (request, response) => {
    // A connection kept open for a next request would keep a stopping app waiting for it.
    response.once("finish", () => setImmediate(() => server.listening || server.closeIdleConnections()));
    answer(request, response).catch((error: unknown) => {
      onError(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { connection: "close" }).end();
    });
  });
  server.maxConnections = connections;
  if (onDrop !== undefined) server.on("drop", onDrop);
  const address = await bind(server, { host, port });
  return { address, close: () => close(server) };
}
