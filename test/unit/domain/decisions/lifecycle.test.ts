import { describe, expect, it } from "vitest";
import { changeLifecycle, live, promoteTo, publishContent, testLedger } from "../../../support/ledger.ts";

function published(...contents: string[]) {
  const ledger = testLedger();
  for (const content of contents) publishContent(ledger, content);
  return ledger;
}

describe("freezing", () => {
  it("stops merges and promotions there, and unfreezing moves nothing but names what waited", () => {
    const ledger = published("one");
    expect(changeLifecycle(ledger, "freeze")).toMatchObject({ decision: "append" });
    publishContent(ledger, "two");
    expect(live(ledger)).toBe("2026-03-12.1");
    expect(promoteTo(ledger, "production")).toMatchObject({ code: "frozen" });
    expect(changeLifecycle(ledger, "unfreeze")).toMatchObject({ waiting: "2026-03-12.2" });
    expect(live(ledger)).toBe("2026-03-12.1");
    expect(promoteTo(ledger, "production")).toMatchObject({ decision: "append", to: "2026-03-12.2" });
  });

  it("is refused twice in a row, and so is unfreezing what is free", () => {
    const ledger = published("one");
    expect(changeLifecycle(ledger, "unfreeze")).toMatchObject({ code: "not_frozen" });
    changeLifecycle(ledger, "freeze");
    expect(changeLifecycle(ledger, "freeze")).toMatchObject({ code: "already_frozen" });
  });
});

describe("archiving", () => {
  it("refuses everything but restoring, and restoring serves the same pointers again", () => {
    const ledger = published("one");
    expect(changeLifecycle(ledger, "archive")).toMatchObject({ decision: "append" });
    expect(changeLifecycle(ledger, "archive")).toMatchObject({ code: "already_archived" });
    expect(changeLifecycle(ledger, "freeze")).toMatchObject({ code: "archived" });
    expect(promoteTo(ledger, "production")).toMatchObject({ code: "archived" });
    expect(changeLifecycle(ledger, "restore")).toMatchObject({ decision: "append" });
    expect(changeLifecycle(ledger, "restore")).toMatchObject({ code: "not_archived" });
    expect(live(ledger)).toBe("2026-03-12.1");
  });
});

describe("promoting", () => {
  it("takes what is live one environment before, and in the first one the latest version", () => {
    const ledger = published("one");
    publishContent(ledger, "two", { mayGoLive: false });
    expect(promoteTo(ledger, "staging")).toMatchObject({ to: "2026-03-12.2" });
    expect(promoteTo(ledger, "production")).toMatchObject({ from: "2026-03-12.1", to: "2026-03-12.2" });
  });

  it.each([
    ["already_live", { version: "2026-03-12.1" }],
    ["unknown_version", { version: "2026-03-12.7" }],
    ["from_not_live", { version: "2026-03-12.1", from: "2026-03-12.7" }],
  ])("is refused with %s", (code, options) => {
    expect(promoteTo(published("one"), "production", options)).toMatchObject({ decision: "refuse", code });
  });
});
