import { describe, expect, it } from "vitest";
import type { Version } from "../../../../src/domain/ledger/version.ts";
import { parsePromptFile } from "../../../../src/domain/prompt/prompt-file.ts";
import { caseSkeleton } from "../../../../src/reports/incident/incident-case.ts";
import {
  type IncidentInput,
  incidentEntry,
  incidentIssue,
} from "../../../../src/reports/incident/incident-issue.ts";
import { bytesOf, COMMENT_LIMIT } from "../../../../src/reports/text/budget.ts";
import { publishContent, rollBack, type TestLedger } from "../../../support/ledger.ts";
import { versionEvaluationOf } from "../../../support/version-evaluation.ts";
import { NASTY, skeleton } from "../rendered.ts";
import { LINKS, RELEASE, twoVersions } from "../samples.ts";

function rolledBackIn(ledger: TestLedger, differently: Partial<Version> = {}): IncidentInput {
  rollBack(ledger);
  const event = ledger.events.at(-1);
  const { environment = null, previous_version: left = null, version = null } = event ?? {};
  if (event === undefined || environment === null || left === null || version === null) {
    throw new Error("Expected a rollback");
  }
  const bad = ledger.versions.get(left);
  return {
    ...LINKS,
    event: { ...event, environment, version, previous_version: left },
    bad: bad === undefined ? null : { ...bad, ...differently },
    restored: ledger.versions.get(version) ?? null,
    liveSince: "2026-03-12T09:03:00Z",
    commit: RELEASE,
    historyIssue: 7,
  };
}

const VARIABLES: Pick<Version, "variables" | "variable_descriptions"> = {
  variables: [
    { name: "ticket", type: "string", required: true },
    { name: "on", type: "boolean", required: false, default: true },
    { name: "tone", type: "string", required: false, enum: ["calm", "cheerful"] },
    { name: "order", type: "json", required: true },
  ],
  variable_descriptions: { ticket: "What the customer wrote\n# and: more" },
};

describe("the review of a rollback", () => {
  it("tells what happened, what was measured, what to ask and which case to add", async () => {
    const ledger = twoVersions();
    publishContent(ledger, "Third", { evaluation: versionEvaluationOf({}) });
    const { body, title } = incidentIssue(rolledBackIn(ledger, VARIABLES));
    expect(title).toBe("Review of a rollback: support-triage 2026-03-12.3 in production");
    await expect(body).toMatchFileSnapshot("__snapshots__/incident-issue.md");
  });

  it("asks of a version that nobody evaluated, or that failed, how it went live", () => {
    const ledger = twoVersions();
    const input = rolledBackIn(ledger);
    expect(incidentIssue(input).body).toContain("Why did it go live without having been evaluated?");
    const failed = {
      ...input,
      bad: input.bad && { ...input.bad, evaluation: versionEvaluationOf({ verdict: "fail" }) },
    };
    expect(incidentIssue(failed).body).toContain("Why did it go live although its verdict was `fail`?");
  });

  it("stays within its limit with huge prompts, and without the versions", () => {
    const ledger = twoVersions();
    publishContent(ledger, "`|@x ".repeat(300_000));
    const input = rolledBackIn(ledger);
    expect(bytesOf(incidentIssue(input).body)).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(bytesOf(incidentEntry(input, false))).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(incidentIssue({ ...input, bad: null, restored: null, liveSince: null }).body).toContain(
      "not at hand",
    );
  });

  it.each(NASTY.filter((text) => text.trim() !== "").map((text) => [text.slice(0, 40), text] as const))(
    "shows %j as data",
    (_, text) => {
      const input = rolledBackIn(twoVersions());
      const pageOf = (data: string): string => {
        const told: IncidentInput = {
          ...input,
          event: {
            ...input.event,
            actor: { ...input.event.actor, login: data },
            reason: data
              .replace(/[\r\n]/g, " ")
              .trim()
              .slice(0, 150),
          },
          bad: input.bad && {
            ...input.bad,
            published_by: data,
            source: { ...input.bad.source, path: data },
            variables: [{ name: "ticket", type: "string", required: true }],
            variable_descriptions: { ticket: data },
          },
        };
        return skeleton(`${incidentIssue(told).body}\n\n${incidentEntry(told, true)}`);
      };
      expect(pageOf(text)).toBe(pageOf("x"));
    },
  );
});

describe("the case to add", () => {
  it("is read by the prompt file that it is added to, with a value for each variable", () => {
    const version = rolledBackIn(twoVersions(), VARIABLES).bad;
    if (version === null) throw new Error("Expected a version");
    const file = `messages:\n  - role: user\n    content: "{{ticket}} {{on}} {{tone}} {{order}}"\n${caseSkeleton(version)}\n`;
    const read = parsePromptFile(new TextEncoder().encode(file), "a.prompt.yml");
    expect(read).toMatchObject({ ok: true });
    expect(JSON.stringify(read)).toContain('"tone":"calm"');
  });
});
