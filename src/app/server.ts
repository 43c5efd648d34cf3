import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createNodeMiddleware, Probot } from "probot";
import { PlainProbotOctokit } from "../github/probot-octokit.ts";
import type { Surroundings } from "../releases/ports.ts";
import { createSender } from "../webhooks/sender.ts";
import { type Durable, openDurable } from "./durable.ts";
import { githubClock } from "./github-clock.ts";
import { pointsmanApp } from "./handlers.ts";
import { type IntakeParts, takeIn } from "./intake.ts";
import { createLog } from "./log.ts";
import type { Settings } from "./settings.ts";

/** GitHub sends at most 25 MB; anything larger is none of its deliveries. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
const WEBHOOK_PATH = "/api/github/webhooks";

export interface RunningApp {
  readonly address: string;
  /** Takes no new requests, lets what is under way finish, then resolves. */
  readonly stop: () => Promise<void>;
}

type Middleware = Awaited<ReturnType<typeof createNodeMiddleware>>;

/**
 * Starts the app: GitHub's deliveries on `/api/github/webhooks`, `/healthz` for whoever watches it. Where the settings name a
 * store, deliveries go through its inbox and webhooks through its outbox. Throws what `openStore` throws.
 */
export async function startApp(settings: Settings, local: Surroundings): Promise<RunningApp> {
  const { fetch, surroundings } = githubClock(local);
  const log = createLog(settings.logLevel);
  const probot = new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret: settings.webhookSecret,
    baseUrl: settings.apiUrl,
    Octokit: PlainProbotOctokit,
    log,
  });
  const sender = createSender({
    now: () => Date.parse(local.now()),
    allowedRanges: settings.webhookRanges,
  });
  const durable =
    settings.store && (await openDurable(settings.store, { settings, sender, surroundings, log }));
  const app = pointsmanApp({ settings, sender, surroundings, fetch, outbox: durable?.outbox ?? null });
  const middleware = await createNodeMiddleware(app.load, { probot, webhooksPath: WEBHOOK_PATH });
  durable?.start((delivery) => probot.webhooks.verifyAndReceive(delivery));
  const handle =
    durable === null ? middleware : storing(durable, middleware, { settings, surroundings, log });
  const server = createServer((request, response) => {
    // A connection kept open for a next request would keep a stopping app waiting for it.
    response.once("finish", () => setImmediate(() => server.listening || server.closeIdleConnections()));
    void answer(request, response, handle);
  });
  const address = await listen(server, settings);
  return {
    address,
    stop: async () => {
      await close(server);
      await app.settled();
      await durable?.stop();
      await sender.close();
    },
  };
}

/** Deliveries into the inbox; everything else as before. */
function storing(
  { accept }: Durable,
  middleware: Middleware,
  {
    log,
    settings,
    surroundings,
  }: Pick<Parameters<typeof openDurable>[1], "log" | "settings" | "surroundings">,
): Middleware {
  const parts: IntakeParts = {
    webhookSecret: settings.webhookSecret,
    now: () => Date.parse(surroundings.now()),
    accept,
    onError: (error) => log.error({ err: error }, "a delivery could not be stored"),
  };
  return async (request, response, next) => {
    if (request.method !== "POST" || request.url !== WEBHOOK_PATH) return middleware(request, response, next);
    await takeIn(request, response, parts);
    return true;
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  middleware: Middleware,
): Promise<void> {
  if (request.method === "GET" && request.url === "/healthz") {
    response.writeHead(200, { "content-type": "application/json" }).end('{"status":"ok"}\n');
    return;
  }
  if (isTooLarge(request)) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  await middleware(request, response, () => {
    response.writeHead(404).end();
  });
}

/** Refused by its announced length, before a byte is buffered; GitHub always announces it. */
function isTooLarge(request: IncomingMessage): boolean {
  if (request.method !== "POST") return false;
  const length = Number(request.headers["content-length"]);
  return !Number.isInteger(length) || length > MAX_BODY_BYTES;
}

function listen(server: Server, { host, port }: Settings): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const bound = server.address();
      const actual = typeof bound === "object" && bound !== null ? bound.port : port;
      resolve(`http://${host.includes(":") ? `[${host}]` : host}:${actual}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeIdleConnections();
  });
}
