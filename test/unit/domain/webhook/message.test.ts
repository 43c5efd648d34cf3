import { expect, test } from "vitest";
import type { LedgerEvent } from "../../../../src/domain/ledger/event.ts";
import { webhookMessage } from "../../../../src/domain/webhook/message.ts";

const event: LedgerEvent = {
  schema: 1,
  id: "evt_0123456789abcdef01234567",
  key: "comment:812345",
  sequence: 13,
  prompt_id: "support-triage",
  type: "prompt.rolled_back",
  environment: "production",
  version: "2026-03-12.1",
  previous_version: "2026-03-15.3",
  actor: { login: "octocat", id: 583231, role: "write" },
  reason: "broken JSON",
  origin: { kind: "comment", url: "https://github.com/acme/prompts/issues/7#issuecomment-812345" },
  at: "2026-03-15T09:14:03Z",
  previous_digest: `sha256:${"a".repeat(64)}`,
};

const source = {
  event,
  repository: "acme/prompts",
  slug: "support-triage-1f0c9a2b",
  digest: `sha256:${"b".repeat(64)}`,
  commit: "c".repeat(40),
  url: "https://github.com/acme/prompts/commit/c",
};

test("the body has the contract's members in the contract's order, and nothing else of the event", () => {
  const message = webhookMessage(source);
  expect(Buffer.from(message.body).toString("utf8")).toBe(
    `{"id":"evt_0123456789abcdef01234567","event":"prompt.rolled_back","repository":"acme/prompts","prompt_id":"support-triage","slug":"support-triage-1f0c9a2b",` +
      `"environment":"production","version":"2026-03-12.1","previous_version":"2026-03-15.3","sequence":13,"digest":"sha256:${"b".repeat(64)}",` +
      `"actor":"octocat","reason":"broken JSON","at":"2026-03-15T09:14:03Z","commit":"${"c".repeat(40)}","url":"https://github.com/acme/prompts/commit/c"}`,
  );
  expect(message).toMatchObject({ id: event.id, type: "prompt.rolled_back", environment: "production" });
});

test("what an event lacks is null in the body, never left out", () => {
  const archived: LedgerEvent = {
    ...event,
    type: "prompt.archived",
    environment: null,
    version: null,
    previous_version: null,
    reason: null,
  };
  const { body } = webhookMessage({ ...source, event: archived, digest: null });
  expect(JSON.parse(Buffer.from(body).toString("utf8"))).toMatchObject({
    environment: null,
    version: null,
    previous_version: null,
    digest: null,
    reason: null,
  });
});
