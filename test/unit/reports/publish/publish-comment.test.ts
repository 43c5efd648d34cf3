import { describe, expect, it } from "vitest";
import type { EnvironmentPolicy, StayedReason } from "../../../../src/domain/decisions/publish.ts";
import { refuse } from "../../../../src/domain/decisions/refusal.ts";
import { errorAt } from "../../../../src/domain/problem.ts";
import type { PublishedPrompt, PublishOutcome } from "../../../../src/releases/publish/publish.ts";
import { publishComment, publishSummary } from "../../../../src/reports/publish/publish-comment.ts";
import { bytesOf, COMMENT_LIMIT } from "../../../../src/reports/text/budget.ts";
import {
  accepted,
  changeLifecycle,
  publishContent,
  rollBack,
  type TestLedger,
  testLedger,
} from "../../../support/ledger.ts";
import { CONTROLS, LINKS, RELEASE, twoVersions } from "../samples.ts";

type Options = Parameters<typeof publishContent>[2];

function published(ledger: TestLedger, content = "a third text", options: Options = {}): PublishedPrompt {
  const before = ledger.state ?? null;
  const decision = accepted(publishContent(ledger, content, options));
  return { promptId: "support-triage", decision, before, commit: RELEASE };
}

function outcomeOf(prompts: readonly PublishedPrompt[], parts: Partial<PublishOutcome> = {}): PublishOutcome {
  return {
    status: "settled",
    sourceCommit: "c".repeat(40),
    published: prompts,
    refused: [],
    problems: [],
    controls: CONTROLS,
    ...parts,
  };
}

const comment = (prompts: readonly PublishedPrompt[], parts: Partial<PublishOutcome> = {}): string =>
  publishComment(outcomeOf(prompts, parts), LINKS);

const HOLD: readonly EnvironmentPolicy[] = [
  { name: "staging", onMerge: "publish", evidence: "optional" },
  { name: "production", onMerge: "hold", evidence: "optional" },
];

const REQUIRED: readonly EnvironmentPolicy[] = [
  { name: "staging", onMerge: "publish", evidence: "optional" },
  { name: "production", onMerge: "publish", evidence: "required" },
];

/** A publication after which production stayed for each reason. */
const STAYED: Readonly<Record<StayedReason, () => PublishedPrompt>> = {
  gate_failed: () => published(twoVersions(), "worse", { mayGoLive: false }),
  evidence_missing: () => published(twoVersions(), "a third text", { environments: REQUIRED }),
  on_merge_hold: () => published(twoVersions(), "a third text", { environments: HOLD }),
  held_after_rollback: () => {
    const ledger = twoVersions();
    rollBack(ledger);
    return published(ledger);
  },
  frozen: () => {
    const ledger = twoVersions();
    changeLifecycle(ledger, "freeze");
    return published(ledger);
  },
  flagged_content: () => {
    const ledger = twoVersions();
    publishContent(ledger, "bad");
    rollBack(ledger);
    changeLifecycle(ledger, "unfreeze");
    publishContent(ledger, "good");
    return published(ledger, "bad");
  },
};

describe("the comment on a merged pull request", () => {
  it("names versions, environments and the line that rolls back", async () => {
    const text = comment([published(twoVersions())]);
    expect(text).toContain("/rollback support-triage to 2026-03-12.2 from 2026-03-12.3 in production");
    await expect(text).toMatchFileSnapshot("__snapshots__/publish-comment.md");
  });

  it("has no way back from a first version", () => {
    expect(comment([published(testLedger())])).not.toContain("/rollback");
  });

  it.each(Object.entries(STAYED))("says why a pointer stayed: %s", (reason, make) => {
    const one = make();
    const text = comment([one]);
    expect(text.split("\n")[0]).toMatch(/^⚠️ \*\*1 prompt published\*\* .* pointers? stayed/);
    expect(one.decision.stayed.map((stayed) => stayed.reason)).toContain(reason);
    expect(text).toContain(`/promote support-triage ${one.decision.version.version} to production`);
    if (reason === "frozen") expect(text).toContain("/unfreeze support-triage in production`, then");
  });

  it("says that there was nothing to publish", () => {
    expect(comment([])).toMatch(/^Nothing to publish from /);
  });

  it("names archived prompts and broken files", () => {
    const problem = errorAt({
      code: "yaml_syntax",
      path: "b.prompt.yml",
      at: { line: 2, column: 1 },
      message: "A key stands twice.",
    });
    const text = comment([], {
      refused: [{ promptId: "old-prompt", refusal: refuse("archived") }],
      problems: [problem],
    });
    expect(text).toMatch(/^❌ Nothing was published from .* 1 error kept prompts from being published\./);
    expect(text).toContain("`old-prompt` is archived");
    expect(text).toContain("`/restore old-prompt`");
    expect(text).toContain("`b.prompt.yml:2:1`");
  });

  it("says where a run stopped", () => {
    const prompts = [published(twoVersions())];
    const conflict = publishComment({ status: "conflict", attempts: 12, published: prompts }, LINKS);
    expect(conflict).toContain("run it again to publish the rest");
    const touched = {
      status: "immutable",
      paths: ["prompts/a/events/00000001.json"],
      published: [],
    } as const;
    expect(publishComment(touched, LINKS)).toContain("`prompts/a/events/00000001.json`");
    expect(publishComment(touched, LINKS)).not.toContain("Nothing to publish");
    const interrupted = { status: "interrupted", doing: "write", published: prompts } as const;
    const known = publishComment({ ...interrupted, isDoubtful: false }, LINKS);
    expect(known).toMatch(/1 prompt published[\s\S]*GitHub did not let us `write`[\s\S]*run it again/);
    expect(known).not.toContain("more may be published");
    expect(publishComment({ ...interrupted, isDoubtful: true }, LINKS)).toContain("more may be published");
  });

  it("stays within its limit with thousands of prompts", () => {
    const one = published(twoVersions());
    const many = Array.from({ length: 5_000 }, (_, index) => ({ ...one, promptId: `prompt-${index}` }));
    const text = comment(many);
    expect(bytesOf(text)).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(text).toMatch(/\d+ of 5000 published prompts/);
    expect(text).toContain("/rollback <prompt> in production");
  });
});

describe("the run's summary", () => {
  it("says the same under a heading", () => {
    const outcome = outcomeOf([published(twoVersions())]);
    expect(publishSummary(outcome, LINKS)).toBe(`## Prompts published\n\n${publishComment(outcome, LINKS)}`);
  });
});
