import { expect, test } from "vitest";
import { createMetrics, type Metrics } from "../../../src/app/metrics/metrics.ts";
import type { WatchedStore } from "../../../src/app/metrics/store-gauges.ts";

const SECOND = 1_000;
const quietStore = storeWith({});

function storeWith({
  pending = 0,
  oldestReceived = null,
  oldestDue = null,
}: {
  readonly pending?: number;
  readonly oldestReceived?: number | null;
  readonly oldestDue?: number | null;
}): WatchedStore {
  const inbox = { states: { pending, leased: 0, dead: 0 }, oldestReceived };
  const states = { pending: 0, leased: 0, failed: 2, dead: 0, disabled: 0 };
  const outbox = { states, oldestDue, disabledEndpoints: 1 };
  return { inbox: { backlog: async () => inbox }, outbox: { backlog: async () => outbox } };
}

/** The value of one line. */
async function numberAt(metrics: Metrics, line: string, store = quietStore, now = 0): Promise<number> {
  const text = await metrics.scrape(store, now);
  const found = text.split("\n").find((one) => one.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? Number.NaN);
}

test("deliveries are counted by event and outcome, and no stranger's event becomes a label", async () => {
  const metrics = createMetrics();
  metrics.recorder.deliveryArrived("push", "stored");
  metrics.recorder.deliveryArrived("a_strangers_choice", "forged");
  expect(await numberAt(metrics, 'pointsman_deliveries_total{event="push",outcome="stored"}')).toBe(1);
  expect(await numberAt(metrics, 'pointsman_deliveries_total{event="other",outcome="forged"}')).toBe(1);
  expect(await metrics.scrape(quietStore, 0)).not.toContain("a_strangers_choice");
});

test("only a rollback that was done counts as one", async () => {
  const metrics = createMetrics();
  const handled = { verb: "rollback", elapsedMs: 1_500 } as const;
  metrics.recorder.commandHandled({ ...handled, outcome: "done" });
  metrics.recorder.commandHandled({ ...handled, outcome: "refused" });
  metrics.recorder.commandHandled({ ...handled, verb: "promote", outcome: "done" });
  expect(await numberAt(metrics, "pointsman_rollback_seconds_count")).toBe(1);
  expect(await numberAt(metrics, "pointsman_rollback_seconds_sum")).toBe(1.5);
  expect(await numberAt(metrics, 'pointsman_commands_total{verb="rollback",outcome="refused"}')).toBe(1);
});

test("the API's answers are counted by method and status, and no stranger's method becomes a label", async () => {
  const metrics = createMetrics();
  metrics.recorder.apiAnswered({ method: "GET", status: 304, durationMs: 2 });
  metrics.recorder.apiAnswered({ method: "STRANGE", status: 405, durationMs: 2 });
  const line = (labels: string) => `pointsman_api_request_seconds_count{${labels}}`;
  expect(await numberAt(metrics, line('method="GET",status="304"'))).toBe(1);
  expect(await numberAt(metrics, line('method="other",status="405"'))).toBe(1);
});

test("what waits is read from the store, with its age", async () => {
  const metrics = createMetrics();
  const store = storeWith({ pending: 3, oldestReceived: 10 * SECOND, oldestDue: 90 * SECOND });
  const now = 70 * SECOND;
  const value = (line: string) => numberAt(metrics, line, store, now);
  expect(await value('pointsman_inbox_deliveries{state="pending"}')).toBe(3);
  expect(await value("pointsman_inbox_oldest_waiting_seconds")).toBe(60);
  expect(await value('pointsman_outbox_deliveries{state="failed"}')).toBe(2);
  expect(await value("pointsman_outbox_oldest_due_seconds"), "it is not due yet").toBe(0);
  expect(await value("pointsman_webhook_endpoints_disabled")).toBe(1);
  expect(await value("pointsman_store_up")).toBe(1);
});

test("a store that does not answer is told, and leaves no old numbers behind", async () => {
  const metrics = createMetrics();
  await metrics.scrape(storeWith({ pending: 3 }), 0);
  const down = { backlog: () => Promise.reject(new Error("down")) };
  const text = await metrics.scrape({ inbox: down, outbox: down }, 0);
  expect(text).toContain("pointsman_store_up 0");
  expect(text).not.toMatch(/^pointsman_(inbox|outbox)\S* \d/m);
  expect(text).toContain("pointsman_build_info");
});

const answer = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
});

test.each([
  ["ok", answer(200)],
  ["ok", answer(304)],
  ["refused", answer(404)],
  ["refused", answer(403)],
  ["limited", answer(403, { "x-ratelimit-remaining": "0" })],
  ["limited", answer(403, { "retry-after": "60" })],
  ["limited", answer(429)],
  ["failed", answer(502)],
  ["unanswered", null],
])("a request to GitHub counts as %s, %#", async (outcome, response) => {
  const metrics = createMetrics();
  metrics.recorder.githubAnswered(response);
  expect(await numberAt(metrics, `pointsman_github_requests_total{outcome="${outcome}"}`)).toBe(1);
});

test("the rate limit is the lowest that was told since the last scrape", async () => {
  const metrics = createMetrics();
  const left = (remaining: string, resource: string) =>
    metrics.recorder.githubAnswered(
      answer(200, { "x-ratelimit-remaining": remaining, "x-ratelimit-resource": resource }),
    );
  left("4000", "core");
  left("20", "core");
  left("4990", "core");
  left("7", "a_strangers_choice");
  const line = 'pointsman_github_rate_limit_remaining{resource="core"}';
  expect(await numberAt(metrics, line)).toBe(20);
  expect(await numberAt(metrics, line), "nothing was told since").toBe(20);
  left("4980", "core");
  expect(await numberAt(metrics, line)).toBe(4980);
  expect(await metrics.scrape(quietStore, 0)).not.toContain("a_strangers_choice");
});

test("alarms are there from the start, so that the first one is an increase", async () => {
  const metrics = createMetrics();
  const line = 'pointsman_alarms_total{kind="rewritten"}';
  expect(await numberAt(metrics, line)).toBe(0);
  metrics.recorder.alarmRaised("rewritten");
  expect(await numberAt(metrics, line)).toBe(1);
  expect(await numberAt(metrics, 'pointsman_alarms_total{kind="stranger"}')).toBe(0);
});
