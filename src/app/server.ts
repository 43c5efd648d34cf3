import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { Probot } from "probot";
import { isLoopback } from "../delivery/api-keys.ts";
import { githubClock } from "../github/client/clock.ts";
import { PlainProbotOctokit } from "../github/client/probot-octokit.ts";
import type { Surroundings } from "../releases/ports.ts";
import { createSender } from "../webhooks/pooled-sender.ts";
import { type AppApi, appApi } from "./api/api.ts";
import { openDurable } from "./durable.ts";
import { findMissedReleases } from "./errands/catch-up.ts";
import type { Alert } from "./errands/errand-tools.ts";
import { runErrand } from "./errands/run-errand.ts";
import { githubApp } from "./github-app.ts";
import { pointsmanApp } from "./handlers.ts";
import { type Listening, listen } from "./http-server.ts";
import { watchArrivals } from "./intake/arrivals.ts";
import { bodyRoom } from "./intake/body-room.ts";
import { type IntakeParts, takeIn } from "./intake/intake.ts";
import { interruption } from "./interruption.ts";
import { createLog } from "./log.ts";
import { countingFetch } from "./metrics/counting-fetch.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { guardBranches } from "./pushes/guarded-branches.ts";
import { watchReadiness } from "./readiness.ts";
import { type RoundsLoop, startRounds } from "./rounds.ts";
import type { Settings } from "./settings.ts";
import { nap } from "./surroundings.ts";
import { answerMetrics, answerProbes, type WatchedParts } from "./watched.ts";

const WEBHOOK_PATH = "/api/github/webhooks";
/** Of bodies that are being taken in, at once. Four of the largest that GitHub sends, or thousands of its usual ones. */
const BODY_ROOM_BYTES = 100 * 1024 * 1024;
const API_PATIENCE = { timeoutMs: 5_000, longestWaitMs: 1_500 };

export interface RunningApp {
  readonly address: string;
  readonly log: Logger;
  /**
   * Is ready no more and begins no new work; lets finish what is under way, and only then stops listening: what GitHub still
   * brings meanwhile is stored, and waits for whoever comes next.
   */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the app: GitHub's deliveries on `/api/github/webhooks`, which go through the inbox of the store as webhooks go
 * through its outbox, the HTTP API where there are keys to it, and `/healthz`, `/readyz` and `/metrics` for whoever watches it. Throws what `openStore` throws.
 */
export async function startApp(settings: Settings, local: Surroundings): Promise<RunningApp> {
  const metrics = createMetrics();
  const { recorder } = metrics;
  const { fetch, surroundings: clock } = githubClock(local, countingFetch(globalThis.fetch, recorder));
  const interrupted = interruption(clock);
  const { surroundings } = interrupted;
  const log = createLog(settings.logLevel, settings.secrets);
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
  const durable = await openDurable({
    ...{ settings, sender, surroundings, log, recorder },
    interruption: interrupted,
  });
  const { accept, giveErrand, outbox, store } = durable;
  const { alarms, configs } = store;
  const now = () => Date.parse(surroundings.now());
  const warn = (message: string) => log.warn(message);
  const github = githubApp(probot, { surroundings, fetch, log: warn }, configs);
  const alert: Alert = (facts, message) => log.error(facts, message);
  const tools = { settings, github, outbox, alarms, configs, giveErrand, recorder, now, log: warn, alert };
  const guarded = guardBranches(tools);
  const arrivals = watchArrivals();
  const api = appApi({
    keys: settings.apiKeys,
    // Whoever asks over HTTP waits for the answer: GitHub is not asked for long.
    github: githubApp(probot, { surroundings, fetch, log: warn, ...API_PATIENCE }, configs),
    ...{ outbox, alarms, guarded, surroundings, recorder, nap, log: warn, calm: arrivals.calm },
    now: () => Date.parse(local.now()),
  });
  await probot.load(pointsmanApp({ ...tools, guarded, surroundings, pushed: api.pushed }));
  durable.start({
    receive: (delivery) => probot.webhooks.verifyAndReceive(delivery),
    run: (errand) => runErrand(errand, tools),
    hasTime: arrivals.quiet,
  });
  let rounds: RoundsLoop | undefined;
  const readiness = watchReadiness({ now, ping: store.ping });
  const intake: IntakeParts = {
    webhookSecret: settings.webhookSecret,
    now,
    accept,
    arrivals,
    room: bodyRoom(BODY_ROOM_BYTES),
    recorder,
    readiness,
    missed: () => rounds?.missed(),
    log,
  };
  const watched = { readiness, metrics, scrape: () => metrics.scrape(store, now()) };
  const doors = await openDoors({ settings, log, intake, watched, api }).catch(async (error: unknown) => {
    await durable.rest();
    await durable.close();
    await sender.close();
    throw error;
  });
  rounds = startRounds({
    ...tools,
    inbox: store.inbox,
    findReleases: (signal) => interrupted.run(signal, () => findMissedReleases({ ...tools, signal })),
    nap,
    onError: (error) => log.warn({ err: error }, "looking for what was missed"),
  });
  return {
    address: doors.address,
    log,
    stop: async () => {
      readiness.stopping();
      api.close();
      await Promise.all([rounds?.stop(), durable.rest()]);
      await doors.close();
      await durable.close();
      await sender.close();
    },
  };
}

interface Doors {
  readonly settings: Settings;
  readonly log: Logger;
  readonly intake: IntakeParts;
  readonly watched: WatchedParts;
  readonly api: Pick<AppApi, "answer">;
}

/** Metrics are answered where only the own machine listens, or at an address of their own: never at the one that GitHub reaches. */
async function openDoors({ api, intake, log, settings, watched }: Doors): Promise<Listening> {
  const onError = (error: unknown) => log.error({ err: error }, "a request could not be answered");
  const probes = answerProbes(watched);
  const metrics = answerMetrics(watched);
  const isOwnMachine = isLoopback(settings.host);
  const main = await listen({
    ...settings,
    onError,
    // What was not heard may have been a delivery of GitHub's.
    onDrop: intake.missed,
    answer: async (request, response) => {
      const answered =
        probes(request, response) ??
        (isOwnMachine ? metrics(request, response) : null) ??
        api.answer(request, response);
      await (answered ?? answerGitHub(request, response, intake));
    },
  });
  if (settings.metrics === null) return main;
  const own = await listen({
    ...settings.metrics,
    onError,
    answer: async (request, response) => {
      await (probes(request, response) ?? metrics(request, response) ?? notFound(response));
    },
  }).catch(async (error: unknown) => {
    await main.close();
    throw error;
  });
  log.info({ address: own.address }, "metrics are at an address of their own");
  return {
    address: main.address,
    close: async () => {
      await Promise.all([main.close(), own.close()]);
    },
  };
}

async function answerGitHub(
  request: IncomingMessage,
  response: ServerResponse,
  intake: IntakeParts,
): Promise<void> {
  if (request.method === "POST" && request.url === WEBHOOK_PATH) await takeIn(request, response, intake);
  else notFound(response);
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { connection: "close" }).end();
}
