import { describe, expect, it } from "vitest";
import { bytesOf } from "../../../src/reports/budget.ts";
import { statusMarkdown } from "../../../src/reports/status-table.ts";
import { waitingText } from "../../../src/reports/waiting.ts";
import {
  changeLifecycle,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  testLedger,
} from "../../support/ledger.ts";

const ENVIRONMENTS = ["staging", "production"];

function text(ledger: ReturnType<typeof testLedger>): string {
  return waitingText(stateOf(ledger), ENVIRONMENTS);
}

describe("what waits", () => {
  it("is empty where every environment serves the newest version", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    expect(text(ledger)).toBe("");
  });

  it("names the version that was rolled back, without a command that brings it back", () => {
    const ledger = testLedger();
    for (const content of ["one", "two"]) publishContent(ledger, content);
    rollBack(ledger);
    expect(text(ledger)).toContain("rolled back here: `2026-03-12.2`");
    expect(text(ledger)).not.toContain("/promote");
  });

  it("gives the command that brings a newer version to a held environment", () => {
    const ledger = testLedger();
    for (const content of ["one", "two"]) publishContent(ledger, content);
    rollBack(ledger);
    publishContent(ledger, "three");
    expect(text(ledger)).toContain("`/promote support-triage 2026-03-12.3 to production`");
    expect(text(ledger)).toContain("held: _no reason given_");
    expect(promoteTo(ledger, "production", { version: "2026-03-12.3" }).decision).toBe("append");
  });

  it("unfreezes before it promotes, and restores what is archived", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    changeLifecycle(ledger, "freeze");
    publishContent(ledger, "two");
    expect(text(ledger)).toContain(
      "`/unfreeze support-triage in production`, then `/promote support-triage 2026-03-12.2 to production`",
    );
    changeLifecycle(ledger, "archive");
    expect(text(ledger)).toContain("`/restore support-triage`");
  });

  it("shows a reason as data, and is bounded", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    changeLifecycle(ledger, "freeze");
    const state = structuredClone(stateOf(ledger));
    const production = state.environments.production;
    if (production?.frozen) production.frozen.reason = "@all | <b>";
    expect(waitingText(state, ENVIRONMENTS)).toMatch(/`@all \\\| <b>`/);
    const many = Array.from({ length: 5_000 }, (_, index) => `environment-${index}`);
    expect(bytesOf(waitingText(state, many))).toBeLessThan(8_100);
  });
});

describe("the status of all prompts", () => {
  it("names what is held or frozen first, then what waits, and archived prompts last", () => {
    const fine = testLedger();
    publishContent(fine, "one");
    const frozen = testLedger();
    publishContent(frozen, "one");
    changeLifecycle(frozen, "freeze");
    const waiting = testLedger();
    publishContent(waiting, "one");
    publishContent(waiting, "two", { mayGoLive: false });
    const archived = testLedger();
    publishContent(archived, "one");
    changeLifecycle(archived, "archive");
    const states = Object.entries({ archived, fine, waiting, frozen }).map(([id, ledger]) => ({
      ...stateOf(ledger),
      prompt_id: id,
    }));
    const shown = statusMarkdown({ states, environments: ENVIRONMENTS });
    expect(shown.match(/^\| `\w+`/gm)).toEqual(["| `frozen`", "| `waiting`", "| `fine`", "| `archived`"]);
  });
});
