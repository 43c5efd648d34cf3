import type { WebhookEndpointConfig } from "../../../../src/domain/policy/config-schema.ts";
import { type Grants, parseGrants } from "../../../../src/webhooks/grants.ts";
import { announceMessages } from "../../../../src/webhooks/outbox/announce.ts";
import type { EndpointRecord } from "../../../../src/webhooks/outbox/store.ts";
import {
  type OutboxLog,
  type OutboxWorkerOptions,
  outboxWorker,
} from "../../../../src/webhooks/outbox/worker.ts";
import type { SendResult, WebhookRequest } from "../../../../src/webhooks/sender.ts";
import { stillTime } from "../../../support/still-time.ts";
import { temporaryStore } from "../../../support/temporary-store.ts";

const REPOSITORY = 812_345_678;
export const HOUR = 3_600_000;
export const START = 1_000_000_000;
export const VALUES: Record<string, string> = {
  POINTSMAN_WEBHOOK_A: "a secret long enough to be one",
  POINTSMAN_WEBHOOK_B: "another secret that is long enough",
};

export const hook = (name: string, more: Partial<WebhookEndpointConfig> = {}): WebhookEndpointConfig => {
  return {
    url: `https://${name}.example.com/`,
    secret: "POINTSMAN_WEBHOOK_A",
    events: ["prompt.*"],
    ...more,
  };
};
const message = (n: number, type: string) => {
  const id = `evt_${n}`;
  const body = Buffer.from(JSON.stringify({ id, reason: "schön \u{1f4a5}" }));
  return {
    message: { id, type, environment: "production", body },
    promptId: "p",
    sequence: n,
  };
};
export const ok: SendResult = { outcome: "delivered", status: 200, durationMs: 1 };
export const status = (code: number, more: object = {}): SendResult => {
  return {
    outcome: "failed",
    code: "http_status",
    status: code,
    retryable: code !== 410,
    durationMs: 1,
    ...more,
  };
};

/** Lets the repository send there, under the secret A. */
export function grantsFor(targets: readonly string[]): Grants {
  const granted = parseGrants(
    JSON.stringify({ [REPOSITORY]: { secrets: ["POINTSMAN_WEBHOOK_A"], targets } }),
  );
  if (!granted.ok) throw new Error("set-up");
  return granted.grants;
}

type Send = (request: WebhookRequest) => Promise<SendResult>;

/** A worker on a store of its own, in a time that stands still: what it sends, logs and tells is written down. */
export async function scene(send: Send, more: Partial<OutboxWorkerOptions> = {}) {
  const store = await temporaryStore();
  const clock = stillTime(START);
  const sent: WebhookRequest[] = [];
  const logs: OutboxLog[] = [];
  const errors: unknown[] = [];
  const told: EndpointRecord[] = [];
  const options: OutboxWorkerOptions = {
    store: store.outbox,
    sender: {
      send: (request) => {
        sent.push(request);
        return send(request);
      },
    },
    sendLimits: { totalMs: 15_000 },
    grants: grantsFor(["one", "two", "three"].map((name) => hook(name).url)),
    secretOf: (name) => VALUES[name],
    instance: "i",
    now: clock.now,
    // Outcomes wait for one another only as long as it takes to turn around.
    nap: (milliseconds, signal) => (milliseconds < 100 ? Promise.resolve() : clock.nap(milliseconds, signal)),
    random: () => 0,
    log: (entry) => logs.push(entry),
    onError: (error) => errors.push(error),
    onEndpointDisabled: async (endpoint) => void told.push(endpoint),
    ...more,
  };
  type Announced = readonly [webhooks: readonly WebhookEndpointConfig[], ...numbers: readonly number[]];
  const announceAs = (type: string, ...[webhooks, ...numbers]: Announced) =>
    announceMessages(
      {
        repositoryId: REPOSITORY,
        branch: "prompt-releases",
        webhooks,
        messages: numbers.map((n) => message(n, type)),
        commit: null,
        now: clock.now(),
      },
      store.outbox,
    );
  const states = async () => (await store.outbox.list({ limit: 99 })).map(({ code, state }) => [state, code]);
  return {
    store,
    clock,
    sent,
    logs,
    errors,
    told,
    options,
    announce: (...announced: Announced) => announceAs("prompt.published", ...announced),
    announceAs,
    states,
    /** Passes the time until the newest delivery is tried again, if it is. */
    untilDue: async () => {
      const [{ dueAt } = { dueAt: null }] = await store.outbox.list({ limit: 1 });
      if (dueAt !== null) await clock.pass(dueAt - clock.now());
    },
    worker: outboxWorker(options),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
