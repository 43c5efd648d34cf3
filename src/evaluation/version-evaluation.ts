import {
  MOST_RECORDED_TRIALS,
  type Obtained,
  type VersionEvaluation,
} from "../domain/ledger/version-evaluation.ts";
import type { ArmMetrics, EvaluationReport, PromptReport } from "./report/report.ts";

/** Where a report is from, and which one it is. */
export interface ReportOrigin {
  readonly obtained: Obtained;
  /** `sha256:` of the JSON report's bytes. */
  readonly reportDigest: string;
}

const MOST_REASONS = 50;
const MOST_CHARACTERS = 500;

/**
 * What a version keeps of a prompt's report; null where the report does not say what the first pass gave, as those of
 * older releases don't.
 */
export function versionEvaluation(
  prompt: PromptReport,
  { run }: Pick<EvaluationReport, "run">,
  { obtained, reportDigest }: ReportOrigin,
): VersionEvaluation | null {
  const { base, first_pass: firstPass, head, reasons, verdict } = prompt;
  if (firstPass === undefined) return null;
  return {
    verdict,
    blocks: prompt.blocks ?? verdict === "fail",
    reasons: reasons.slice(0, MOST_REASONS).map(({ code, message }) => ({ code, message: cut(message) })),
    suite_digest: prompt.suite_digest,
    rules_digest: firstPass.rules_digest,
    model: head.effective.model,
    judges: firstPass.judges,
    providers: firstPass.providers,
    trials: firstPass.trials,
    base:
      base === null
        ? null
        : { kind: base.kind, label: base.label, digest: base.digest, metrics: metricsOf(base.metrics) },
    head: { digest: head.digest, metrics: metricsOf(head.metrics) },
    ...casesOf(prompt.cases, firstPass.cases),
    recorded_at: `${new Date(run.started_at).toISOString().slice(0, 19)}Z`,
    obtained,
    report_digest: reportDigest,
  };
}

/** Whole cases, as many as a version has room for. */
function casesOf(
  cases: PromptReport["cases"],
  firstPass: NonNullable<PromptReport["first_pass"]>["cases"],
): Pick<VersionEvaluation, "cases" | "cases_left_out"> {
  const statuses = new Map(cases.map(({ id, status }) => [id, status]));
  let trials = 0;
  const kept = firstPass.filter((one) => {
    trials += one.trials.length;
    return trials <= MOST_RECORDED_TRIALS;
  });
  return {
    cases: kept.map((one) => ({ id: one.id, status: statuses.get(one.id) ?? "unknown", trials: one.trials })),
    cases_left_out: firstPass.length - kept.length,
  };
}

/** Only what the ledger's shape has: reports may come to say more. */
function metricsOf(metrics: ArmMetrics): VersionEvaluation["head"]["metrics"] {
  const { cases, errors, pass_rate, passed, latency_p50_ms, latency_p95_ms } = metrics;
  const { cost_usd, input_tokens, output_tokens } = metrics;
  return {
    ...{ cases, passed, errors, pass_rate, latency_p50_ms, latency_p95_ms },
    ...{ input_tokens, output_tokens, cost_usd },
  };
}

function cut(message: string): string {
  return message.length > MOST_CHARACTERS
    ? `${message.slice(0, MOST_CHARACTERS - 1).toWellFormed()}…`
    : message;
}
