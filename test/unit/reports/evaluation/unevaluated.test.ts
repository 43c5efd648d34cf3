import { describe, expect, it } from "vitest";
import { parseComment } from "../../../../src/domain/command/parse.ts";
import type { EffectivePrompt } from "../../../../src/domain/prompt/effective-prompt.ts";
import { diffPrompts } from "../../../../src/reports/difference/word-diff.ts";
import { isAbout, outcomeStatus } from "../../../../src/reports/evaluation/commit-status.ts";
import {
  type UnevaluatedDocument,
  unevaluatedAnnotations,
  unevaluatedComment,
  unevaluatedSummary,
  unevaluatedText,
} from "../../../../src/reports/evaluation/unevaluated.ts";

const SHA = "3f2c1d0b9a8e7f6a5b4c3d2e1f0a9b8c7d6e5f40";

function prompt(content: string): EffectivePrompt {
  return { messages: [{ role: "user", content }], model: "openai/gpt-4.1", variables: [] };
}

const PARTS = diffPrompts(prompt("Be kind."), prompt("Be rude."));
const LONG = diffPrompts(prompt("x\n".repeat(100)), prompt("ÿ\n".repeat(100)));

function document(own: Partial<UnevaluatedDocument> = {}): UnevaluatedDocument {
  return {
    why: { code: "not_permitted", login: "stranger", needs: "the role write" },
    changes: [{ id: "triage", path: "triage.prompt.yml", isNew: false, parts: PARTS }],
    problems: [],
    headCommit: SHA,
    unproven: null,
    workflow: { name: "pointsman.yml", isReady: true, keepsReport: true },
    repositoryUrl: "https://github.com/acme/prompts",
    releaseBranch: "prompt-releases",
    runUrl: "https://github.com/acme/prompts/actions/runs/1",
    ...own,
  };
}

describe("what is said of a pull request that was not evaluated", () => {
  it("holds a line that is the command, as it stands", () => {
    const line = unevaluatedComment(document())
      .split("\n")
      .find((text) => text.startsWith("/evaluate"));
    expect(parseComment(line ?? "")).toMatchObject({
      kind: "command",
      command: { verb: "evaluate", word: SHA },
    });
  });

  it("shows what differs word by word, and of a new prompt all of it", () => {
    const comment = unevaluatedComment(document());
    expect(comment).toContain("[-kind-]");
    expect(comment).toContain("{+rude+}");
    const [change] = document().changes;
    const fresh = change === undefined ? [] : [{ ...change, isNew: true }];
    expect(unevaluatedComment(document({ changes: fresh }))).toContain("`triage` is new.");
  });

  it("never looks like a pass, also where a status that is not believed says so", () => {
    const codes = ["no_report", "other_commit", "other_base", "not_passed"] as const;
    const runUrl = "https://github.com/acme/prompts/actions/runs/2";
    const texts = [
      ...codes.map((code) => unevaluatedComment(document({ unproven: { code, runUrl } }))),
      unevaluatedComment(document()),
      unevaluatedSummary(document()),
      unevaluatedText(document()),
    ];
    for (const text of texts) {
      expect(text).toMatch(/not evaluated/i);
      expect(text).not.toMatch(/✅|🟢|\bpass/);
    }
  });

  it("stays within a comment, whatever was changed, and keeps the line to type", () => {
    const changes = Array.from({ length: 300 }, (_, index) => ({
      ...{ id: `prompt-${index}`, path: `${index}.prompt.yml` },
      isNew: false,
      parts: LONG,
    }));
    const comment = unevaluatedComment(document({ changes }));
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(64_500);
    expect(comment).toContain(`/evaluate ${SHA}`);
  });

  it("shows names and logins as data", () => {
    const login = "a`b @everyone [x](https://evil.test)\n/evaluate it";
    const comment = unevaluatedComment(
      document({ why: { code: "not_permitted", login, needs: "the role write" } }),
    );
    expect(comment.split("\n").filter((line) => line.startsWith("/evaluate"))).toEqual([`/evaluate ${SHA}`]);
    expect(comment).not.toContain("\n@everyone");
  });

  it("names the run that a status leads to, and why it is not believed", () => {
    const runUrl = "https://github.com/acme/prompts/actions/runs/2";
    const comment = unevaluatedComment(document({ unproven: { code: "not_passed", runUrl } }));
    expect(comment).toContain(`[a run](<${runUrl}>)`);
    expect(comment).toContain("the report of that run says that the commit must not be merged");
  });

  it("marks every changed prompt's file", () => {
    expect(unevaluatedAnnotations(document())).toEqual([
      {
        level: "warning",
        path: "triage.prompt.yml",
        line: 1,
        title: "not evaluated",
        message: "Changed and not evaluated: message 1 (user).",
      },
    ]);
  });
});

describe("the status of an evaluated commit", () => {
  const pull = { number: 12, baseBranch: "main" };
  const status = outcomeStatus(pull, { outcome: "inconclusive", blocks: false, runUrl: "https://x.test/1" });

  it("succeeds where the job does, and says that nothing is known", () => {
    expect(status.state).toBe("success");
    expect(status.description).toContain("inconclusive");
    expect(outcomeStatus(pull, { outcome: "unfinished", blocks: true, runUrl: "" }).state).toBe("error");
    expect(outcomeStatus(pull, { outcome: "broken", blocks: true, runUrl: "" }).state).toBe("failure");
  });

  it("is about one pull request into one branch", () => {
    expect(isAbout(pull, status)).toBe(true);
    expect(isAbout({ ...pull, number: 1 }, status)).toBe(false);
    expect(isAbout({ ...pull, baseBranch: "mai" }, status)).toBe(false);
    expect(isAbout({ ...pull, baseBranch: "lenient" }, status)).toBe(false);
  });

  it("fits what GitHub takes, however long the branch's name is", () => {
    const long = { number: 123_456, baseBranch: "b".repeat(250) };
    const said = outcomeStatus(long, { outcome: "inconclusive", blocks: false, runUrl: "" }).description;
    expect(said.length).toBeLessThanOrEqual(140);
    expect(isAbout(long, { description: said })).toBe(true);
  });
});
