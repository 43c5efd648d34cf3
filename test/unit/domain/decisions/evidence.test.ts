import { describe, expect, it } from "vitest";
import type { EnvironmentPolicy } from "../../../../src/domain/decisions/publish.ts";
import { accepted, promoteTo, publishContent, testLedger } from "../../../support/ledger.ts";
import { versionEvaluationOf } from "../../../support/version-evaluation.ts";

const REQUIRED: readonly EnvironmentPolicy[] = [
  { name: "staging", onMerge: "publish", evidence: "optional" },
  { name: "production", onMerge: "publish", evidence: "required" },
];
const HELD: readonly EnvironmentPolicy[] = [
  { name: "staging", onMerge: "publish", evidence: "optional" },
  { name: "production", onMerge: "hold", evidence: "required" },
];
const PASS = versionEvaluationOf();
const FAIL = versionEvaluationOf({ verdict: "fail", blocks: true });
const OPEN = versionEvaluationOf({ verdict: "inconclusive" });
const BLOCKING = versionEvaluationOf({ verdict: "inconclusive", blocks: true });

describe("evidence at a merge", () => {
  it.each([
    ["a pass", PASS, ["staging", "production"]],
    ["something inconclusive", OPEN, ["staging", "production"]],
    ["something inconclusive that blocks", BLOCKING, []],
    ["a failure", FAIL, []],
    ["none at all", null, []],
  ])("where it is required: %s", (_, evaluation, moved) => {
    const decision = publishContent(testLedger(), "one", { environments: REQUIRED, evaluation });
    const reason = evaluation === null ? "evidence_missing" : "gate_failed";
    expect(decision).toMatchObject({
      decision: "append",
      version: { evaluation },
      moved,
      stayed: moved.length > 0 ? [] : [{ reason }, { reason }],
    });
  });

  it("that is missing stops nothing where only promotions need it", () => {
    const decision = publishContent(testLedger(), "one", { environments: HELD });
    expect(decision).toMatchObject({
      moved: ["staging"],
      stayed: [{ environment: "production", reason: "on_merge_hold" }],
    });
  });
});

describe("evidence at a promotion", () => {
  it.each([
    ["evidence_missing", null],
    ["evidence_failed", FAIL],
    ["evidence_failed", BLOCKING],
  ])("is refused where it is required: %s", (code, evaluation) => {
    const ledger = testLedger();
    const { version } = published(ledger, evaluation);
    const refused = promoteTo(ledger, "production", { version, evidence: "required" });
    expect(refused).toMatchObject({
      decision: "refuse",
      code,
      details: { version, environment: "production" },
    });
  });

  it.each([PASS, OPEN])("goes where it is required and sufficient", (evaluation) => {
    const ledger = testLedger();
    const { version } = published(ledger, evaluation);
    expect(promoteTo(ledger, "production", { version, evidence: "required" })).toMatchObject({ to: version });
  });

  it("overrides a failed gate where it is not required", () => {
    const ledger = testLedger();
    const { version } = published(ledger, FAIL);
    expect(promoteTo(ledger, "production", { version })).toMatchObject({ decision: "append", to: version });
  });

  function published(ledger: ReturnType<typeof testLedger>, evaluation: typeof PASS | null) {
    const decision = accepted(publishContent(ledger, "one", { environments: HELD, evaluation }));
    return { version: decision.version.version };
  }
});
