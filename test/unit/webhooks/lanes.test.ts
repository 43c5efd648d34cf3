import { describe, expect, test } from "vitest";
import { parseSecret } from "../../../src/domain/webhook/secret.ts";
import { webhookLanes } from "../../../src/webhooks/lanes.ts";
import type { SendResult, WebhookRequest } from "../../../src/webhooks/sender.ts";

const secret = parseSecret("a secret long enough to be one");
const messages = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `evt_${index}`,
    type: "prompt.published",
    environment: null,
    body: Buffer.from("{}"),
  }));

const delivered: SendResult = { outcome: "delivered", status: 200, durationMs: 1 };
const failed = (status: number): SendResult => ({
  outcome: "failed",
  code: "http_status",
  status,
  retryable: status !== 410,
  durationMs: 1,
});

function lanesOf(answer: (request: WebhookRequest) => SendResult, hosts: readonly string[]) {
  if (!secret.ok) throw new Error(secret.code);
  const secrets = { current: secret.secret };
  const sent: WebhookRequest[] = [];
  const endpoints = hosts.map((host) => ({
    url: `https://${host}/hook?key=1`,
    events: ["prompt.*"],
    secrets,
  }));
  const sender = {
    send: async (request: WebhookRequest) => {
      sent.push(request);
      return answer(request);
    },
  };
  const tools = {
    sender,
    now: () => 0,
    sleep: () => Promise.resolve(),
    random: () => 0,
    log: () => undefined,
  };
  return { lanes: webhookLanes(endpoints, tools), sent };
}

const to = (sent: readonly WebhookRequest[], host: string) =>
  sent.filter(({ url }) => url.includes(host)).length;

describe("a receiver that is down", () => {
  test("costs a run its attempts once, and the others get everything", async () => {
    const { lanes, sent } = lanesOf(
      ({ url }) => (url.includes("down") ? failed(503) : delivered),
      ["down", "up"],
    );
    const outcomes = [...(await lanes.send(messages(20))), ...(await lanes.send(messages(3)))];
    expect(to(sent, "up")).toBe(23);
    expect(to(sent, "down")).toBe(8 * 4);
    const down = outcomes.filter(({ target }) => target === "https://down/hook");
    expect(down).toHaveLength(23);
    for (const one of down) expect(one).toMatchObject({ status: "later", why: "http_status 503" });
  });

  test("is told apart from one that says never", async () => {
    const { lanes, sent } = lanesOf(() => failed(410), ["gone"]);
    const outcomes = await lanes.send(messages(12));
    expect(outcomes.every(({ status }) => status === "never")).toBe(true);
    expect(sent).toHaveLength(8);
  });
});

test("one event that a receiver cannot take keeps none of the later ones from it", async () => {
  const { lanes } = lanesOf(
    ({ headers }) => (headers["webhook-id"] === "evt_0" ? failed(500) : delivered),
    ["up"],
  );
  const outcomes = await lanes.send(messages(20));
  expect(outcomes.filter(({ status }) => status !== "accepted").map(({ eventId }) => eventId)).toEqual([
    "evt_0",
  ]);
});
