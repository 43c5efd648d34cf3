import { describe, expect, test } from "vitest";
import { eventDigest, type LedgerEvent } from "../../../../src/domain/ledger/event.ts";
import { foldEvents } from "../../../../src/domain/ledger/ledger.ts";
import { environmentOf, isFlagged, promptStateSchema } from "../../../../src/domain/ledger/state.ts";
import {
  changeLifecycle,
  lookup,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  testLedger,
} from "../../../support/ledger.ts";

function published(...contents: string[]) {
  const ledger = testLedger();
  for (const content of contents) publishContent(ledger, content);
  return ledger;
}

const production = (ledger: ReturnType<typeof testLedger>) => environmentOf(stateOf(ledger), "production");
const ids = (refs: readonly { version: string }[]) =>
  refs.map(({ version }) => version.slice("2026-03-12.".length));

describe("a prompt's state", () => {
  test("says that nothing is live in an environment in which nothing happened", () => {
    const state = stateOf(published("one"));
    for (const name of ["moon", "constructor", "__proto__", "toString"]) {
      expect(environmentOf(state, name)).toEqual({
        ...{ pointer: null, trail: [], rolled_back: [], retired: [], held: null, frozen: null },
      });
    }
  });

  test("is a document that says all of itself", () => {
    const ledger = published("one", "two");
    rollBack(ledger);
    changeLifecycle(ledger, "freeze");
    expect(promptStateSchema.parse(JSON.parse(JSON.stringify(stateOf(ledger))))).toEqual(stateOf(ledger));
  });
});

describe("flags", () => {
  test("are of content: the same bytes under another id are flagged too", () => {
    const ledger = published("one", "two", "three", "two");
    rollBack(ledger);
    const [, second] = [...ledger.versions.values()];
    expect(ids(production(ledger).rolled_back)).toEqual(["4"]);
    expect(isFlagged(production(ledger), second?.digest ?? "")).toBe(true);
  });

  test("are lifted from what somebody serves by name, and it stays reachable under each of its ids", () => {
    const ledger = published("good", "bad", "good", "other");
    rollBack(ledger, { to: "2026-03-12.3" });
    rollBack(ledger, { to: "2026-03-12.2" });
    expect(ids(production(ledger).rolled_back)).toEqual(["4", "3"]);
    rollBack(ledger, { to: "2026-03-12.1" });
    expect(production(ledger).pointer?.version).toBe("2026-03-12.1");
    expect(isFlagged(production(ledger), production(ledger).pointer?.digest ?? "")).toBe(false);
    expect(ids(production(ledger).retired)).toEqual(["3"]);
    expect(rollBack(ledger, { to: "2026-03-12.3" })).toMatchObject({
      decision: "append",
      direction: "forward",
    });
  });

  test("are not set on what is live, where a version with the same content is left", () => {
    const ledger = published("good", "bad", "good");
    rollBack(ledger, { to: "2026-03-12.1" });
    expect(ids(production(ledger).rolled_back)).toEqual([]);
    expect(rollBack(ledger, { to: "2026-03-12.3" })).toMatchObject({ decision: "append" });
    expect(production(ledger).pointer?.version).toBe("2026-03-12.3");
  });

  test("are lifted by a promotion", () => {
    const ledger = published("one", "two");
    rollBack(ledger);
    promoteTo(ledger, "production", { version: "2026-03-12.2" });
    expect(production(ledger)).toMatchObject({ rolled_back: [], held: null });
    expect(ids(production(ledger).trail)).toEqual(["1", "2"]);
  });
});

describe("what waits for an unfreeze", () => {
  test("is the latest version, where it came while the environment was frozen or held", () => {
    const held = published("one", "two");
    rollBack(held);
    publishContent(held, "three");
    expect(changeLifecycle(held, "unfreeze")).toMatchObject({ waiting: "2026-03-12.3" });
    const frozen = published("one");
    changeLifecycle(frozen, "freeze");
    publishContent(frozen, "two");
    expect(changeLifecycle(frozen, "unfreeze")).toMatchObject({ waiting: "2026-03-12.2" });
  });

  test("is not the version that was rolled back: nobody is told to promote that", () => {
    const ledger = published("one", "two");
    rollBack(ledger);
    expect(changeLifecycle(ledger, "unfreeze")).toMatchObject({ waiting: null });
  });
});

/** Turns a ledger's last event into another one, as somebody may who pushes to the release branch. */
function forged(ledger: ReturnType<typeof testLedger>, change: (event: LedgerEvent) => LedgerEvent) {
  const last = ledger.events.at(-1);
  if (last === undefined) throw new Error("no event");
  return () => foldEvents([...ledger.events.slice(0, -1), change(last)], lookup(ledger));
}

describe("a transition that no decision makes", () => {
  const goesLive = (event: LedgerEvent): LedgerEvent => ({
    ...event,
    environment: "production",
    previous_version: "2026-03-12.1",
  });

  test("is a publication that moves a frozen pointer", () => {
    const ledger = published("one");
    changeLifecycle(ledger, "freeze");
    publishContent(ledger, "two", { mayGoLive: false });
    expect(forged(ledger, (event) => event)).not.toThrow();
    expect(forged(ledger, goesLive)).toThrow("finds production frozen");
  });

  test("is a publication that moves a held pointer", () => {
    const ledger = published("one", "two");
    rollBack(ledger);
    publishContent(ledger, "three", { mayGoLive: false });
    expect(forged(ledger, (event) => event)).not.toThrow();
    expect(forged(ledger, goesLive)).toThrow("moves production, which is held");
  });

  test("is a publication of content that was rolled back there, under a new id", () => {
    const ledger = published("one", "two");
    rollBack(ledger);
    changeLifecycle(ledger, "unfreeze");
    publishContent(ledger, "three", { mayGoLive: false });
    publishContent(ledger, "two", { mayGoLive: false });
    expect(forged(ledger, (event) => event)).not.toThrow();
    expect(forged(ledger, goesLive)).toThrow("brings back what was rolled back in production");
  });

  test("is a promotion into a frozen environment", () => {
    const ledger = published("one");
    changeLifecycle(ledger, "freeze");
    publishContent(ledger, "two", { mayGoLive: false });
    const promoted = (event: LedgerEvent) => ({ ...goesLive(event), type: "prompt.promoted" as const });
    expect(forged(ledger, promoted)).toThrow("finds production frozen");
  });

  test("is a freeze of what is frozen, and an unfreeze of what is neither frozen nor held", () => {
    const ledger = published("one");
    changeLifecycle(ledger, "freeze");
    changeLifecycle(ledger, "unfreeze");
    expect(forged(ledger, (event) => event)).not.toThrow();
    expect(forged(ledger, (event) => ({ ...event, type: "prompt.frozen" }))).toThrow(
      "finds production frozen",
    );
    const fresh = published("one");
    changeLifecycle(fresh, "freeze");
    const unfrozen = forged(fresh, (event) => ({ ...event, type: "prompt.unfrozen" }));
    expect(unfrozen).toThrow("neither frozen nor held");
    expect(unfrozen).toThrow(expect.objectContaining({ code: "illegal_transition" }));
  });
});

describe("an event that no decision makes", () => {
  const follows = (ledger: ReturnType<typeof testLedger>, change: (event: LedgerEvent) => LedgerEvent) => {
    const last = ledger.events.at(-1);
    if (last === undefined) throw new Error("no event");
    return () => foldEvents([...ledger.events.slice(0, -1), change(last)], lookup(ledger));
  };

  test("is one that hides which version it leaves", () => {
    const ledger = published("one", "two");
    expect(follows(ledger, (event) => event)).not.toThrow();
    expect(follows(ledger, (event) => ({ ...event, previous_version: null }))).toThrow("which was not live");
  });

  test("is a publication of an archived prompt, also where no pointer moves", () => {
    const ledger = published("one");
    changeLifecycle(ledger, "archive");
    changeLifecycle(ledger, "restore");
    publishContent(ledger, "two", { mayGoLive: false });
    const [archived] = ledger.events.splice(2, 2);
    const last = ledger.events.pop();
    if (archived === undefined || last === undefined) throw new Error("no event");
    ledger.events.push(archived, { ...last, sequence: 4, previous_digest: eventDigest(archived) });
    expect(follows(ledger, (event) => event)).toThrow("changes an archived prompt");
  });
});
