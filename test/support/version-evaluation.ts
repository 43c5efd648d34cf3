import type { VersionEvaluation } from "../../src/domain/ledger/version-evaluation.ts";
import type { GatherEvidence } from "../../src/releases/evaluation/evidence.ts";

/** The evidence of a passing evaluation, with what a test wants otherwise. */
export function versionEvaluationOf(parts: Partial<VersionEvaluation> = {}): VersionEvaluation {
  const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
  const metrics = {
    ...{ cases: 1, passed: 1, errors: 0, pass_rate: 1, latency_p50_ms: 20, latency_p95_ms: 30 },
    ...{ input_tokens: 12, output_tokens: 3, cost_usd: null },
  };
  const trial = { result: "pass", score: 1, input_tokens: 12, output_tokens: 3, cost_usd: null } as const;
  return {
    verdict: "pass",
    blocks: false,
    reasons: [{ code: "no_regression", message: "No case fails that passed before." }],
    suite_digest: digest("a"),
    rules_digest: digest("b"),
    model: "openai/gpt-4.1",
    judges: [],
    providers: { "openai/gpt-4.1": digest("f") },
    trials: 1,
    base: { kind: "version", label: "2026-03-12.1", digest: digest("c"), metrics },
    head: { digest: digest("d"), metrics },
    cases: [{ id: "refund", status: "passing", trials: [trial] }],
    cases_left_out: 0,
    recorded_at: "2026-03-12T09:00:00Z",
    obtained: { how: "made", run_url: "https://github.com/acme/prompts/actions/runs/1" },
    report_digest: digest("e"),
    ...parts,
  };
}

/** Finds for every prompt that the gate held it back. */
export const failedGate: GatherEvidence = async ({ toPublish }) => {
  const evaluation = versionEvaluationOf({ verdict: "fail", blocks: true });
  return { evaluations: new Map(toPublish.map(({ prompt }) => [prompt.id, evaluation])), tookLong: false };
};

/** Finds for every prompt that it passed. */
export const passedGate: GatherEvidence = async ({ toPublish }) => {
  const evaluations = new Map(toPublish.map(({ prompt }) => [prompt.id, versionEvaluationOf()]));
  return { evaluations, tookLong: false };
};
