import { describe, expect, it } from "vitest";
import { parseComment } from "../../../src/domain/command/parse.ts";
import { VERBS } from "../../../src/domain/command/verbs.ts";
import type { LifecycleIntent } from "../../../src/domain/decisions/lifecycle.ts";
import type { Done } from "../../../src/releases/operate.ts";
import { bytesOf, COMMENT_LIMIT } from "../../../src/reports/budget.ts";
import {
  commandHelp,
  malformedAnswer,
  operationAnswer,
  outsideAnswer,
  unsupportedAnswer,
} from "../../../src/reports/operation-answer.ts";
import { operationText } from "../../../src/reports/operation-text.ts";
import {
  changeLifecycle,
  live,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  type TestLedger,
  testLedger,
} from "../../support/ledger.ts";
import { codeTexts, NASTY, skeleton } from "./rendered.ts";
import { CONTROLS, LINKS, RELEASE, ROLLBACK, refused, rolledBack, twoVersions } from "./samples.ts";

const context = (ledger: TestLedger) => ({
  repositoryUrl: LINKS.repositoryUrl,
  versions: ledger.versions,
  damaged: new Set<string>(),
});
const firstLine = (text: string): string => text.split("\n")[0] ?? "";

/** A decision as `operate` reports it. */
function doneWith(ledger: TestLedger, decision: Done["decision"], before: Done["before"] = null): Done {
  const [event] = decision?.events ?? [];
  if (event === undefined) throw new Error("Expected a decision with an event");
  return {
    status: "done",
    controls: CONTROLS,
    asker: null,
    environment: event.environment ?? "production",
    event,
    state: stateOf(ledger),
    before,
    decision,
    commit: RELEASE,
    repeated: false,
  };
}

function changed(ledger: TestLedger, change: LifecycleIntent["change"]): string {
  const before = stateOf(ledger);
  const decision = changeLifecycle(ledger, change);
  if (decision.decision !== "append") throw new Error(`Refused: ${JSON.stringify(decision)}`);
  return operationAnswer({ ...ROLLBACK, verb: change }, doneWith(ledger, decision, before), context(ledger));
}

describe("the answer to a rollback", () => {
  it("says in its first line what production serves now", () => {
    const ledger = twoVersions();
    expect(firstLine(operationAnswer(ROLLBACK, rolledBack(ledger), context(ledger)))).toBe(
      "✅ `production` serves `support-triage` `2026-03-12.1` again (was `2026-03-12.2`).",
    );
  });

  it("tells everything an incident needs", async () => {
    const ledger = twoVersions();
    const answer = operationAnswer(ROLLBACK, rolledBack(ledger, { reason: "broken JSON" }), context(ledger));
    await expect(answer).toMatchFileSnapshot("__snapshots__/rollback-answer.md");
  });

  it("prints a line that undoes it", () => {
    const ledger = twoVersions();
    const decision = rollBack(ledger);
    if (decision.decision !== "append") throw new Error("Expected a rollback");
    const answer = operationAnswer(ROLLBACK, doneWith(ledger, decision), context(ledger));
    const [line = ""] = codeTexts(answer).filter((text) => text.startsWith("/rollback"));
    const parsed = parseComment(line);
    if (parsed.kind !== "command") throw new Error(`Not a command: ${line}`);
    const { environment, from, versions } = parsed.command;
    rollBack(ledger, { environment: environment ?? "", from, to: versions[0] ?? null });
    expect(live(ledger)).toBe("2026-03-12.2");
  });

  it("does not say of the undo that what it left is flagged", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const undo = rollBack(ledger, { to: "2026-03-12.2" });
    if (undo.decision !== "append") throw new Error("Expected a rollback");
    const asked = { ...ROLLBACK, version: "2026-03-12.2" };
    const answer = operationAnswer(asked, doneWith(ledger, undo), context(ledger));
    expect(answer).not.toContain("marked as rolled back");
  });

  it("explains why it went where it went, where no version was named", () => {
    const ledger = testLedger();
    for (const content of ["first", "good", "bad", "good", "bad"]) publishContent(ledger, content);
    rollBack(ledger);
    const before = stateOf(ledger);
    const decision = rollBack(ledger);
    if (decision.decision !== "append") throw new Error("Expected a rollback");
    const done = doneWith(ledger, decision, before);
    expect(operationAnswer(ROLLBACK, done, context(ledger))).toContain(
      "No version was named: `2026-03-12.1` is the last one that was live in `production` before `2026-03-12.4` and is not marked as rolled back there. Passed over: `2026-03-12.3` (rolled back before) and `2026-03-12.2` (the same content as `2026-03-12.4`).",
    );
    const named = operationAnswer({ ...ROLLBACK, version: "2026-03-12.1" }, done, context(ledger));
    expect(named).not.toContain("No version was named");
  });

  it("is the same text for the same outcome", () => {
    const ledger = twoVersions();
    const done = rolledBack(ledger);
    expect(operationAnswer(ROLLBACK, done, context(ledger))).toBe(
      operationAnswer(ROLLBACK, structuredClone(done), context(ledger)),
    );
  });

  it("gives no good news of a version that was edited by hand, since nobody can serve it", () => {
    const ledger = twoVersions();
    const damaged = new Set(["2026-03-12.1"]);
    const answer = operationAnswer(ROLLBACK, rolledBack(ledger), { ...context(ledger), damaged });
    expect(firstLine(answer)).toContain(
      "❌ `support-triage` points to `2026-03-12.1` now, and **that cannot be served:**",
    );
    expect(answer).not.toContain("✅");
  });

  it("is whole without the versions and without the commit", () => {
    const ledger = twoVersions();
    const done: Done = { ...rolledBack(ledger), commit: null, before: null, decision: null, repeated: true };
    const answer = operationAnswer(ROLLBACK, done, { ...context(ledger), versions: new Map() });
    expect(answer).toContain("[event 5]");
    expect(answer).not.toContain("<details>");
  });

  it.each(NASTY.map((text) => [text.slice(0, 40), text] as const))(
    "shows %j as data, whoever wrote it",
    (_, text) => {
      const ledger = twoVersions();
      const pageOf = (data: string): string => {
        const done = rolledBack(ledger, {
          reason: data.slice(0, 150).toWellFormed(),
          login: data.toWellFormed(),
        });
        return skeleton(operationAnswer(ROLLBACK, done, context(ledger)));
      };
      const lines = /[\r\n]/.test(text.trim()) ? "two\nlines" : "x";
      if (text !== "") expect(pageOf(text)).toBe(pageOf(lines));
    },
  );

  it("stays within a comment with huge prompts and reasons", () => {
    const ledger = twoVersions();
    publishContent(ledger, "ü`\n".repeat(200_000));
    publishContent(ledger, "@x ".repeat(200_000));
    const done = rolledBack(ledger, { reason: "why ".repeat(5_000) });
    expect(bytesOf(operationAnswer(ROLLBACK, done, context(ledger)))).toBeLessThanOrEqual(COMMENT_LIMIT);
  });
});

describe("the answers to the other verbs", () => {
  it("say what a promotion did, and that it lifted the hold", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const decision = promoteTo(ledger, "production", { version: "2026-03-12.2" });
    if (decision.decision !== "append") throw new Error("Expected a promotion");
    const answer = operationAnswer(
      { ...ROLLBACK, verb: "promote" },
      doneWith(ledger, decision),
      context(ledger),
    );
    expect(firstLine(answer)).toBe(
      "✅ `production` now serves `support-triage` `2026-03-12.2` (was `2026-03-12.1`).",
    );
    expect(answer).toContain("lifted the hold");
    expect(answer).toContain("/rollback support-triage to 2026-03-12.1 from 2026-03-12.2 in production");
  });

  it("name what waited for an unfreeze", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    publishContent(ledger, "published meanwhile");
    const answer = changed(ledger, "unfreeze");
    expect(answer).toContain("/promote support-triage 2026-03-12.3 to production");
    expect(answer).toContain("/freeze support-triage in production");
  });

  it("name the command that takes them back", () => {
    const ledger = twoVersions();
    expect(changed(ledger, "freeze")).toContain("/unfreeze support-triage in production");
    expect(changed(ledger, "archive")).toContain("/restore support-triage");
    expect(changed(ledger, "restore")).toContain("/archive support-triage");
  });
});

describe("the answer to an unfreeze", () => {
  it("says what it lifted, and takes a lone freeze back with a line", () => {
    const ledger = twoVersions();
    changeLifecycle(ledger, "freeze");
    const answer = changed(ledger, "unfreeze");
    expect(answer).toMatch(/Lifted: the freeze of .* by `octo-dev`\./);
    expect(answer).toContain("This takes it back:\n\n```\n/freeze support-triage in production\n```");
  });

  it("says that nothing but a rollback brings back the hold that it lifted", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    changeLifecycle(ledger, "freeze");
    const answer = changed(ledger, "unfreeze");
    expect(answer).toMatch(/Lifted: the freeze of .* and the hold since the rollback of .* by `octo-dev`\./);
    expect(answer).toContain("A hold comes back only with a rollback.");
    expect(answer).not.toContain("takes it back");
  });

  it("promises nothing where an earlier run lifted something", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const decision = changeLifecycle(ledger, "unfreeze");
    if (decision.decision !== "append") throw new Error("Expected an unfreeze");
    const answer = operationAnswer(
      { ...ROLLBACK, verb: "unfreeze" },
      { ...doneWith(ledger, decision), decision: null, repeated: true },
      context(ledger),
    );
    expect(answer).toContain("A hold comes back only with a rollback.");
    expect(answer).not.toMatch(/takes it back|Lifted/);
  });

  it("is announced by a freeze that stands beside a hold", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const answer = changed(ledger, "freeze");
    expect(answer).toContain("`/unfreeze support-triage in production` lifts both, the freeze and the hold.");
    expect(answer).not.toContain("takes it back");
  });
});

describe("the answer when nothing was done", () => {
  it("refuses with a sentence and the nearest valid form", async () => {
    const ledger = twoVersions();
    const outcome = refused(
      "pointer_moved",
      { live: "2026-03-12.2", since: "2026-03-12T09:02:00Z", by: "octo-dev" },
      { state: stateOf(ledger) },
    );
    const answer = operationAnswer(ROLLBACK, outcome, context(ledger));
    await expect(answer).toMatchFileSnapshot("__snapshots__/refusal.md");
  });

  it.each(NASTY.filter((text) => text !== "").map((text) => [text.slice(0, 40), text] as const))(
    "shows %j as data in a refusal",
    (_, text) => {
      const ledger = twoVersions();
      const pageOf = (data: string): string =>
        skeleton(
          operationAnswer(
            { ...ROLLBACK, prompt: data },
            refused("unknown_environment", { environment: data, known: data }, { suggestions: [data] }),
            context(ledger),
          ),
        );
      if (!text.includes(", ")) expect(pageOf(text)).toBe(pageOf("x"));
    },
  );

  it("fits into a comment whatever was typed", () => {
    const word = "x".repeat(60_000);
    const outcome = refused("unknown_environment", { environment: word, known: word });
    const parsed = parseComment(`/rollback ${word}!`);
    const answers = [
      operationAnswer({ ...ROLLBACK, prompt: word }, outcome, context(twoVersions())),
      operationAnswer({ ...ROLLBACK, prompt: word }, refused("unknown_prompt", {}), context(twoVersions())),
      outsideAnswer({ ...ROLLBACK, prompt: word }, { doing: word }),
      parsed.kind === "malformed" ? malformedAnswer(parsed, null) : word.repeat(2),
    ];
    for (const answer of answers) expect(bytesOf(answer)).toBeLessThan(5_000);
  });

  it("says that a conflict changed nothing and repeats the command", () => {
    const answer = operationAnswer(ROLLBACK, { status: "conflict", attempts: 12 }, context(twoVersions()));
    expect(answer).toContain("Nothing was changed");
    expect(codeTexts(answer)).toEqual(["/rollback support-triage\n"]);
  });

  it("names the files of a branch that was edited by hand, and counts those beyond twenty", () => {
    const paths = Array.from({ length: 30 }, (_, index) => `prompts/a/events/${index}.json`);
    const answer = operationAnswer(ROLLBACK, { status: "immutable", paths }, context(twoVersions()));
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

describe("an operation as plain text", () => {
  it("says what is served, what is held and how to take it back", () => {
    expect(operationText(ROLLBACK, rolledBack(twoVersions()))).toEqual([
      "production serves support-triage 2026-03-12.1 again (was 2026-03-12.2).",
      "Merges do not move production of support-triage until /unfreeze support-triage in production",
      "To take it back: /rollback support-triage to 2026-03-12.2 from 2026-03-12.1 in production",
    ]);
  });

  it("says why something is refused and what can be done", () => {
    const outcome = refused("archived", {}, { state: stateOf(twoVersions()) });
    expect(operationText(ROLLBACK, outcome, ({ verb }) => `pointsman ${verb}`)).toEqual([
      "support-triage is archived: it is kept, but not served or changed.",
      "This serves it again: pointsman restore",
    ]);
  });

  it("says that a repeated cause changed nothing more", () => {
    const done = { ...rolledBack(twoVersions()), repeated: true };
    expect(operationText(ROLLBACK, done)).toContain("This was done before; nothing was changed now.");
  });
});
