import { collectDefaultMetrics, Registry } from "prom-client";
import packageJson from "../../../package.json" with { type: "json" };
import { ERRAND_EVENT } from "../../inbox/inbox-store.ts";
import { handlesEvent } from "../intake/intake.ts";
import type { Recorder } from "../recorder.ts";
import { appCounters, type Counters } from "./counters.ts";
import { githubOutcome } from "./github-outcome.ts";
import { rateLimitGauge } from "./rate-limit.ts";
import { storeGauges, type WatchedStore } from "./store-gauges.ts";

/** The app's metrics in Prometheus' text format. */
export interface Metrics {
  readonly recorder: Recorder;
  /** Everything as it is now; what stands in the store is read for it. A store that does not answer is told, too. */
  readonly scrape: (store: WatchedStore, now: number) => Promise<string>;
  readonly contentType: string;
}

/** Counts from now on. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = appCounters(registry);
  counters.build.set({ version: packageJson.version, node: process.versions.node }, 1);
  const rateLimit = rateLimitGauge(registry);
  const gauges = storeGauges(registry);
  return {
    recorder: recorderOf(counters, rateLimit),
    scrape: async (store, now) => {
      await gauges.read(store, now);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

function recorderOf(counters: Counters, rateLimit: ReturnType<typeof rateLimitGauge>): Recorder {
  return {
    deliveryArrived: (event, outcome) => counters.deliveries.inc({ event: eventLabel(event), outcome }),
    deliveryHandled: ({ durationMs, event, state }) =>
      counters.handling.observe({ event: eventLabel(event), outcome: state }, durationMs / 1000),
    commandHandled: ({ elapsedMs, outcome, verb }) => {
      counters.commands.inc({ verb, outcome });
      if (verb === "rollback" && outcome === "done") counters.rollback.observe(Math.max(elapsedMs, 0) / 1000);
    },
    webhookAttempted: ({ durationMs, state }) =>
      counters.webhookAttempts.observe({ outcome: state }, durationMs / 1000),
    githubAnswered: (response) => {
      counters.github.inc({ outcome: githubOutcome(response) });
      if (response !== null) rateLimit.observe(response.headers);
    },
    apiAnswered: ({ durationMs, method, status }) =>
      counters.api.observe({ method: methodLabel(method), status }, durationMs / 1000),
    alarmRaised: (kind) => counters.alarms.inc({ kind }),
  };
}

const METHODS = ["GET", "HEAD", "POST"];

function methodLabel(method: string): string {
  return METHODS.includes(method) ? method : "other";
}

/** Whoever sends the app something chooses the event's name: only those it knows become labels. */
function eventLabel(event: string): string {
  return handlesEvent(event) || event === ERRAND_EVENT ? event : "other";
}
