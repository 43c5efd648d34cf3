import { describe, expect, test } from "vitest";
import {
  completedSource,
  operationMessage,
  publicationMessage,
  publishedIn,
} from "../../../src/releases/messages.ts";
import { changeLifecycle, publishContent, rollBack, testLedger } from "../../support/ledger.ts";

const COMMIT = "c".repeat(40);
const one = [{ promptId: "triage", version: "2026-03-12.1" }];
const two = [...one, { promptId: "reply-2", version: "2026-03-12.10" }];

describe("messages of publications", () => {
  test("name one prompt in the subject and several in a list", () => {
    expect(publicationMessage(one, null)).toBe("Publish triage 2026-03-12.1\n");
    expect(publicationMessage(two, COMMIT)).toBe(
      `Publish 2 prompts\n\n- triage 2026-03-12.1\n- reply-2 2026-03-12.10\n\nPointsman-Source: ${COMMIT}\n`,
    );
  });

  test("tell again which source commit they complete and which prompts they publish", () => {
    for (const commit of [COMMIT, "d".repeat(64), null]) {
      expect(completedSource(publicationMessage(two, commit))).toBe(commit ?? undefined);
      expect(publishedIn(publicationMessage(two, commit))).toEqual(["triage", "reply-2"]);
      expect(publishedIn(publicationMessage(one, commit))).toEqual(["triage"]);
    }
  });

  test.each([
    `Pointsman-Source: ${"c".repeat(50)}`,
    `Pointsman-Source: ${COMMIT} and more`,
    ` Pointsman-Source: ${COMMIT}`,
    "Pointsman-Source: main",
    "",
  ])("complete nothing where they say %j", (message) => {
    expect(completedSource(message)).toBeUndefined();
  });

  test("publish nothing where they are of another kind", () => {
    expect(publishedIn("Roll back triage to 2026-03-12.1 in production")).toEqual([]);
    expect(publishedIn("By hand\n\n- triage, and more")).toEqual([]);
  });
});

describe("messages of operations", () => {
  test("name the prompt, where and what, the event, and nothing that somebody typed", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    publishContent(ledger, "two");
    rollBack(ledger);
    changeLifecycle(ledger, "archive");
    const events = ledger.events.slice(-2).map((event) => ({
      ...event,
      reason: "[skip ci]\nCo-authored-by: eve",
      actor: { ...event.actor, login: "eve" },
    }));
    expect(events.map(operationMessage)).toEqual([
      `Roll back support-triage to 2026-03-12.1 in production\n\nPointsman-Event: ${events[0]?.id}\n`,
      `Archive support-triage\n\nPointsman-Event: ${events[1]?.id}\n`,
    ]);
  });
});
