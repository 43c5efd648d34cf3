import { describe, expect, it } from "vitest";
import { parseComment } from "../../../../src/domain/command/parse.ts";
import { VERBS } from "../../../../src/domain/command/verbs.ts";
import {
  commandHelp,
  malformedAnswer,
  operationAnswer,
  outsideAnswer,
  unsupportedAnswer,
} from "../../../../src/reports/answers/operation-answer.ts";
import { bytesOf } from "../../../../src/reports/text/budget.ts";
import { stateOf } from "../../../support/ledger.ts";
import { codeTexts, firstLine, NASTY_CASES, skeleton } from "../rendered.ts";
import { contextOf, ROLLBACK, refused, twoVersions } from "../samples.ts";

describe("the answer when nothing was done", () => {
  it("refuses with a sentence and the nearest valid form", async () => {
    const ledger = twoVersions();
    const outcome = refused(
      "pointer_moved",
      { live: "2026-03-12.2", since: "2026-03-12T09:02:00Z", by: "octo-dev" },
      { state: stateOf(ledger) },
    );
    const answer = operationAnswer(ROLLBACK, outcome, contextOf(ledger));
    await expect(answer).toMatchFileSnapshot("__snapshots__/refusal.md");
  });

  it.each(NASTY_CASES)("shows %j as data in a refusal", (_, text) => {
    const ledger = twoVersions();
    const pageOf = (data: string): string =>
      skeleton(
        operationAnswer(
          { ...ROLLBACK, prompt: data },
          refused("unknown_environment", { environment: data, known: data }, { suggestions: [data] }),
          contextOf(ledger),
        ),
      );
    if (!text.includes(", ")) expect(pageOf(text)).toBe(pageOf("x"));
  });

  it("fits into a comment whatever was typed", () => {
    const word = "x".repeat(60_000);
    const outcome = refused("unknown_environment", { environment: word, known: word });
    const parsed = parseComment(`/rollback ${word}!`);
    const answers = [
      operationAnswer({ ...ROLLBACK, prompt: word }, outcome, contextOf(twoVersions())),
      operationAnswer({ ...ROLLBACK, prompt: word }, refused("unknown_prompt", {}), contextOf(twoVersions())),
      outsideAnswer({ ...ROLLBACK, prompt: word }, { doing: word }),
      parsed.kind === "malformed" ? malformedAnswer(parsed, null) : word.repeat(2),
    ];
    for (const answer of answers) expect(bytesOf(answer)).toBeLessThan(5_000);
  });

  it("says that a conflict changed nothing and repeats the command", () => {
    const answer = operationAnswer(ROLLBACK, { status: "conflict", attempts: 12 }, contextOf(twoVersions()));
    expect(answer).toContain("Nothing was changed");
    expect(codeTexts(answer)).toEqual(["/rollback support-triage\n"]);
  });

  it("names the files of a branch that was edited by hand, and counts those beyond twenty", () => {
    const paths = Array.from({ length: 30 }, (_, index) => `prompts/a/events/${index}.json`);
    const answer = operationAnswer(ROLLBACK, { status: "immutable", paths }, contextOf(twoVersions()));
    expect(answer).toContain("prompts/a/events/19.json");
    expect(answer).toContain("and 10 more");
  });

  it("says what could not be done outside, and has people look before they ask again", () => {
    const answer = outsideAnswer(ROLLBACK, { doing: "read the release branch" });
    expect(answer).toContain("`read the release branch`");
    expect(answer).toMatch(/\/status support-triage\n[\s\S]*\/rollback support-triage/);
  });

  it("says what is wrong with a malformed command and how it is written", () => {
    const answers = ["/rollback", "/rollback x to @octocat", "/promote x", "/freeze x in <b>"].map((body) => {
      const parsed = parseComment(body);
      return parsed.kind === "malformed" ? malformedAnswer(parsed, null) : `parsed: ${body}`;
    });
    expect(answers.map(firstLine)).toEqual([
      "❌ That is not quite a `/rollback` command: The prompt's name is missing.",
      "❌ That is not quite a `/rollback` command: `@octocat` is not a version: versions look like 2026-03-15.3.",
      "❌ That is not quite a `/promote` command: The environment is missing: write `to <environment>`.",
      "❌ That is not quite a `/freeze` command: `<b>` is not an environment's name.",
    ]);
    expect(answers[0]).toContain(VERBS.rollback.usage);
  });

  it("shows a typed word as data whatever quotation marks it holds", () => {
    const problem = "“x” @octocat “<img src=x>” is not a prompt's name.";
    const typed = { verb: "rollback", words: [], because: null } as const;
    const answer = malformedAnswer(
      { kind: "malformed", typed, problem, usage: VERBS.rollback.usage },
      "/rollback support-triage",
    );
    expect(codeTexts(answer)).toContain("/rollback support-triage\n");
    expect(codeTexts(answer)).toContain("x” @octocat “<img src=x>");
  });
});

describe("the help", () => {
  it("lists every command as the parser knows it", () => {
    const shown = codeTexts(commandHelp(Object.values(VERBS)));
    expect(shown).toEqual(Object.values(VERBS).map(({ usage }) => usage));
  });

  it("is named where a verb is not answered", () => {
    expect(unsupportedAnswer("redeliver")).toContain("`/help`");
  });
});
