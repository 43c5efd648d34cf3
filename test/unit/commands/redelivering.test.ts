import { expect, test } from "vitest";
import type { Redeliver } from "../../../src/commands/ports.ts";
import { redeliveringAnswer } from "../../../src/commands/redelivering.ts";
import type { Role } from "../../../src/domain/policy/permission.ts";
import { controlsOf } from "../../../src/releases/controls.ts";
import type { Redelivery } from "../../../src/reports/answers/redelivery-answer.ts";

const EVENT = `evt_${"0c9d1ef2a3b4".repeat(2)}`;
const NOW = "2026-03-15T09:00:00Z";

async function ask({
  at = NOW,
  config = "",
  redelivery = { status: "unknown_event" },
  role = "write",
}: {
  readonly at?: string;
  readonly config?: string;
  readonly redelivery?: Redelivery;
  readonly role?: Role;
} = {}) {
  const asked: Parameters<Redeliver>[0][] = [];
  const answer = await redeliveringAnswer(
    {
      eventId: EVENT,
      asker: { login: "ana", role, teams: [] },
      cause: {
        key: "comment:1",
        actor: { login: "ana", id: 7, role: null },
        origin: { kind: "comment", url: null },
        reason: null,
        requestedAt: at,
      },
    },
    controlsOf(Buffer.from(config), "c".repeat(40)),
    {
      redeliver: async (request) => {
        asked.push(request);
        return redelivery;
      },
      surroundings: { now: () => NOW },
    },
  );
  return { answer, asked };
}

test("whoever may write has webhooks sent again, as of when they asked", async () => {
  const { asked } = await ask({ at: "2026-03-15T08:59:00Z" });
  expect(asked).toMatchObject([{ eventId: EVENT, askedAt: "2026-03-15T08:59:00Z" }]);
});

test("the settings may ask for more, or less", async () => {
  const config = "permissions: { redeliver: maintain }";
  const refused = await ask({ config });
  expect(refused.asked).toEqual([]);
  expect(refused.answer).toContain("`not_permitted`");
  expect(refused.answer).toContain("`the role maintain`");
  expect((await ask({ config, role: "maintain" })).asked).toHaveLength(1);
  expect((await ask({ role: "triage" })).asked).toEqual([]);
});

test("an old command is answered and not run", async () => {
  const { answer, asked } = await ask({ at: "2026-03-15T08:44:00Z" });
  expect(asked).toEqual([]);
  expect(answer).toContain("16 minutes old");
});

test("the answer names each endpoint's host and how it stands", async () => {
  const endpoints = [
    { host: "a.example.com", standing: { state: "on_its_way", isNew: false } },
    { host: "new.example.com", standing: { state: "on_its_way", isNew: true } },
    { host: "b.example.com", standing: { state: "delivered", status: 200 } },
    { host: "c.example.com", standing: { state: "waiting", nextAt: "2026-03-15T09:05:00Z" } },
    { host: "d.example.com", standing: { state: "given_up", why: "secret_missing" } },
    { host: "e.example.com", standing: { state: "switched_off" } },
    { host: "f.example.com", standing: { state: "not_granted", code: "target_not_granted" } },
    { host: "g.example.com", standing: { state: "left_out" } },
  ] as const;
  const { answer } = await ask({ redelivery: { status: "redelivered", endpoints } });
  expect(answer).toContain("| `a.example.com` | on its way |");
  expect(answer).toContain("| `new.example.com` | on its way, for the first time |");
  expect(answer).toContain("| `b.example.com` | delivered (200) |");
  expect(answer).toContain("| `c.example.com` | failed, tried again at `2026-03-15T09:05:00Z` |");
  expect(answer).toContain("| `d.example.com` | given up (`secret_missing`) |");
  expect(answer).toContain("| `e.example.com` | switched off; the app's operator");
  expect(answer).toContain("| `f.example.com` | waits for the app's operator (`target_not_granted`) |");
  expect(answer).toContain("| `g.example.com` | left out: the settings no longer send it there |");
});

test("an event that nobody knows, or nobody wants, is told from the others", async () => {
  expect((await ask()).answer).toContain(
    `No event that was announced here within 30 days has the id \`${EVENT}\``,
  );
  const { answer } = await ask({ redelivery: { status: "nobody_wants_it" } });
  expect(answer).toContain(`No webhook of the settings wants \`${EVENT}\``);
});
