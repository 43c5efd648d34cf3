import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { actionsRoutes } from "./actions.ts";
import { appRoutes } from "./app-routes.ts";
import { conversationRoutes } from "./conversation.ts";
import { dispatchRoutes } from "./dispatches.ts";
import { type Answer, type Exchange, forward, type Route, refuse } from "./exchange.ts";
import { type FaultAction, type FaultBox, isGraphql } from "./faults.ts";
import { answerGraphql } from "./graphql.ts";
import { limitRoutes } from "./limits.ts";
import { permissionRoutes } from "./permissions.ts";
import { pullRoutes } from "./pulls.ts";
import { reactionRoutes } from "./reactions.ts";
import { refRoutes, restated } from "./refs.ts";
import { graphqlOperationOf, type LoggedRequest } from "./request-log.ts";
import { statusRoutes } from "./statuses.ts";
import type { World } from "./world.ts";

export type Door = {
  faults: FaultBox;
  requests: LoggedRequest[];
  /** Milliseconds added to every request, half on the way there and half on the way back. */
  latencyMs: number;
};

const routes: Route[] = [
  ...appRoutes,
  ...refRoutes,
  ...pullRoutes,
  ...conversationRoutes,
  ...reactionRoutes,
  ...permissionRoutes,
  ...statusRoutes,
  ...dispatchRoutes,
  ...limitRoutes,
  ...actionsRoutes,
];

/** Starts listening; `world` is asked for once the address is known. */
export async function listen(door: Door, world: () => World): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    void serve(request, response, door, world()).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          message: `the emulated GitHub failed: ${error instanceof Error ? error.stack : error}`,
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, url: `http://127.0.0.1:${address.port}` };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  door: Door,
  world: World,
): Promise<void> {
  const path = request.url ?? "/";
  const method = request.method ?? "GET";
  const entry = logged(door, { method, path, authorization: request.headers.authorization }, world);
  response.on("close", () => {
    entry.endedAt ??= performance.now();
  });
  const body = await textOf(request);
  if (isGraphql(path)) {
    const operation = graphqlOperationOf(body);
    if (operation !== undefined) entry.graphqlOperation = operation;
  }
  const fault = door.faults.take({ method, path, body });
  const half = door.latencyMs / 2;
  if (half > 0) await wait(half);
  const lost = fault && fault.when !== "after";
  const answer = lost ? undefined : await answerOf(world, { method, path, body }, request);
  if (half > 0) await wait(half);
  if (fault) return strike(fault, response, entry);
  if (answer) write(response, entry, revalidated(answer, request));
}

/** What is read of a ref carries an ETag; whoever names it again is told that nothing changed. */
function revalidated(answer: Answer, { headers, method, url }: IncomingMessage): Answer {
  if (method !== "GET" || answer.status !== 200 || !url?.includes("/git/ref/")) return answer;
  const etag = `"${createHash("sha256").update(JSON.stringify(answer.body)).digest("hex")}"`;
  if (headers["if-none-match"] === etag) return { status: 304, headers: { etag }, bytes: Buffer.alloc(0) };
  return { ...answer, headers: { ...answer.headers, etag } };
}

function logged(
  door: Door,
  { method, path, authorization }: { method: string; path: string; authorization: string | undefined },
  world: World,
): LoggedRequest {
  const { kind } = world.tokens.callerOf(authorization);
  const entry: LoggedRequest = {
    n: door.requests.length + 1,
    method,
    path: isGraphql(path) ? "/graphql" : (path.split("?")[0] ?? path),
    startedAt: performance.now(),
    status: 0,
    auth: kind === "unknown" ? "none" : kind,
  };
  door.requests.push(entry);
  return entry;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function strike(fault: FaultAction, response: ServerResponse, entry: LoggedRequest): void {
  if (fault.hang) return;
  if (fault.drop) {
    response.destroy();
    return;
  }
  const status = fault.status ?? 502;
  const body = fault.body ?? { message: status === 502 ? "Server Error" : "injected fault" };
  write(response, entry, { status, ...(fault.headers ? { headers: fault.headers } : {}), body });
}

function write(response: ServerResponse, entry: LoggedRequest, answer: Answer): void {
  const text =
    answer.bytes ??
    answer.text ??
    (typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  entry.status = answer.status;
  response.writeHead(answer.status, {
    "content-type": "application/json; charset=utf-8",
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": `EMUL:${entry.n}`,
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": "4999",
    "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + 3_600),
    "x-ratelimit-resource": "core",
    ...answer.headers,
  });
  // Counted as ended before the client can have read it, so that a request it causes starts later.
  entry.endedAt = performance.now();
  response.end(answer.status === 204 ? undefined : text);
}

type Incoming = { method: string; path: string; body: string };

async function answerOf(world: World, incoming: Incoming, request: IncomingMessage): Promise<Answer> {
  const caller = world.tokens.callerOf(request.headers.authorization);
  // emulate takes an unknown token for its first user's.
  if (caller.kind === "unknown") return refuse(401, "Bad credentials");
  const [pathname = "/", query = ""] = incoming.path.split("?", 2);
  const parsed = parsedBody(incoming.body);
  if (!parsed) return refuse(400, "Problems parsing JSON");
  const exchange: Exchange = {
    world,
    method: incoming.method,
    path: pathname.replace(/^\/api\/v3(?=\/)/, ""),
    query: new URLSearchParams(query),
    body: parsed.value,
    accept: request.headers.accept,
    caller,
    bearer: await world.tokens.bearer(caller),
  };
  return isGraphql(incoming.path) ? answerGraphql(exchange) : routed(exchange);
}

function parsedBody(body: string): { value: unknown } | undefined {
  if (body === "") return { value: undefined };
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}

/** The first route of ours that fits, else emulate. */
export async function routed(exchange: Exchange): Promise<Answer> {
  for (const { method, pattern, handle } of routes) {
    const found = method === exchange.method ? pattern.exec(exchange.path) : null;
    if (found) return handle(exchange, ...found.slice(1).map(decodeURIComponent));
  }
  return restated(await forward(exchange));
}
