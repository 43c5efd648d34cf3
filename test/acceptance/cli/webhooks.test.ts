import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseAllowRanges } from "../../../src/webhooks/address.ts";
import { parseGrants } from "../../../src/webhooks/grants.ts";
import type { OutgoingEvent } from "../../../src/webhooks/outbox/store.ts";
import { outboxWorker } from "../../../src/webhooks/outbox/worker.ts";
import { createSender } from "../../../src/webhooks/pooled-sender.ts";
import { SEND_LIMITS } from "../../../src/webhooks/sender.ts";
import type { Loop } from "../../../src/work/loop.ts";
import { runCli, runJson } from "../../support/cli.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { temporaryStore } from "../../support/temporary-store.ts";

const REPOSITORY = 42;
const SECRET = "a secret long enough to be one";
const START = Date.parse("2026-03-15T09:00:00Z");

let store: Awaited<ReturnType<typeof temporaryStore>>;
let receiver: Receiver;
let sender: ReturnType<typeof createSender>;
let worker: Loop;
/** The app's clock; the command line's is the system's. */
let clock: number;

beforeEach(async () => {
  clock = START;
  store = await temporaryStore();
  receiver = await startReceiver({ secret: SECRET });
  const ranges = parseAllowRanges("127.0.0.1/32");
  const granted = {
    [REPOSITORY]: { secrets: ["POINTSMAN_WEBHOOK_A"], targets: [receiver.url] },
    43: { secrets: ["POINTSMAN_WEBHOOK_A"], targets: ["http://10.0.0.1/"] },
  };
  const grants = parseGrants(JSON.stringify(granted));
  if (!ranges.ok || !grants.ok) throw new Error("set-up");
  sender = createSender({ now: () => clock, allowedRanges: ranges.ranges });
  worker = outboxWorker({
    store: store.outbox,
    sender,
    sendLimits: SEND_LIMITS,
    grants: grants.grants,
    secretOf: () => SECRET,
    instance: "the app",
    now: () => clock,
    nap: (milliseconds) => new Promise((done) => setTimeout(done, Math.min(milliseconds, 20))),
    random: () => 0,
    log: () => undefined,
    onError: (error) => {
      throw error;
    },
    onEndpointDisabled: async () => undefined,
  }).start();
});

afterEach(async () => {
  await worker.stop();
  await sender.close();
  await receiver.close();
  await store[Symbol.asyncDispose]();
});

function event(n: number): OutgoingEvent {
  const id = `evt_${String(n).padStart(24, "0")}`;
  const body = JSON.stringify({ id, reason: "broken \u001b[31m" });
  const about = { environment: "production", promptId: "support-triage", sequence: n };
  return { id, type: "prompt.rolled_back", ...about, body, endpoints: [0] };
}

const announce = (n: number) =>
  store.outbox.announce({
    repositoryId: REPOSITORY,
    endpoints: [
      {
        url: receiver.url,
        secret: "POINTSMAN_WEBHOOK_A",
        previousSecret: null,
        ordinal: 0,
      },
    ],
    events: [event(n)],
    branch: "prompt-releases",
    commit: null,
    now: clock,
  });

const options = () => {
  const directory = dirname(store.file);
  return { directory, env: { POINTSMAN_DATA_DIR: directory } };
};
const webhooks = (...words: readonly string[]) => runCli(["webhooks", ...words], options());
const webhooksJson = (...words: readonly string[]) => runJson(["webhooks", ...words], options());

/** Resolves when the app has settled so many deliveries in a state. */
async function settled(state: "delivered" | "dead" | "disabled", count: number): Promise<void> {
  for (;;) {
    if ((await store.outbox.counts()).states[state] === count) return;
    await new Promise(setImmediate);
  }
}

describe("beside a running app, webhooks", () => {
  test("list and show tell what was sent, and replay sends it again under its id, stamped anew", async () => {
    await announce(1);
    await receiver.arrived(1);
    await settled("delivered", 1);
    const listed = await webhooks("list");
    expect(listed).toMatchObject({ exitCode: 0, stderr: "" });
    expect(listed.stdout).toMatch(
      /\n1 +delivered 200, 0 ms +rolled_back support-triage #1 in production\n +2026-03-15T09:00:00Z +1 http:\S+\n/,
    );
    expect(Math.max(...listed.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(listed.stdout).toContain(
      "In all: 0 pending, 0 leased, 0 failed, 1 delivered, 0 dead, 0 disabled.",
    );
    clock = Date.now() + 60_000;
    expect(await webhooksJson("replay", "1")).toMatchObject({ exitCode: 0, json: { replayed: [1] } });
    const [first, again] = await receiver.arrived(2);
    expect(again?.id).toBe(first?.id);
    expect(again?.body).toBe(first?.body);
    expect(again?.headers["webhook-timestamp"]).not.toBe(first?.headers["webhook-timestamp"]);
    expect(again?.headers["webhook-signature"]).not.toBe(first?.headers["webhook-signature"]);
    await settled("delivered", 1);
    const shown = await webhooks("show", "1");
    expect(shown.stdout).toMatch(/^Delivery 1: delivered \(200\), confirmed after [\d.]+ m?s\n/);
    expect(shown.stdout).toMatch(/\nannounced {2}2026-03-15T09:00:00Z\nagain {6}20\S+Z\nover {7}20\S+Z\n/);
    expect(shown.stdout).toMatch(/\nATTEMPT +OVER +WITH +TOOK\n1 +20\S+Z +200 +\d+ m?s\n/);
    const [facts = ""] = shown.stdout.split("\n{");
    expect(Math.max(...facts.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect((await webhooksJson("show", "1")).json).toMatchObject({
      delivery: { latency_ms: expect.any(Number), replayed_at: expect.stringMatching(/Z$/) },
      attempts: [{ attempt: 1, status: 200, code: null, duration_ms: expect.any(Number) }],
      failures: [],
    });
    expect(shown.stdout, "what people wrote is shown, never sent to the terminal").not.toContain("\u001b");
  });

  test("a failed delivery is found, explained, and replayed by its event before its time", async () => {
    clock = Date.now();
    receiver.replyNext({ kind: "redirect", location: "http://127.0.0.1:9/" });
    await announce(1);
    await settledFailure(1);
    const { json } = await webhooksJson("list", "--state", "failed", "--since", "1h");
    expect(json).toMatchObject({ deliveries: [{ id: 1, state: "failed", code: "redirect", status: 302 }] });
    expect((await webhooksJson("list", "--state", "dead")).json).toMatchObject({ deliveries: [] });
    expect((await webhooksJson("show", "1")).json).toMatchObject({
      failures: [{ attempt: 1, code: "redirect", status: 302, duration_ms: expect.any(Number) }],
    });
    const { stdout } = await webhooks("show", "1");
    expect(stdout).toMatch(/\nATTEMPT +OVER +WITH +TOOK\n1 +20\S+Z +redirect 302 +\d+ m?s\n/);
    expect(stdout).toMatch(
      /^Delivery 1: failed \(redirect 302\), next at 20\S+Z\nIt redirects, which is not/,
    );
    clock = Date.now() + 60_000;
    await webhooks("replay", event(1).id);
    await receiver.arrived(2);
    await settled("delivered", 1);
  });

  test("an endpoint that said 410 is off, is switched on, and gets what it missed", async () => {
    receiver.replyNext({ kind: "status", status: 410 });
    await announce(1);
    await settled("disabled", 1);
    await announce(2);
    expect((await webhooks("endpoints")).stdout).toMatch(
      /\n1 +42 +http:\S+ +off since 2026-03-15T09:00:00Z: it answered 410\n/,
    );
    const refused = await webhooks("replay", "1", "2");
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("the endpoint is off") });
    const enabled = await webhooks("enable", "1");
    expect(enabled.stdout).toContain("It missed 2 while it was off.");
    clock = Date.now() + 60_000;
    const line = /pointsman webhooks (replay-since .+)/.exec(enabled.stdout)?.[1] ?? "";
    expect(await webhooks(...line.split(" "))).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("2 deliveries are to be sent again"),
    });
    const deliveries = await receiver.arrived(3);
    expect(
      deliveries
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([event(1).id, event(2).id]);
    expect(await webhooksJson("enable", "1")).toMatchObject({ exitCode: 0, json: { changed: false } });
  });

  test("what a receiver answers is kept and shown nowhere", async () => {
    clock = Date.now();
    const inside = "hunter2-of-the-inside";
    receiver.replyNext({ kind: "status", status: 500, headers: { "x-inside": inside }, body: inside });
    await announce(1);
    await settledFailure(1);
    for (const words of [["list"], ["show", "1"], ["show", "1", "--json"], ["endpoints"]]) {
      expect((await webhooks(...words)).stdout).not.toContain(inside);
    }
    for (const end of ["", "-wal"]) expect(readFileSync(`${store.file}${end}`).includes(inside)).toBe(false);
  });

  test("list counts what is meant, and shows why an address was refused", async () => {
    clock = Date.now();
    await announce(1);
    await settled("delivered", 1);
    await store.outbox.announce({
      repositoryId: 43,
      endpoints: [
        { url: "http://10.0.0.1/", secret: "POINTSMAN_WEBHOOK_A", previousSecret: null, ordinal: 0 },
      ],
      events: [event(2)],
      branch: "prompt-releases",
      commit: null,
      now: clock,
    });
    await settledFailure(2);
    expect((await webhooksJson("list", "--repo-id", "42")).json).toMatchObject({
      counts: { delivered: 1, failed: 0 },
    });
    expect((await webhooksJson("list", "--endpoint", "2", "--state", "dead")).json).toMatchObject({
      deliveries: [],
      counts: { delivered: 0, failed: 1 },
    });
    expect((await webhooks("show", "2")).stdout).toContain("(refused_address), next at");
    expect((await webhooks("show", "2")).stdout).toContain("POINTSMAN_WEBHOOK_ALLOW_RANGES permits ranges.");
  });

  test("replay-since takes what was announced since, and only to the endpoint that is named", async () => {
    await announce(1);
    clock = START + 60_000;
    await announce(2);
    await settled("delivered", 2);
    const since = ["replay-since", "2026-03-15T09:00:30Z"];
    expect((await webhooksJson(...since, "--endpoint", "2")).json).toMatchObject({ replayed: [] });
    expect((await webhooksJson(...since, "--state", "dead")).json).toMatchObject({ replayed: [] });
    clock = Date.now() + 60_000;
    expect((await webhooksJson(...since, "--repo-id", "42")).json).toMatchObject({ replayed: [2] });
    expect((await receiver.arrived(3))[2]?.id).toBe(event(2).id);
  });
});

/** Resolves when the app has settled a failed attempt of a delivery. */
async function settledFailure(id: number): Promise<void> {
  while (((await store.outbox.show(id))?.failures.length ?? 0) === 0) await new Promise(setImmediate);
}

describe("webhooks answers", () => {
  test.each([
    [["show", "4711"], 1, "There is no delivery 4711"],
    [["replay", "4711", event(9).id], 1, `there is nothing of 4711, ${event(9).id}`],
    [["enable", "4711"], 1, "There is no endpoint 4711"],
    [["show", "x"], 2, "delivery: a whole number"],
    [["list", "--state", "lost"], 2, "one of pending, leased"],
    [["list", "--limit", "5000"], 2, "at most 1000"],
    [["replay", "evt_1"], 2, "a delivery's number, or an event's id"],
    [["replay-since", "yesterday"], 2, "“yesterday” is neither a time such as"],
    [["lst"], 2, "unknown command 'lst'"],
  ])("%j with %i", async (words, exitCode, text) => {
    const run = await webhooks(...words);
    expect(run).toMatchObject({ exitCode, stdout: "" });
    expect(run.stderr).toContain(text);
  });

  test("where there is no store, or it does not answer, which variable to set, and never its value", async () => {
    const { directory } = options();
    const none = await runCli(["webhooks", "list"], { directory, env: { POINTSMAN_DATA_DIR: "elsewhere" } });
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("POINTSMAN_DATA_DIR") });
    const env = { POINTSMAN_DATABASE_URL: "postgres://ada:sesame@127.0.0.1:9/pointsman" };
    const away = await runCli(["webhooks", "list"], { directory, env });
    expect(away).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("does not answer") });
    expect(away.stderr).not.toContain("sesame");
  });
});
