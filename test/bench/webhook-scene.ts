import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { openStore } from "../../src/database/store.ts";
import type { WebhookEndpointConfig } from "../../src/domain/policy/config-schema.ts";
import { parseAllowRanges } from "../../src/webhooks/address.ts";
import { parseGrants } from "../../src/webhooks/grants.ts";
import { announceMessages } from "../../src/webhooks/outbox/announce.ts";
import { outboxWorker } from "../../src/webhooks/outbox/worker.ts";
import { createSender } from "../../src/webhooks/pooled-sender.ts";
import { SEND_LIMITS } from "../../src/webhooks/sender.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const RECEIVER = fileURLToPath(new URL("webhook-receiver.ts", import.meta.url));
const SECRET = "a secret long enough to be one";
const REPOSITORY = 42;

const portMessage = z.int().positive();
const arrivalsMessage = z.array(
  z.object({ id: z.string(), path: z.string(), at: z.string().transform(BigInt) }),
);

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  /** What arrived since it was last asked, with nanoseconds of the machine's clock. */
  readonly arrivals: () => Promise<
    readonly { readonly id: string; readonly path: string; readonly at: bigint }[]
  >;
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const child = fork(RECEIVER, [], { serialization: "json" });
  const [port]: unknown[] = await once(child, "message");
  return {
    url: `http://127.0.0.1:${portMessage.parse(port)}`,
    arrivals: async () => {
      const answer = once(child, "message");
      child.send("arrivals");
      const [arrivals]: unknown[] = await answer;
      return arrivalsMessage.parse(arrivals);
    },
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, "exit");
      child.kill();
      await gone;
    },
  };
}

/** A body of the size that events have. */
export function bodyOf(id: string): string {
  const sha = "0123456789abcdef".repeat(4);
  return JSON.stringify({
    id,
    event: "prompt.rolled_back",
    repository: "acme/prompts",
    prompt_id: "support-triage",
    slug: "support-triage-1f0c9a2b",
    environment: "production",
    version: "2026-03-12.1",
    previous_version: "2026-03-15.3",
    sequence: 13,
    digest: `sha256:${sha}`,
    actor: "octocat",
    reason: "broken JSON",
    at: "2026-03-15T09:14:03Z",
    commit: sha.slice(0, 40),
    url: `https://github.com/acme/prompts/commit/${sha.slice(0, 40)}`,
  });
}

/** The road of a webhook: a store in a file, the outbox's worker, and the sender with all its guards. */
export interface OutboxScene extends AsyncDisposable {
  /** Announces events to endpoints at these URLs, as a push to the release branch does. */
  readonly announce: (ids: readonly string[], urls: readonly string[]) => Promise<void>;
  /** Resolves when so many deliveries to these targets were settled since the scene began. */
  readonly delivered: (counts: (target: string) => boolean, count: number) => Promise<void>;
}

export async function setOutboxScene(receiver: string): Promise<OutboxScene> {
  const folder = temporaryFolder("bench");
  const file = join(folder.path, "pointsman.db");
  const onError = (error: unknown) => process.stderr.write(`${String(error)}\n`);
  const store = await openStore(
    { kind: "sqlite", file },
    { pid: process.pid, now: Date.now(), onIdleError: onError },
  );
  const ranges = parseAllowRanges("127.0.0.1/32");
  const grants = parseGrants(
    JSON.stringify({ [REPOSITORY]: { secrets: ["POINTSMAN_WEBHOOK_A"], targets: [`${receiver}/*`] } }),
  );
  if (!ranges.ok || !grants.ok) throw new Error("The scene's grants are wrong");
  const sender = createSender({ now: Date.now, allowedRanges: ranges.ranges });
  const targets: string[] = [];
  let listen = () => {};
  const loop = outboxWorker({
    store: store.outbox,
    sender,
    sendLimits: SEND_LIMITS,
    grants: grants.grants,
    secretOf: () => SECRET,
    instance: `${process.pid}`,
    now: Date.now,
    nap: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    random: Math.random,
    log: ({ target, verdict }) => {
      if (verdict.state === "delivered") targets.push(target);
      listen();
    },
    onError,
    onEndpointDisabled: async () => undefined,
  }).start();
  return {
    announce: async (ids, urls) => {
      const webhooks = urls.map(
        (url): WebhookEndpointConfig => ({ url, secret: "POINTSMAN_WEBHOOK_A", events: ["*"] }),
      );
      const messages = ids.map((id, sequence) => ({
        message: { id, type: "prompt.rolled_back", environment: null, body: Buffer.from(bodyOf(id)) },
        promptId: "support-triage",
        sequence,
      }));
      await announceMessages(
        {
          repositoryId: REPOSITORY,
          branch: "prompt-releases",
          webhooks,
          messages,
          commit: null,
          now: Date.now(),
        },
        store.outbox,
      );
      loop.wake();
    },
    delivered: (counts, wanted) =>
      new Promise((resolve) => {
        let looked = 0;
        let count = 0;
        listen = () => {
          for (; looked < targets.length; looked += 1) if (counts(targets[looked] ?? "")) count += 1;
          if (count >= wanted) resolve();
        };
        listen();
      }),
    [Symbol.asyncDispose]: async () => {
      await sender.close();
      await loop.stop();
      await store.close();
      folder[Symbol.dispose]();
    },
  };
}
