import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Probot } from "probot";
import { githubClock } from "../github/clock.ts";
import { PlainProbotOctokit } from "../github/probot-octokit.ts";
import type { Surroundings } from "../releases/ports.ts";
import { createSender } from "../webhooks/pooled-sender.ts";
import { watchArrivals } from "./arrivals.ts";
import { openDurable } from "./durable.ts";
import { githubApp } from "./github-app.ts";
import { pointsmanApp } from "./handlers.ts";
import { type IntakeParts, takeIn } from "./intake.ts";
import { createLog } from "./log.ts";
import { startRounds } from "./rounds.ts";
import { runErrand } from "./run-errand.ts";
import type { Settings } from "./settings.ts";

/** GitHub sends at most 25 MB; anything larger is none of its deliveries. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
const WEBHOOK_PATH = "/api/github/webhooks";
/** GitHub waits ten seconds for an answer; whoever takes longer to send a request is not GitHub. */
const REQUEST_MS = 15_000;

export interface RunningApp {
  readonly address: string;
  /** Takes no new requests, lets what is under way finish, then resolves. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the app: GitHub's deliveries on `/api/github/webhooks`, which go through the inbox of the store as webhooks go
 * through its outbox, and `/healthz` for whoever watches it. Throws what `openStore` throws.
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
  const durable = await openDurable({ settings, sender, surroundings, log });
  const { accept, giveErrand, outbox, store } = durable;
  const now = () => Date.parse(surroundings.now());
  const warn = (message: string) => log.warn(message);
  const github = githubApp(probot, { surroundings, fetch, log: warn });
  const tools = { settings, github, outbox, giveErrand, now, log: warn };
  await probot.load(pointsmanApp({ ...tools, surroundings }));
  const arrivals = watchArrivals();
  durable.start({
    receive: (delivery) => probot.webhooks.verifyAndReceive(delivery),
    run: (errand) => runErrand(errand, tools),
    hasTime: arrivals.quiet,
  });
  const intake: IntakeParts = {
    webhookSecret: settings.webhookSecret,
    now,
    accept,
    onError: (error) => log.error({ err: error }, "a delivery could not be stored"),
  };
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    // A connection kept open for a next request would keep a stopping app waiting for it.
    response.once("finish", () => setImmediate(() => server.listening || server.closeIdleConnections()));
    void arrivals.takingIn(() => answer(request, response, intake));
  });
  const stop = async () => {
    await durable.stop();
    await sender.close();
  };
  const address = await listen(server, settings).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const rounds = startRounds({
    ...tools,
    inbox: store.inbox,
    onError: (error) => log.warn({ err: error }, "looking for what was missed"),
  });
  return {
    address,
    stop: async () => {
      await close(server);
      await rounds.stop();
      await stop();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  intake: IntakeParts,
): Promise<void> {
  const asked = `${request.method} ${request.url}`;
  if (asked === "GET /healthz") {
    response.writeHead(200, { "content-type": "application/json" }).end('{"status":"ok"}\n');
    return;
  }
  if (asked !== `POST ${WEBHOOK_PATH}`) {
    response.writeHead(404, { connection: "close" }).end();
    return;
  }
  if (isTooLarge(request)) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  await takeIn(request, response, intake);
}

/**
 * Refused by its announced length, before a byte is buffered; GitHub always announces it. Node reads no more of a body than
 * was announced.
 */
function isTooLarge(request: IncomingMessage): boolean {
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
