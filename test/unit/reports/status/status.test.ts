import { describe, expect, it } from "vitest";
import { parseComment } from "../../../../src/domain/command/parse.ts";
import type { EvidenceRule } from "../../../../src/domain/decisions/evidence.ts";
import type { PromptState } from "../../../../src/domain/ledger/state.ts";
import { type PromptStatusInput, promptStatus } from "../../../../src/reports/status/one-prompt.ts";
import { statusOverview } from "../../../../src/reports/status/overview.ts";
import { bytesOf } from "../../../../src/reports/text/budget.ts";
import {
  changeLifecycle,
  live,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  type TestLedger,
  testLedger,
} from "../../../support/ledger.ts";
import { codeTexts, NASTY, skeleton } from "../rendered.ts";
import { LINKS } from "../samples.ts";

const ENVIRONMENTS = ["staging", "production"];
const NOW = "2026-03-12T12:00:00Z";
const REVIEW = {
  promptId: "support-triage",
  environment: "production",
  version: "2026-03-12.2",
  issue: 12,
  openedAt: "2026-03-12T09:14:03Z",
};

function ledgerWith(...contents: readonly string[]): TestLedger {
  const ledger = testLedger();
  for (const content of contents) publishContent(ledger, content);
  return ledger;
}

function status(ledger: TestLedger, more: Partial<PromptStatusInput> = {}): string {
  const { events, versions } = ledger;
  const known = { state: stateOf(ledger), events: events.slice(-5).toReversed(), versions, reviews: [] };
  const rule = { environments: ENVIRONMENTS, evidenceRule: (): EvidenceRule => "optional", now: NOW };
  return promptStatus({ ...LINKS, ...known, ...rule, ...more });
}

const lines = (text: string) => codeTexts(text).filter((one) => one.startsWith("/") && one.endsWith("\n"));

describe("the status of one prompt", () => {
  it("says first what is held and frozen, since when, by whom and why, then what is live, on what evidence", () => {
    const ledger = ledgerWith("one", "two");
    rollBack(ledger);
    changeLifecycle(ledger, "freeze");
    const text = status(ledger, { reviews: [REVIEW] });
    expect(text).toContain(
      "⏸️ `production` is **held** after a rollback, since 2026-03-12 09:03:00 UTC (2 hours ago) by `octo-dev`: _no reason given_.",
    );
    expect(text).toContain("❄️ `production` is **frozen** since 2026-03-12 09:04:00 UTC (2 hours ago)");
    expect(text).toContain("Rolled back here: `2026-03-12.2`.");
    expect(text).toContain(
      "| #12 | `support-triage` `2026-03-12.2` in `production` | 2026-03-12 09:14:03 UTC (2 hours ago) |",
    );
    expect(text).toMatch(
      /\| `production` \| .*2026-03-12.1.*since 2026-03-12 09:03:00 UTC \(2 hours ago\) by `octo-dev` \| not evaluated \|/,
    );
    const order = ["### Held, frozen or waiting", "### Open reviews", "### Live now", "### Last events"];
    const places = order.map((title) => text.indexOf(title));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it("gives the lines that bring what waits, with what they must find live: pasted in turn they do", () => {
    const ledger = ledgerWith("one", "two");
    rollBack(ledger);
    changeLifecycle(ledger, "freeze");
    publishContent(ledger, "three");
    const given = lines(status(ledger));
    expect(given).toEqual([
      "/unfreeze support-triage in production\n",
      "/promote support-triage 2026-03-12.3 to production from 2026-03-12.1\n",
    ]);
    changeLifecycle(ledger, "unfreeze");
    const parsed = parseComment(given[1] ?? "");
    if (parsed.kind !== "command") throw new Error("Expected a command");
    const { environment, from, versions } = parsed.command;
    promoteTo(ledger, environment ?? "", { version: versions[0] ?? null, from });
    expect(live(ledger)).toBe("2026-03-12.3");
    expect(status(ledger)).not.toContain("Held, frozen or waiting");
  });

  it("leads nobody to bring back what was rolled back, nor to a promotion that would be refused", () => {
    const ledger = ledgerWith("one", "two");
    rollBack(ledger);
    expect(lines(status(ledger))).toEqual(["/unfreeze support-triage in production\n"]);
    expect(status(ledger)).toContain("was rolled back in `production`: it does not come back by itself");

    const waiting = ledgerWith("one");
    publishContent(waiting, "two", { mayGoLive: false });
    const required = {
      evidenceRule: (name: string): EvidenceRule => (name === "production" ? "required" : "optional"),
    };
    expect(lines(status(waiting))).toHaveLength(2);
    expect(lines(status(waiting, required))).toEqual([
      "/promote support-triage 2026-03-12.2 to staging from 2026-03-12.1\n",
    ]);
    expect(status(waiting, required)).toContain("a promotion would be refused (`evidence_failed`)");
  });

  it("says that an archived prompt is served no more, and what serves it again", () => {
    const ledger = ledgerWith("one");
    changeLifecycle(ledger, "archive");
    expect(status(ledger)).toMatch(/^📦 \*\*Archived:\*\*/);
    expect(lines(status(ledger))).toEqual(["/restore support-triage\n"]);
  });

  it("is a status also without the reviews and without a version's file", () => {
    const text = status(ledgerWith("one"), { reviews: null, versions: new Map() });
    expect(text).toContain("could not be looked up");
    expect(text).toContain("_could not be read_");
  });

  it.each(NASTY.filter((text) => text.trim() !== "").map((text) => [text.slice(0, 40), text]))(
    "shows %j as data, whoever gave it as a reason",
    (_, text) => {
      const pageOf = (reason: string) => skeleton(status(frozenBecause(reason)));
      expect(pageOf(text)).toBe(pageOf(text.trim().length > 160 ? "x".repeat(200) : "x"));
    },
  );
});

function frozenBecause(reason: string): TestLedger {
  const ledger = ledgerWith("one");
  changeLifecycle(ledger, "freeze");
  const state = structuredClone(stateOf(ledger));
  if (state.environments.production?.frozen) state.environments.production.frozen.reason = reason;
  return { ...ledger, state, events: [] };
}

describe("the status of all prompts", () => {
  const called = (ledger: TestLedger, id: string): PromptState => ({ ...stateOf(ledger), prompt_id: id });

  it("names what is held or frozen first, then what waits, archived prompts last, and then all that is live", () => {
    const waiting = ledgerWith("one");
    publishContent(waiting, "two", { mayGoLive: false });
    const frozen = ledgerWith("one");
    changeLifecycle(frozen, "freeze");
    const archived = ledgerWith("one");
    changeLifecycle(archived, "archive");
    const states = Object.entries({ archived, fine: ledgerWith("one"), waiting, frozen }).map(
      ([id, ledger]) => called(ledger, id),
    );
    const shown = statusOverview({ states, environments: ENVIRONMENTS, reviews: [REVIEW], now: NOW });
    expect(shown.match(/^\| (`[\w-]+`|#12)/gm)).toEqual([
      ...["| `frozen`", "| `waiting`", "| `waiting`", "| `archived`", "| #12"],
      ...["| `archived`", "| `fine`", "| `waiting`", "| `frozen`"],
    ]);
    expect(shown).toContain(
      "| `fine` | `2026-03-12.1` in `staging` and `production` since 2026-03-12 09:01:00 UTC (2 hours ago) by `octo-dev` |",
    );
    expect(shown).toContain("| `waiting` `production` | `2026-03-12.2` waits |");
  });

  it("says that nothing was published yet, and that all is as usual", () => {
    const nothing = { states: [], environments: ENVIRONMENTS, reviews: [], now: NOW };
    expect(statusOverview(nothing)).toBe("Nothing was published yet.");
    expect(statusOverview({ ...nothing, states: [called(ledgerWith("one"), "fine")] })).toContain(
      "Nothing is held, frozen or waits.",
    );
  });

  it("has two or three columns, so that a telephone shows it without scrolling", () => {
    const ledger = ledgerWith("one", "two");
    rollBack(ledger);
    const input = { states: [called(ledger, "a")], environments: ENVIRONMENTS, reviews: [REVIEW], now: NOW };
    for (const [head] of statusOverview(input).matchAll(/^.*\n\|(?: --- \|)+$/gm)) {
      expect(head.split("\n")[0]?.match(/ \| /g)?.length).toBeLessThanOrEqual(2);
    }
  });

  it("fits into a comment with 200 prompts in 5 environments, all of them held and frozen for long Unicode reasons", () => {
    const environments = ["development", "test", "staging", "canary", "production"];
    const ledger = ledgerWith("one", "two");
    rollBack(ledger);
    changeLifecycle(ledger, "freeze");
    const production = structuredClone(stateOf(ledger).environments.production);
    if (!production?.held || !production.frozen) throw new Error("Expected a hold and a freeze");
    production.held.reason = production.frozen.reason = "日本語🇯🇵".repeat(250);
    const states = Array.from({ length: 200 }, (_, index) => ({
      ...called(ledger, `prompt-with-a-long-name-${index}`),
      environments: Object.fromEntries(environments.map((name) => [name, production])),
    }));
    const reviews = Array.from({ length: 500 }, () => REVIEW);
    const shown = statusOverview({ states, environments, reviews, now: NOW });
    expect(bytesOf(shown)).toBeLessThanOrEqual(65_536);
    expect(shown).toMatch(/Left out for length:_ .*of 1000 prompts that are held, frozen or wait/);
    const one = status(
      { ...ledger, state: states[0] },
      { environments: Array.from({ length: 2_000 }, (_, n) => `e${n}`), reviews },
    );
    expect(bytesOf(one)).toBeLessThanOrEqual(65_536);
    expect(one).toContain("Left out for length");
  });
});
