import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { webhookMessage } from "../../../src/domain/webhook/message.ts";
import { parseSecret } from "../../../src/domain/webhook/secret.ts";
import { parseAllowRanges } from "../../../src/webhooks/address.ts";
import { attemptDelivery } from "../../../src/webhooks/deliver.ts";
import { createSender } from "../../../src/webhooks/pooled-sender.ts";
import { runtimes, startExampleReceiver } from "../../support/example-receiver.ts";

const NEW = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
const OLD = "ein schlüssel, schlicht";
const STRANGER = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

function messageOf(sequence: number, environment: string) {
  return webhookMessage({
    event: {
      schema: 1,
      id: `evt_${environment === "staging" ? "5" : "0"}${String(sequence).padStart(23, "0")}`,
      key: `comment:${sequence}`,
      sequence,
      prompt_id: "support-triage",
      type: "prompt.rolled_back",
      environment,
      version: `2026-03-12.${sequence}`,
      previous_version: null,
      actor: { login: "octocat", id: 583231, role: "write" },
      reason: "broken JSON – \u{1f4a5}",
      origin: { kind: "comment", url: null },
      at: "2026-03-15T09:14:03Z",
      previous_digest: null,
    },
    repository: "acme/prompts",
    slug: "support-triage-1f0c9a2b",
    digest: null,
    commit: "c".repeat(40),
    url: "https://github.com/acme/prompts",
  });
}

function secretOf(configured: string) {
  const parsed = parseSecret(configured);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.secret;
}

interface Attempt {
  readonly secrets: readonly [current: string, previous?: string];
  /** How wrong the sender's clock is. */
  readonly seconds?: number;
}

/** The real sender, to one receiver; tells the status that each attempt was answered with. */
function sending(url: string) {
  const ranges = parseAllowRanges("127.0.0.1");
  if (!ranges.ok) throw new Error("set-up");
  const sender = createSender({ now: Date.now, allowedRanges: ranges.ranges });
  return {
    send: async (
      message: ReturnType<typeof messageOf>,
      { seconds = 0, secrets: [current, previous] }: Attempt,
    ) => {
      const secrets = {
        current: secretOf(current),
        ...(previous === undefined ? {} : { previous: secretOf(previous) }),
      };
      const now = () => Date.now() + seconds * 1000;
      const result = await attemptDelivery({ url, secrets }, message, { sender, now });
      return result.status;
    },
    [Symbol.asyncDispose]: () => sender.close(),
  };
}

function connected(url: string, rest: string) {
  const { hostname, pathname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\n${rest}`);
  return socket;
}

async function hangUp(url: string, rest: string): Promise<void> {
  const socket = connected(url, rest);
  const closed = once(socket, "close");
  await once(socket, "connect");
  socket.end();
  socket.resume();
  await closed;
}

async function answerTo(url: string, rest: string): Promise<string> {
  const socket = connected(url, rest);
  const [answer] = await once(socket, "data");
  socket.destroy();
  return String(answer);
}

describe.for(runtimes)("the receiver in $name", (runtime) => {
  test.skipIf(!runtime.isHere)(
    "takes what is news, and leaves repeats and old news of an environment alone",
    async () => {
      await using receiver = await startExampleReceiver(runtime, { current: NEW });
      await using sender = sending(receiver.url);
      const by = { secrets: [NEW] } as const;
      expect(await sender.send(messageOf(2, "production"), by)).toBe(202);
      expect(await receiver.nextLine()).toBe("prompt.rolled_back: support-triage 2026-03-12.2 in production");
      expect(await sender.send(messageOf(2, "production"), by)).toBe(200);
      expect(await sender.send(messageOf(1, "production"), by)).toBe(200);
      expect(await sender.send(messageOf(1, "staging"), by)).toBe(202);
      expect(await receiver.nextLine()).toContain("2026-03-12.1 in staging");
    },
  );

  test.skipIf(!runtime.isHere)(
    "refuses what others signed, what is stale, and what was changed",
    async () => {
      await using receiver = await startExampleReceiver(runtime, { current: NEW });
      await using sender = sending(receiver.url);
      const message = messageOf(1, "production");
      expect(await sender.send(message, { secrets: [STRANGER] })).toBe(401);
      expect(await sender.send(message, { secrets: [NEW], seconds: -400 })).toBe(401);
      expect(await sender.send(message, { secrets: [NEW], seconds: 400 })).toBe(401);
      const unsigned = await fetch(receiver.url, { method: "POST", body: Buffer.from(message.body) });
      expect(unsigned.status).toBe(401);
      expect(await sender.send(message, { secrets: [NEW] })).toBe(202);
    },
  );

  test.skipIf(!runtime.isHere)(
    "outlives whoever hangs up halfway, or lies about a body's length",
    async () => {
      await using receiver = await startExampleReceiver(runtime, { current: NEW });
      await using sender = sending(receiver.url);
      await hangUp(receiver.url, "content-length: 100\r\n\r\nhalf");
      expect(await answerTo(receiver.url, "content-length: -1\r\n\r\n")).toMatch(/^HTTP\/1\.1 4/);
      expect(await sender.send(messageOf(1, "production"), { secrets: [NEW] })).toBe(202);
    },
  );

  test.skipIf(!runtime.isHere)("takes deliveries throughout a rotation", async () => {
    await using before = await startExampleReceiver(runtime, { current: OLD });
    await using during = await startExampleReceiver(runtime, { current: NEW, previous: OLD });
    await using after = await startExampleReceiver(runtime, { current: NEW });
    const statuses = async (receiver: typeof before) => {
      await using sender = sending(receiver.url);
      return [
        await sender.send(messageOf(1, "production"), { secrets: [OLD] }),
        await sender.send(messageOf(2, "production"), { secrets: [NEW, OLD] }),
        await sender.send(messageOf(3, "production"), { secrets: [NEW] }),
      ];
    };
    expect(await statuses(before)).toEqual([202, 202, 401]);
    expect(await statuses(during)).toEqual([202, 202, 202]);
    expect(await statuses(after)).toEqual([401, 202, 202]);
  });
});
