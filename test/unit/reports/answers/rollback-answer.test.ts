import { describe, expect, it } from "vitest";
import { parseComment } from "../../../../src/domain/command/parse.ts";
import type { Done } from "../../../../src/releases/operate/operate.ts";
import { operationAnswer } from "../../../../src/reports/answers/operation-answer.ts";
import { bytesOf, COMMENT_LIMIT } from "../../../../src/reports/text/budget.ts";
import {
  accepted,
  live,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  testLedger,
} from "../../../support/ledger.ts";
import { codeTexts, firstLine, NASTY, skeleton } from "../rendered.ts";
import { contextOf, doneWith, ROLLBACK, rolledBack, twoVersions } from "../samples.ts";

describe("the answer to a rollback", () => {
  it("says in its first line what production serves now", () => {
    const ledger = twoVersions();
    expect(firstLine(operationAnswer(ROLLBACK, rolledBack(ledger), contextOf(ledger)))).toBe(
      "✅ `production` serves `support-triage` `2026-03-12.1` again (was `2026-03-12.2`).",
    );
  });

  it("tells everything an incident needs", async () => {
    const ledger = twoVersions();
    const answer = operationAnswer(
      ROLLBACK,
      rolledBack(ledger, { reason: "broken JSON" }),
      contextOf(ledger),
    );
    await expect(answer).toMatchFileSnapshot("__snapshots__/rollback-answer.md");
  });

  it("prints a line that undoes it", () => {
    const ledger = twoVersions();
    const decision = accepted(rollBack(ledger));
    const answer = operationAnswer(ROLLBACK, doneWith(decision), contextOf(ledger));
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
    const undo = accepted(rollBack(ledger, { to: "2026-03-12.2" }));
    const asked = { ...ROLLBACK, version: "2026-03-12.2" };
    const answer = operationAnswer(asked, doneWith(undo), contextOf(ledger));
    expect(answer).not.toContain("marked as rolled back");
  });

  it("says what is flagged by the state, and not by which version is newer", () => {
    const ledger = twoVersions();
    promoteTo(ledger, "production", { version: "2026-03-12.1" });
    const back = accepted(rollBack(ledger));
    expect(operationAnswer(ROLLBACK, doneWith(back), contextOf(ledger))).toContain(
      "`2026-03-12.1` is marked as rolled back",
    );
    publishContent(ledger, "third");
    promoteTo(ledger, "production", { version: "2026-03-12.3" });
    const forward = accepted(rollBack(ledger, { to: "2026-03-12.1" }));
    const asked = { ...ROLLBACK, version: "2026-03-12.1" };
    expect(operationAnswer(asked, doneWith(forward), contextOf(ledger))).not.toContain(
      "marked as rolled back",
    );
  });

  it("explains why it went where it went, where no version was named", () => {
    const ledger = testLedger();
    for (const content of ["first", "good", "bad", "good", "bad"]) publishContent(ledger, content);
    rollBack(ledger);
    const before = stateOf(ledger);
    const done = doneWith(accepted(rollBack(ledger)), before);
    expect(operationAnswer(ROLLBACK, done, contextOf(ledger))).toContain(
      "No version was named: `2026-03-12.1` is the last one that was live in `production` before `2026-03-12.4` and is not marked as rolled back there. Passed over: `2026-03-12.3` (rolled back before) and `2026-03-12.2` (the same content as `2026-03-12.4`).",
    );
    const named = operationAnswer({ ...ROLLBACK, version: "2026-03-12.1" }, done, contextOf(ledger));
    expect(named).not.toContain("No version was named");
  });

  it("is the same text for the same outcome", () => {
    const ledger = twoVersions();
    const done = rolledBack(ledger);
    expect(operationAnswer(ROLLBACK, done, contextOf(ledger))).toBe(
      operationAnswer(ROLLBACK, structuredClone(done), contextOf(ledger)),
    );
  });

  it("gives no good news of a version that was edited by hand, since nobody can serve it", () => {
    const ledger = twoVersions();
    const damaged = new Set(["2026-03-12.1"]);
    const answer = operationAnswer(ROLLBACK, rolledBack(ledger), { ...contextOf(ledger), damaged });
    expect(firstLine(answer)).toContain(
      "❌ `support-triage` points to `2026-03-12.1` now, and **that cannot be served:**",
    );
    expect(answer).not.toContain("✅");
  });

  it("is whole without the versions and without the commit", () => {
    const ledger = twoVersions();
    const done: Done = { ...rolledBack(ledger), commit: null, before: null, decision: null, repeated: true };
    const answer = operationAnswer(ROLLBACK, done, { ...contextOf(ledger), versions: new Map() });
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
        return skeleton(operationAnswer(ROLLBACK, done, contextOf(ledger)));
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
    expect(bytesOf(operationAnswer(ROLLBACK, done, contextOf(ledger)))).toBeLessThanOrEqual(COMMENT_LIMIT);
  });
});
