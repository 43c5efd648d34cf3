import { describe, expect, it } from "vitest";
import type { RefusalCode } from "../../../../src/domain/decisions/refusal.ts";
import { type Asked, explainRefusal, refusalText } from "../../../../src/reports/answers/refusal-text.ts";
import { commentLine } from "../../../../src/reports/text/command-line.ts";
import { stateOf } from "../../../support/ledger.ts";
import { ROLLBACK, refused, twoVersions } from "../samples.ts";

const state = stateOf(twoVersions());
const asked = (parts: Partial<Asked> = {}): Asked => ({ ...ROLLBACK, ...parts });
const lineOf = (request: Asked, outcome: Parameters<typeof explainRefusal>[1]): string | null => {
  const [command] = explainRefusal(request, outcome).commands;
  return command === undefined ? null : commentLine(command);
};

/** Every code with the details that the decisions give it, its sentence, and the nearest valid form. */
const CASES: Readonly<
  Record<
    RefusalCode,
    readonly [details: Record<string, string | number | null>, text: string, line: string | null]
  >
> = {
  unknown_prompt: [{ prompt: "support-triage" }, "There is no prompt support-triage.", "/status"],
  no_release_branch: [
    { branch: "prompt-releases" },
    "There is no release branch prompt-releases in this repository, so nothing is known of support-triage. Either nothing was published yet, or the branch was deleted, or release_branch in the config names another one.",
    null,
  ],
  version_missing: [
    { version: "2026-03-12.1" },
    "The file of 2026-03-12.1 is gone from the release branch, so support-triage was not moved to it. Name another version; “pointsman verify” says what was removed by hand.",
    "/history support-triage",
  ],
  unknown_version: [
    { version: "2026-03-12.9" },
    "support-triage has no version 2026-03-12.9.",
    "/history support-triage",
  ],
  unknown_environment: [
    { environment: "prod", known: "staging, production" },
    "There is no environment prod; the config file names staging, production.",
    null,
  ],
  just_rolled_back: [
    { by: "ben", live: "2026-03-12.2", seconds: 20 },
    "The rollback is done already: ben rolled support-triage back in production only 20 seconds before you asked, and 2026-03-12.2 is live now. It was not rolled back once more.",
    "/rollback support-triage from 2026-03-12.2 in production",
  ],
  not_permitted: [
    { why: "role_too_low", needs: "the role write", role: "triage" },
    "You may not roll back support-triage in production: that needs “the role write”, and your role is triage.",
    null,
  ],
  config_broken: [
    { where: ".github/pointsman.yml:3", known: "staging, production" },
    "The settings on the default branch are broken at “.github/pointsman.yml:3”, so what they ask for is not known, and nothing of support-triage was changed. Only a rollback that names its environment is run until the file is mended: add in and one of staging, production.",
    "/rollback support-triage in staging",
  ],
  archived: [
    {},
    "support-triage is archived: it is kept, but not served or changed.",
    "/restore support-triage",
  ],
  not_archived: [{}, "support-triage is not archived, so there is nothing to restore.", null],
  already_archived: [{}, "support-triage is archived already.", "/restore support-triage"],
  nothing_live: [
    { environment: "production" },
    "Nothing of support-triage is live in production yet, so there is nothing to roll back from.",
    "/promote support-triage 2026-03-12.2 to production",
  ],
  nothing_to_roll_back_to: [
    { environment: "production", live: "2026-03-12.2" },
    "There is nothing to roll support-triage back to in production: no good version was live there before 2026-03-12.2. A version that was rolled back can still be named after “to”.",
    "/history support-triage",
  ],
  never_live_here: [
    { version: "2026-03-12.1", environment: "production" },
    "2026-03-12.1 of support-triage was never live in production, so it is no rollback.",
    "/promote support-triage 2026-03-12.1 to production",
  ],
  already_live: [
    { version: "2026-03-12.2", environment: "production" },
    "production serves support-triage 2026-03-12.2 already.",
    null,
  ],
  pointer_moved: [
    { live: "2026-03-12.2", since: "2026-03-12T09:02:00Z", by: "octo-dev" },
    "What is live changed when you wrote this, or after: octo-dev made 2026-03-12.2 of support-triage live in production at 2026-03-12T09:02:00Z.",
    "/rollback support-triage from 2026-03-12.2 in production",
  ],
  from_not_live: [
    { from: "2026-03-12.1", live: "2026-03-12.2" },
    "2026-03-12.1 of support-triage is not live in production any more; 2026-03-12.2 is.",
    "/rollback support-triage from 2026-03-12.2 in production",
  ],
  too_old: [
    { minutes: 16 },
    "This was written 16 minutes ago, and a command older than 15 minutes is not run: what it was written for may be over.",
    "/rollback support-triage from 2026-03-12.2 in production",
  ],
  frozen: [
    { environment: "production", by: "octo-dev" },
    "support-triage is frozen in production by octo-dev: only a rollback moves it.",
    "/unfreeze support-triage in production",
  ],
  not_frozen: [
    { environment: "production" },
    "support-triage is neither frozen nor held in production.",
    null,
  ],
  already_frozen: [
    { environment: "production", by: "octo-dev" },
    "support-triage is frozen in production already, by octo-dev.",
    null,
  ],
  nothing_to_promote: [
    { environment: "production" },
    "Nothing of support-triage is live one environment before production, so the version to promote must be named.",
    "/promote support-triage 2026-03-12.2 to production",
  ],
  evidence_missing: [
    { version: "2026-03-12.2", environment: "production", verdict: null },
    "production requires the gate's evidence, and 2026-03-12.2 of support-triage was published without an evaluation. Publish it by a merge that can evaluate it: its file needs test cases, and the workflow the model's key.",
    "/history support-triage",
  ],
  evidence_failed: [
    { version: "2026-03-12.2", environment: "production", verdict: "fail" },
    "production requires the gate's evidence, and the gate held 2026-03-12.2 of support-triage back: its verdict is fail. Mend the prompt and merge that; the pull request of 2026-03-12.2 says which cases failed.",
    "/history support-triage",
  ],
};

describe("a refusal", () => {
  it.each(Object.entries(CASES))(
    "%s says what is wrong and the nearest valid form",
    (name, [details, text, line]) => {
      const [code] = Object.keys(CASES).filter((one): one is RefusalCode => one === name);
      if (code === undefined) throw new Error(`No such code: ${name}`);
      const outcome = refused(code, details, { state });
      expect(refusalText(asked(), outcome)).toBe(text);
      expect(lineOf(asked(), outcome)).toBe(line);
    },
  );

  it("offers each prompt that may have been meant in a line of its own", () => {
    const outcome = refused(
      "unknown_prompt",
      { prompt: "support" },
      { suggestions: ["support-a", "support-b"] },
    );
    expect(refusalText(asked({ prompt: "support" }), outcome)).toBe(
      "There is no prompt support. Did you mean support-a or support-b?",
    );
    expect(explainRefusal(asked({ prompt: "support" }), outcome).commands.map(commentLine)).toEqual([
      "/rollback support-a",
      "/rollback support-b",
    ]);
  });

  it("names the prompt that was probably meant, in the same command", () => {
    const request = asked({ prompt: "suport-triage", environment: "staging" });
    const outcome = refused(
      "unknown_prompt",
      { prompt: "suport-triage" },
      { suggestions: ["support-triage"] },
    );
    expect(refusalText(request, outcome)).toBe(
      "There is no prompt suport-triage. Did you mean support-triage?",
    );
    expect(lineOf(request, outcome)).toBe("/rollback support-triage in staging");
  });

  it("names the environment that was probably meant", () => {
    const outcome = refused(
      "unknown_environment",
      { environment: "prodution", known: "staging, production" },
      { state, suggestions: ["production"], environment: "prodution" },
    );
    expect(lineOf(asked({ environment: "prodution" }), outcome)).toBe(
      "/rollback support-triage in production",
    );
  });

  it("says that teams which cannot be read do not count", () => {
    const details = { why: "teams_unreadable", needs: "to be in one of the teams acme/oncall", role: "read" };
    expect(refusalText(asked(), refused("not_permitted", details, { state }))).toContain("could not be read");
  });

  it("repeats a promotion with what is live now", () => {
    const request = asked({ verb: "promote", version: "2026-03-12.1", environment: "production" });
    const outcome = refused("too_old", { minutes: 1 }, { state });
    expect(lineOf(request, outcome)).toBe(
      "/promote support-triage 2026-03-12.1 to production from 2026-03-12.2",
    );
  });

  it("says of a promotion without a version where that version went live, which is not where it was to go", () => {
    const details = {
      ...{ live: "2026-03-12.2", since: "2026-03-12T09:02:00Z", by: "octo-dev" },
      environment: "staging",
    };
    const request = asked({ verb: "promote", environment: "production" });
    const outcome = refused("pointer_moved", details, { state });
    expect(refusalText(request, outcome)).toContain(
      "octo-dev made 2026-03-12.2 of support-triage live in staging",
    );
    expect(lineOf(request, outcome)).toBe(
      "/promote support-triage 2026-03-12.2 to production from 2026-03-12.2",
    );
  });

  it("repeats a first promotion, for which nothing has to be live yet", () => {
    const request = asked({ verb: "promote", version: "2026-03-12.1", environment: "moon" });
    const outcome = refused("too_old", { minutes: 16 }, { state, environment: "moon" });
    expect(lineOf(request, outcome)).toBe("/promote support-triage 2026-03-12.1 to moon");
  });

  it("shows what was typed in quotation marks and without hidden characters", () => {
    const request = asked({ prompt: "x\u202E\ny" });
    expect(refusalText(request, refused("unknown_prompt", {}))).toBe("There is no prompt “x\\u{202E}⏎y”.");
  });
});
