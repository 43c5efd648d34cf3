import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PromptState } from "../../../src/domain/ledger/state.ts";
import { type PromptChange, promptsInReadme, updateReadme } from "../../../src/releases/readme.ts";
import {
  changeLifecycle,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  type TestLedger,
  testLedger,
} from "../../support/ledger.ts";

function published(promptId: string, contents = ["one"]): PromptState {
  const ledger = testLedger();
  for (const content of contents) publishContent(ledger, content);
  return { ...stateOf(ledger), prompt_id: promptId };
}

const first = (promptId: string): PromptChange => ({ before: undefined, after: published(promptId) });
const totals = (readme: string) =>
  /\*\*(\d+)\*\* prompts \((\d+) archived\) · \*\*(\d+)\*\* versions · \*\*(\d+)\*\* events/
    .exec(readme)
    ?.slice(1)
    .map(Number);
const rows = (readme: string) => readme.split("\n").filter((line) => line.startsWith("| ["));

describe("the README of the release branch", () => {
  test("shows for each prompt what is live where, what is held and frozen, and when it changed", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    publishContent(ledger, "two");
    rollBack(ledger);
    changeLifecycle(ledger, "freeze");
    const readme = updateReadme(undefined, [{ before: undefined, after: stateOf(ledger) }]);
    expect(rows(readme)).toEqual([
      "| [`support-triage`](prompts/support-triage/state.json) | `2026-03-12.2` | staging `2026-03-12.2` · production `2026-03-12.1` (held, frozen) | 2026-03-12T09:04:00Z |",
    ]);
    changeLifecycle(ledger, "archive");
    const archived = updateReadme(readme, [{ before: undefined, after: stateOf(ledger) }]);
    expect(rows(archived)[0]).toContain("| archived |");
  });

  test("made step by step is what one made from the last states would say, for any history", () => {
    const step = fc.record({
      prompt: fc.nat(3),
      what: fc.constantFrom(
        "publish",
        "publish",
        "rollback",
        "promote",
        "freeze",
        "unfreeze",
        "archive",
        "restore",
      ),
      content: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const ledgers = new Map<number, TestLedger>();
        const order: number[] = [];
        let readme: string | undefined;
        for (const { content, prompt, what } of steps) {
          const ledger = ledgers.get(prompt) ?? testLedger();
          const before = ledger.state && { ...ledger.state, prompt_id: `p${prompt}` };
          if (what === "publish") publishContent(ledger, `content ${content}`);
          else if (before === undefined) continue;
          else if (what === "rollback") rollBack(ledger);
          else if (what === "promote") promoteTo(ledger, "production");
          else changeLifecycle(ledger, what);
          ledgers.set(prompt, ledger);
          const after = { ...stateOf(ledger), prompt_id: `p${prompt}` };
          if (before?.sequence === after.sequence) continue;
          readme = updateReadme(readme, [{ before, after }]);
          order.splice(0, order.length, ...order.filter((one) => one !== prompt), prompt);
        }
        if (readme === undefined) return;
        const scratch = order.map((prompt) => {
          const ledger = ledgers.get(prompt);
          if (ledger === undefined) throw new Error("no ledger");
          return { before: undefined, after: { ...stateOf(ledger), prompt_id: `p${prompt}` } };
        });
        expect(readme).toBe(updateReadme(undefined, scratch));
      }),
    );
  });

  test("keeps the 200 prompts that changed last, and counts all", () => {
    const changes = Array.from({ length: 250 }, (_, n) => first(`prompt-${n}`));
    const readme = updateReadme(updateReadme(undefined, changes.slice(0, 100)), changes.slice(100));
    expect(promptsInReadme(readme)).toHaveLength(200);
    expect(promptsInReadme(readme).slice(0, 2)).toEqual(["prompt-249", "prompt-248"]);
    expect(totals(readme)).toEqual([250, 0, 250, 500]);
    expect(readme).toContain("The 200 prompts changed last:");
    const again = updateReadme(readme, [
      { before: published("prompt-60"), after: published("prompt-60", ["one", "two"]) },
    ]);
    expect(promptsInReadme(again)[0]).toBe("prompt-60");
    expect(promptsInReadme(again)).toHaveLength(200);
    expect(totals(again)).toEqual([250, 0, 251, 502]);
  });

  test.each([
    "",
    "Hello",
    "<!-- pointsman:totals {} -->",
    "<!-- pointsman:totals {nonsense} -->",
    '<!-- pointsman:totals {"prompts":-1,"archived":0,"versions":0,"events":0} -->',
    '<!-- pointsman:totals {"prompts":1e999,"archived":0,"versions":0,"events":0} -->',
    '<!-- pointsman:totals {"prompts":1,"archived":0,"versions":0,"events":0,"x":"--><script>"} -->',
  ])("starts anew from %j", (garbage) => {
    expect(updateReadme(garbage, [first("a")])).toBe(updateReadme(undefined, [first("a")]));
  });

  const ROW =
    "| [`evil`](prompts/evil/state.json) | `2026-03-12.1` | production `2026-03-12.1` | 2026-03-12T09:01:00Z |";

  test.each([
    ["a link of its own", ROW.replace("prompts/evil/state.json", "https://evil.example")],
    ["another prompt's link", ROW.replace("prompts/evil/state.json", "prompts/a/state.json")],
    ["HTML behind it", `${ROW}<img src=x onerror=alert(1)>`],
    ["HTML in it", ROW.replace("production", "<b>production</b>")],
    ["a mention", ROW.replace("production `", "@octocat `")],
    ["a code span that ends early", ROW.replace("| `2026-03-12.1`", "| ``](x)`")],
    ["another time", ROW.replace("2026-03-12T09:01:00Z", "[now](x) 0123456789012")],
    ["upper case", ROW.replaceAll("evil", "EVIL")],
  ])("does not carry on a row that was edited by hand: %s", (_, row) => {
    const readme = updateReadme(undefined, [first("a")]);
    const edited = readme.replace(/^\| \[`a`\].*$/m, (own) => `${own}\n${row}`);
    expect(edited).toContain(row);
    expect(promptsInReadme(edited)).toEqual(["a"]);
    expect(updateReadme(edited, [first("b")])).not.toMatch(/evil|octocat|\]\(x\)/i);
  });

  test("carries on every row that it writes itself", () => {
    const readme = updateReadme(undefined, [first("evil")]);
    expect(rows(readme.replace("staging `2026-03-12.1` · ", ""))).toEqual([ROW]);
    const ledger = testLedger();
    publishContent(ledger, "one", { mayGoLive: false });
    const nowhere = updateReadme(readme, [
      { before: undefined, after: { ...stateOf(ledger), prompt_id: "b" } },
    ]);
    expect(rows(nowhere)[0]).toContain("nowhere yet");
    expect(promptsInReadme(updateReadme(nowhere, [first("c")]))).toEqual(["c", "b", "evil"]);
  });

  test("no README names no prompts", () => {
    expect(promptsInReadme(undefined)).toEqual([]);
  });
});
