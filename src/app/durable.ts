import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sign } from "@octokit/webhooks-methods";
import type { Logger } from "pino";
import { openStore, type Store } from "../database/store.ts";
import { inboxRetention } from "../inbox/inbox-schedule.ts";
import type { Acceptance, IncomingDelivery, LeasedIncoming } from "../inbox/inbox-store.ts";
import { inboxWorker } from "../inbox/inbox-worker.ts";
import type { Surroundings } from "../releases/ports.ts";
import { outboxRetention } from "../webhooks/outbox/schedule.ts";
import type { OutboxStore } from "../webhooks/outbox/store.ts";
import { outboxWorker } from "../webhooks/outbox/worker.ts";
import { SEND_LIMITS, type WebhookSender } from "../webhooks/sender.ts";
import { batched } from "../work/batch.ts";
import { type Loop, type Nap, startLoop } from "../work/loop.ts";
import { describeError } from "./describe-error.ts";
import type { Settings } from "./settings.ts";

/** Where pushes are announced so that nothing of them is lost. */
export interface Outbox extends Pick<OutboxStore, "announce" | "announcedCommit"> {
  /** There is something to send. */
  readonly wake: () => void;
}

/** What of the app survives a crash. */
export interface Durable {
  readonly outbox: Outbox;
  /** Stores a delivery, together with those that arrive at the same time. */
  readonly accept: (delivery: IncomingDelivery) => Promise<Acceptance>;
  /** Begins to work on the inbox. */
  readonly start: (receive: Receive) => void;
  readonly store: Store;
  readonly stop: () => Promise<void>;
}

/** Handles a delivery as if it had just arrived, signed as GitHub signs. */
export type Receive = (delivery: {
  readonly id: string;
  readonly name: string;
  readonly payload: string;
  readonly signature: string;
}) => Promise<void>;

interface DurableParts {
  readonly settings: Settings;
  readonly sender: WebhookSender;
  readonly surroundings: Surroundings;
  readonly log: Logger;
}

const PRUNE_EVERY_MS = 3_600_000;

const nap: Nap = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
};

/** What all parts of it share. */
interface Common {
  readonly instance: string;
  readonly now: () => number;
  readonly nap: Nap;
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

/** Opens the store and begins to send what is in the outbox. Throws what `openStore` throws. */
export async function openDurable(parts: DurableParts): Promise<Durable> {
  const { log, settings, surroundings } = parts;
  const now = () => Date.parse(surroundings.now());
  const onError = (error: unknown) => log.error({ err: error }, "the store");
  const store = await openStore(settings.store, { pid: process.pid, now: now(), onIdleError: onError });
  const common = { instance: randomUUID(), now, nap, random: surroundings.random, onError };
  const sending = startOutbox(store, common, parts);
  const pruning = startPruning(store, common);
  let working: Loop | undefined;
  const accept = batched(
    (deliveries: readonly IncomingDelivery[]) => store.inbox.accept(deliveries),
    () => new Promise((resolve) => setImmediate(resolve)),
  );
  return {
    store,
    outbox: { ...store.outbox, wake: sending.wake },
    accept: async (delivery) => {
      const acceptance = await accept(delivery);
      working?.wake();
      return acceptance;
    },
    start: (receive) => {
      working = startInbox(store, common, { ...parts, receive });
    },
    stop: async () => {
      await working?.stop();
      await sending.stop();
      await pruning.stop();
      await store.close();
    },
  };
}

function startInbox(
  store: Store,
  common: Common,
  { log, receive, settings }: DurableParts & { readonly receive: Receive },
): Loop {
  const handle = async ({ body, event, id }: LeasedIncoming) => {
    const signature = await sign(settings.webhookSecret, body);
    await receive({ id, name: event, payload: body, signature });
  };
  const worker = inboxWorker({
    ...common,
    store: store.inbox,
    handle,
    describe: describeError,
    log: (entry) => log[entry.verdict.state === "done" ? "debug" : "warn"](entry, "delivery handled"),
  });
  return worker.start();
}

function startOutbox(store: Store, common: Common, { log, sender, settings }: DurableParts): Loop {
  const worker = outboxWorker({
    ...common,
    store: store.outbox,
    sender,
    sendLimits: SEND_LIMITS,
    grants: settings.webhookGrants,
    secretOf: settings.secretOf,
    log: (entry) => log.info(entry, "webhook attempt"),
    onEndpointDisabled: async ({ disabledReason, id, repositoryId }) => {
      log.warn(
        { endpoint: id, repository: repositoryId, reason: disabledReason },
        "webhook endpoint disabled",
      );
    },
  });
  return worker.start();
}

function startPruning({ inbox, outbox }: Store, { nap, now, onError }: Common): Loop {
  return startLoop({
    turn: async () => {
      await inbox.prune(inboxRetention(now()));
      await outbox.prune(outboxRetention(now()));
    },
    idleMs: PRUNE_EVERY_MS,
    nap,
    onError,
  });
}
