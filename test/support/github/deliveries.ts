import { createHmac, randomUUID } from "node:crypto";
import type { App } from "./app.ts";
import type { JsonObject } from "./json.ts";
import { at } from "./json.ts";

/** One attempt to bring an event to an app. */
export type Delivery = {
  id: number;
  /** `X-GitHub-Delivery`; a redelivery keeps it. */
  guid: string;
  event: string;
  action: string | undefined;
  appId: number;
  url: string;
  payload: JsonObject;
  redelivery: boolean;
  deliveredAt: string;
  /** The app's answer; 0 when there was none within ten seconds. Undefined while it is under way. */
  status?: number;
  /** The app's answer's body, or what went wrong. */
  response?: string;
};

/** An app that answers a delivery at once and works on it later. */
export type Consumer = {
  /** Waits until it is at nothing and has nothing due; resolves with whether there was anything. */
  workedOff(): Promise<boolean>;
  /** Lets the time pass that what failed waits for; resolves with the delivery ids of that. */
  hurry(): Promise<readonly string[]>;
};

export type Deliveries = {
  readonly log: readonly Delivery[];
  readonly consumers: Set<Consumer>;
  /** Runs work (building a payload and sending it) without anyone waiting for it; `idle` does. */
  background(work: () => Promise<void>): void;
  send(app: App, event: string, payload: JsonObject): Promise<void>;
  /** Repeats a delivery with its id and payload, signed anew, and resolves with the attempt. */
  redeliver(guid: string): Promise<Delivery>;
  /** Resolves when nothing is in flight and the consumers are at nothing; rejects when building a payload failed. */
  idle(): Promise<void>;
  close(): void;
};

const answerWithinMs = 10_000;

export function createDeliveries(apps: readonly App[]): Deliveries {
  const log: Delivery[] = [];
  const consumers = new Set<Consumer>();
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const closing = new AbortController();

  const attempt = async (app: App, delivery: Delivery) => {
    log.push(delivery);
    const body = JSON.stringify(delivery.payload);
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(answerWithinMs), closing.signal]);
      const response = await fetch(delivery.url, {
        method: "POST",
        headers: headersOf(app, delivery, body),
        body,
        signal,
      });
      delivery.response = await response.text();
      delivery.status = response.status;
    } catch (error) {
      delivery.response = String(error);
      delivery.status = 0;
    }
    return delivery;
  };
  const track = (work: Promise<void>) => {
    const tracked: Promise<void> = work
      .catch((error: unknown) => {
        if (!closing.signal.aborted) failures.push(error);
      })
      .finally(() => inFlight.delete(tracked));
    inFlight.add(tracked);
  };
  const fresh = (
    app: App,
    url: string,
    about: Pick<Delivery, "guid" | "event" | "payload" | "redelivery">,
  ) => {
    const action = at(about.payload, "action");
    return attempt(app, {
      ...about,
      id: log.length + 1,
      action: typeof action === "string" ? action : undefined,
      appId: app.appId,
      url,
      deliveredAt: new Date().toISOString(),
    });
  };

  const landed = async () => {
    while (inFlight.size > 0) await Promise.all(inFlight);
    if (failures.length > 0) throw new AggregateError(failures.splice(0), "a webhook could not be built");
  };

  return {
    log,
    consumers,
    background: (work) => track(work()),
    async send(app, event, payload) {
      if (app.webhookUrl === undefined) return;
      await fresh(app, app.webhookUrl, { guid: randomUUID(), event, payload, redelivery: false });
    },
    async redeliver(guid) {
      const first = log.find((delivery) => delivery.guid === guid);
      const app = apps.find(({ appId }) => appId === first?.appId);
      if (!first || !app) throw new Error(`no delivery ${guid}`);
      const { event, payload } = first;
      const sending = fresh(app, app.webhookUrl ?? first.url, { guid, event, payload, redelivery: true });
      track(sending.then(() => undefined));
      return sending;
    },
    async idle() {
      for (let worked = true; worked; ) {
        await landed();
        const all = await Promise.all([...consumers].map((consumer) => consumer.workedOff()));
        worked = inFlight.size > 0 || all.includes(true);
      }
    },
    close: () => closing.abort(),
  };
}

function headersOf(app: App, delivery: Delivery, body: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": "GitHub-Hookshot/0000000",
    "x-github-delivery": delivery.guid,
    "x-github-event": delivery.event,
    "x-github-hook-id": String(app.appId),
    "x-github-hook-installation-target-id": String(app.appId),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature-256": `sha256=${createHmac("sha256", app.webhookSecret).update(body).digest("hex")}`,
  };
}
