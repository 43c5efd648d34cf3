import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { openStore, type Store } from "../database/store.ts";
import { inboxRetention } from "../inbox/inbox-schedule.ts";
import {
  type Acceptance,
  ERRAND_EVENT,
  type IncomingDelivery,
  type LeasedIncoming,
} from "../inbox/inbox-store.ts";
import { inboxWorker } from "../inbox/inbox-worker.ts";
import type { Surroundings } from "../releases/ports.ts";
import { outboxRetention } from "../webhooks/outbox/schedule.ts";
import type { OutboxStore } from "../webhooks/outbox/store.ts";
import { outboxWorker } from "../webhooks/outbox/worker.ts";
import { SEND_LIMITS, type WebhookSender } from "../webhooks/sender.ts";
import { batched } from "../work/batch.ts";
import { type Loop, type Nap, startLoop } from "../work/loop.ts";
import { describeError } from "./describe-error.ts";
import { type Errand, errandDelivery, parseErrand } from "./errands/errands.ts";
import { githubSignature } from "./intake/github-signature.ts";
import type { Interruption } from "./interruption.ts";
import type { Recorder } from "./recorder.ts";
import type { Settings } from "./settings.ts";
import { nap } from "./surroundings.ts";

/** Where pushes are announced so that nothing of them is lost. */
export interface Outbox
  extends Pick<OutboxStore, "announce" | "announcedCommit" | "endpoints" | "list" | "replay" | "show"> {
  /** There is something to send. */
  readonly wake: () => void;
}

/** Gives the app itself something to do; durable when it resolves. One that was given up begins anew when it is given again. */
export type GiveErrand = (errand: Errand) => Promise<void>;

/** What of the app survives a crash. */
export interface Durable {
  readonly outbox: Outbox;
  /** Stores a delivery, together with those that arrive at the same time. */
  readonly accept: (delivery: IncomingDelivery) => Promise<Acceptance>;
  readonly giveErrand: GiveErrand;
  /** Begins to work on the inbox. */
  readonly start: (work: InboxWork) => void;
  readonly store: Store;
  /**
   * Begins nothing new and ends what waits; resolves when what else is under way is settled. What arrives is still stored.
   */
  readonly rest: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What becomes of the things in the inbox. */
export interface InboxWork {
  /** Handles a delivery as if it had just arrived, signed as GitHub signs. */
  readonly receive: (delivery: {
    readonly id: string;
    readonly name: string;
    readonly payload: string;
    readonly signature: string;
  }) => Promise<void>;
  readonly run: (errand: Errand) => Promise<void>;
  /** Resolves when there is time for work. */
  readonly hasTime: () => Promise<void>;
}

interface DurableParts {
  readonly settings: Settings;
  readonly sender: WebhookSender;
  readonly surroundings: Surroundings;
  /** Ends what waits while it is worked on. */
  readonly interruption: Pick<Interruption, "run">;
  readonly log: Logger;
  readonly recorder: Pick<Recorder, "deliveryHandled" | "webhookAttempted">;
}

const PRUNE_EVERY_MS = 3_600_000;
/** How long a delivery waits for others to share one commit to disk: that is what a burst would wait for most. */
const GATHER_MS = 5;

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
  let working: Loop | undefined;
  const acceptBatched = batched(
    (deliveries: readonly IncomingDelivery[]) => store.inbox.accept(deliveries),
    () => sleep(GATHER_MS),
  );
  const accept = async (delivery: IncomingDelivery) => {
    const acceptance = await acceptBatched(delivery);
    working?.wake();
    return acceptance;
  };
  const giveErrand = async (errand: Errand) => {
    const delivery = errandDelivery(errand, now());
    if ((await accept(delivery)) === "stored") return;
    if (await store.inbox.revive(delivery.id, now())) working?.wake();
  };
  const sending = startOutbox(store, common, { ...parts, giveErrand });
  const pruning = startPruning(store, common);
  return {
    store,
    outbox: { ...store.outbox, wake: sending.wake },
    accept,
    giveErrand,
    start: (work) => {
      working = startInbox(store, common, { ...parts, work });
    },
    rest: async () => {
      await working?.stop();
      await sending.stop();
      await pruning.stop();
    },
    close: store.close,
  };
}

function startInbox(
  store: Store,
  common: Common,
  { interruption, log, recorder, settings, work }: DurableParts & { readonly work: InboxWork },
): Loop {
  const handle = ({ body, event, id }: LeasedIncoming, signal: AbortSignal) =>
    interruption.run(signal, async () => {
      if (event === ERRAND_EVENT) return work.run(parseErrand(body));
      const signature = githubSignature(body, settings.webhookSecret);
      await work.receive({ id, name: event, payload: body, signature });
    });
  const worker = inboxWorker({
    ...common,
    store: store.inbox,
    leaseMs: settings.leases.inboxMs,
    hasTime: work.hasTime,
    handle,
    describe: describeError,
    log: ({ id, ...entry }) => {
      const { state } = entry.verdict;
      recorder.deliveryHandled({ ...entry, state });
      log[state === "done" ? "info" : "warn"]({ delivery: id, ...entry }, "delivery handled");
    },
  });
  return worker.start();
}

function startOutbox(
  store: Store,
  common: Common,
  { giveErrand, log, recorder, sender, settings }: DurableParts & { readonly giveErrand: GiveErrand },
): Loop {
  const worker = outboxWorker({
    ...common,
    store: store.outbox,
    leaseMs: settings.leases.webhooksMs,
    sender,
    sendLimits: SEND_LIMITS,
    grants: settings.webhookGrants,
    secretOf: settings.secretOf,
    log: (entry) => {
      const { state } = entry.verdict;
      recorder.webhookAttempted({ ...entry, state });
      log[state === "delivered" ? "info" : "warn"](entry, "webhook attempt");
    },
    onEndpointDisabled: async ({ disabledAt, disabledReason, id, repositoryId }) => {
      log.warn(
        { endpoint: id, repository: repositoryId, reason: disabledReason },
        "webhook endpoint disabled",
      );
      if (disabledAt !== null) await giveErrand({ kind: "endpoint_disabled", endpoint: id, disabledAt });
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
