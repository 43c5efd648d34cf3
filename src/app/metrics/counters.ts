import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { ALARM_KINDS } from "../../releases/alarm-store.ts";

const HANDLING_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const ROLLBACK_SECONDS = [0.5, 1, 2, 3, 5, 10, 20, 30, 60, 300, 900];
const API_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 10];
const WEBHOOK_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

export type Counters = ReturnType<typeof appCounters>;

/** What is counted as it happens. Labels take few values, and never the name of a repository, prompt or person. */
export function appCounters(registry: Registry) {
  const registers = [registry];
  const alarms = new Counter({
    name: "pointsman_alarms_total",
    help: "Alarms about the release branch: it was rewritten, tampered with, or pushed to by somebody who may not.",
    labelNames: ["kind"],
    registers,
  });
  // There from the start, so that the very first one is an increase.
  for (const kind of ALARM_KINDS) alarms.inc({ kind }, 0);
  return {
    alarms,
    build: new Gauge({
      name: "pointsman_build_info",
      help: "Always 1; its labels say which version runs.",
      labelNames: ["version", "node"],
      registers,
    }),
    deliveries: new Counter({
      name: "pointsman_deliveries_total",
      help: "Requests to the webhook address, by GitHub's event and what became of them.",
      labelNames: ["event", "outcome"],
      registers,
    }),
    handling: new Histogram({
      name: "pointsman_delivery_handling_seconds",
      help: "How long the work on a delivery took; outcome pending: it is tried again, dead: it is parked.",
      labelNames: ["event", "outcome"],
      buckets: HANDLING_SECONDS,
      registers,
    }),
    commands: new Counter({
      name: "pointsman_commands_total",
      help: "Commands in comments that were answered, by verb and outcome.",
      labelNames: ["verb", "outcome"],
      registers,
    }),
    rollback: new Histogram({
      name: "pointsman_rollback_seconds",
      help: "From the writing of a comment that rolled back to its answer.",
      buckets: ROLLBACK_SECONDS,
      registers,
    }),
    webhookAttempts: new Histogram({
      name: "pointsman_webhook_attempt_seconds",
      help: "Attempts to deliver webhooks, by what became of the delivery, with how long they took.",
      labelNames: ["outcome"],
      buckets: WEBHOOK_SECONDS,
      registers,
    }),
    api: new Histogram({
      name: "pointsman_api_request_seconds",
      help: "Answers of the HTTP API, by method and status, with how long they took.",
      labelNames: ["method", "status"],
      buckets: API_SECONDS,
      registers,
    }),
    github: new Counter({
      name: "pointsman_github_requests_total",
      help: "Requests to GitHub, each attempt, by outcome: ok, refused, limited, failed, unanswered.",
      labelNames: ["outcome"],
      registers,
    }),
  };
}
