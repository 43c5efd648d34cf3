import { describe, expect, test } from "vitest";
import { parseSecret } from "../../../src/domain/webhook/secret.ts";
import { type AttemptLog, type DeliveryTools, deliverMessage } from "../../../src/webhooks/deliver.ts";
import type { ReadyEndpoint } from "../../../src/webhooks/grants.ts";
import type { SendResult, WebhookRequest } from "../../../src/webhooks/sender.ts";

const message = {
  id: "evt_0123456789abcdef01234567",
  type: "prompt.rolled_back",
  environment: "production",
  body: Buffer.from('{"id":"evt_0123456789abcdef01234567"}'),
};

function endpoint(url: string, more: Partial<ReadyEndpoint> = {}): ReadyEndpoint {
  const parsed = parseSecret("a secret long enough to be one");
  if (!parsed.ok) throw new Error(parsed.message);
  return { url, events: ["*"], secrets: { current: parsed.secret }, ...more };
}

const delivered: SendResult = { outcome: "delivered", status: 204, durationMs: 3 };
const failed = (more: Partial<Extract<SendResult, { outcome: "failed" }>> = {}): SendResult => ({
  outcome: "failed",
  code: "http_status",
  status: 503,
  retryable: true,
  durationMs: 3,
  ...more,
});

/** A world whose clock moves only by sleeping. Each URL plays its results in turn, the last one for ever. */
function world(script: Record<string, readonly SendResult[]>) {
  let clock = 1_700_000_000_000;
  const sent: WebhookRequest[] = [];
  const sleeps: number[] = [];
  const logs: AttemptLog[] = [];
  const tools: DeliveryTools = {
    now: () => clock,
    random: () => 0,
    log: (entry) => void logs.push(entry),
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
      clock += milliseconds;
    },
    sender: {
      send: async (request) => {
        sent.push(request);
        const results = script[request.url] ?? [];
        const nth = sent.filter(({ url }) => url === request.url).length;
        return results[Math.min(nth, results.length) - 1] ?? delivered;
      },
    },
  };
  return { tools, sent, sleeps, logs };
}

describe("deliverMessage", () => {
  test("tells every endpoint that wants the event, and no other", async () => {
    const { tools, sent } = world({});
    const outcomes = await deliverMessage(
      {
        message,
        endpoints: [
          endpoint("https://a.example/hook"),
          endpoint("https://b.example/hook", { events: ["prompt.frozen"] }),
          endpoint("https://c.example/hook", { environments: ["staging"] }),
          endpoint("https://d.example/hook", { environments: ["production"] }),
        ],
      },
      tools,
    );
    expect(sent.map(({ url }) => url)).toEqual(["https://a.example/hook", "https://d.example/hook"]);
    expect(outcomes).toEqual([
      { target: "https://a.example/hook", attempts: 1, result: delivered },
      { target: "https://d.example/hook", attempts: 1, result: delivered },
    ]);
  });

  test("tries four times with growing waits, stamping each attempt anew with the same id and bytes", async () => {
    const url = "https://a.example/hook";
    const { tools, sent, sleeps } = world({ [url]: [failed()] });
    const outcomes = await deliverMessage({ message, endpoints: [endpoint(url)] }, tools);
    expect(outcomes).toEqual([{ target: url, attempts: 4, result: failed() }]);
    expect(sleeps).toEqual([500, 2_000, 8_000]);
    expect(sent.map(({ headers }) => headers["webhook-timestamp"])).toEqual([
      "1700000000",
      "1700000000",
      "1700000002",
      "1700000010",
    ]);
    expect(new Set(sent.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([message.id]));
    expect(new Set(sent.map(({ headers }) => headers["webhook-signature"])).size).toBe(3);
    for (const { body } of sent) expect(body).toEqual(message.body);
  });

  test("stops at the first success", async () => {
    const url = "https://a.example/hook";
    const { tools, sleeps } = world({ [url]: [failed({ code: "timeout" }), delivered] });
    const outcomes = await deliverMessage({ message, endpoints: [endpoint(url)] }, tools);
    expect(outcomes).toEqual([{ target: url, attempts: 2, result: delivered }]);
    expect(sleeps).toEqual([500]);
  });

  test("waits as Retry-After says, within a bound", async () => {
    const url = "https://a.example/hook";
    const script = [failed({ retryAfterSeconds: 7 }), failed({ retryAfterSeconds: 999_999 }), delivered];
    const { tools, sleeps } = world({ [url]: script });
    await deliverMessage({ message, endpoints: [endpoint(url)] }, tools);
    expect(sleeps).toEqual([7_000, 60_000]);
  });

  test("does not repeat what cannot succeed", async () => {
    const url = "https://a.example/hook";
    const { tools, sent } = world({ [url]: [failed({ status: 410, retryable: false })] });
    const outcomes = await deliverMessage({ message, endpoints: [endpoint(url)] }, tools);
    expect(outcomes).toMatchObject([{ attempts: 1, result: { status: 410 } }]);
    expect(sent).toHaveLength(1);
  });

  test("a hanging endpoint delays no other", async () => {
    const hanging = Promise.withResolvers<SendResult>();
    const told = Promise.withResolvers<string>();
    const { tools } = world({});
    const outcomes = deliverMessage(
      { message, endpoints: [endpoint("https://slow.example/"), endpoint("https://fast.example/")] },
      {
        ...tools,
        sender: {
          send: ({ url }) => {
            if (url.includes("slow")) return hanging.promise;
            told.resolve(url);
            return Promise.resolve(delivered);
          },
        },
      },
    );
    expect(await told.promise).toBe("https://fast.example/");
    hanging.resolve(failed({ code: "timeout", retryable: false }));
    expect(await outcomes).toMatchObject([{ result: { code: "timeout" } }, { result: delivered }]);
  });

  test("a delivery that is interrupted while waiting is told as such, and takes no other with it", async () => {
    const { tools } = world({ "https://a.example/": [failed()] });
    const stopped = { ...tools, sleep: () => Promise.reject(new Error("stopping")) };
    const endpoints = [endpoint("https://a.example/"), endpoint("https://b.example/")];
    expect(await deliverMessage({ message, endpoints }, stopped)).toEqual([
      {
        target: "https://a.example/",
        attempts: 1,
        result: { outcome: "failed", code: "interrupted", retryable: true },
      },
      { target: "https://b.example/", attempts: 1, result: delivered },
    ]);
  });

  test("logs each attempt without the target's query and without any secret", async () => {
    const url = "https://a.example/hook?token=hunter2";
    const { tools, logs } = world({ [url]: [failed(), delivered] });
    await deliverMessage({ message, endpoints: [endpoint(url)] }, tools);
    const { id, type } = message;
    expect(logs).toEqual([
      { id, type, target: "https://a.example/hook", attempt: 1, result: failed(), retryInMs: 500 },
      { id, type, target: "https://a.example/hook", attempt: 2, result: delivered, retryInMs: null },
    ]);
  });
});
