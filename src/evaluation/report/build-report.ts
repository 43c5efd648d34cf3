import type { RecordedTrial } from "../../domain/ledger/version-evaluation.ts";
import type { Position } from "../../domain/problem.ts";
import type { BreakingVariableChange } from "../../domain/prompt/variable-changes.ts";
import type { ArmPrompt } from "../arms.ts";
import type { Purpose } from "../calls/calls.ts";
import type { RunEstimate } from "../calls/estimate.ts";
import { addCall, type CallTotals } from "../calls/totals.ts";
import { tallyOf } from "../confirmation.ts";
import type { EvaluatedCase, EvaluatedPrompt } from "../evaluated-prompt.ts";
import { overallVerdict } from "../gate/gate.ts";
import { MEASURES } from "../gate/samples.ts";
import type { LoosenedRule } from "../gate/strictness.ts";
import { type ArmCase, armMetrics } from "../metrics.ts";
import type { Outcome } from "../outcome.ts";
import type { PreparedPrompt } from "../prepared-prompt.ts";
import type { GivenResults } from "../promptfoo/given-results.ts";
import type { Baseline } from "../recorded-base.ts";
import {
  type BudgetReport,
  type EstimateReport,
  type EvaluationReport,
  evaluationReportSchema,
} from "./report.ts";

interface ReportInput {
  readonly prompts: readonly EvaluatedPrompt[];
  /** Both RFC 3339. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly commits: { readonly base: string | null; readonly head: string | null };
  readonly totals: Readonly<Record<Purpose, CallTotals>>;
  readonly estimate: EstimateReport;
  readonly budget: BudgetReport;
}

/** The one report object of a run. */
export function buildReport(input: ReportInput): EvaluationReport {
  const { budget, commits, endedAt, estimate, prompts, startedAt, totals } = input;
  const all = sumOf(totals);
  return evaluationReportSchema.parse({
    schema: 1,
    verdict: overallVerdict(prompts.map(({ gate }) => gate.verdict)),
    blocks: prompts.some(({ gate }) => gate.blocks),
    prompts: prompts.map(promptReport),
    run: {
      started_at: startedAt,
      duration_ms: Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)),
      calls: all.calls,
      input_tokens: all.inputTokens,
      output_tokens: all.outputTokens,
      cost_usd: all.costUsd,
      models: [...new Set([...modelsOf(prompts), ...all.models])].toSorted(),
      spent: callsReport(totals),
      estimate,
      budget,
      cached_answers: all.cached,
      base_commit: commits.base,
      head_commit: commits.head,
    },
  });
}

/** An estimate in the report's words. */
export function estimateReport(estimate: RunEstimate): EstimateReport {
  return { ...callsReport(estimate), cost_usd: sumOf(estimate).costUsd };
}

function callsReport({ base, head, judge }: Readonly<Record<Purpose, CallTotals>>) {
  return { base: totalsReport(base), head: totalsReport(head), judges: totalsReport(judge) };
}

function totalsReport({ calls, costUsd, inputTokens, outputTokens }: CallTotals) {
  return { calls, input_tokens: inputTokens, output_tokens: outputTokens, cost_usd: costUsd };
}

function sumOf({ base, head, judge }: Readonly<Record<Purpose, CallTotals>>): CallTotals {
  return addCall(addCall(base, head), judge);
}

function modelsOf(prompts: readonly EvaluatedPrompt[]): readonly string[] {
  const run = prompts
    .filter(({ cases, prepared }) => cases.length > 0 && prepared.given === undefined)
    .map(({ prepared }) => prepared.prompt);
  const names = run.flatMap(({ base, head }) => [base, head].flatMap((arm) => arm?.effective.model ?? []));
  return [...new Set(names)].toSorted();
}

function promptReport(evaluated: EvaluatedPrompt) {
  const { prepared, cases, gate, rules } = evaluated;
  const { prompt, suite, problems } = prepared;
  const { path } = prompt;
  const baseCases = cases.flatMap(({ base, trials }) =>
    base === null || trials.base === null ? [] : [{ outcome: base, trials: trials.base }],
  );
  return {
    id: prompt.id,
    path,
    verdict: gate.verdict,
    blocks: gate.blocks,
    reasons: gate.reasons,
    suite_digest: suite.digest,
    ...(prompt.onlyCases !== undefined && { part_of_suite: { cases: suite.cases.length } }),
    base: prompt.base === null ? null : armReport(prompt.base, baseCases),
    head: armReport(
      prompt.head,
      cases.map(({ head, trials }) => ({ outcome: head, trials: trials.head })),
    ),
    cases: cases.map((one) => caseReport(one, path)),
    evaluators: prepared.evaluators.map(({ name, counts, isNew, position }) => {
      return { name, counts, is_new: isNew, position: { path, line: position.line } };
    }),
    ...positionsReport(prompt),
    ...(prepared.given === undefined
      ? { baseline: baselineReport(evaluated.baseline) }
      : { results: resultsReport(prepared.given) }),
    removed_or_loosened: suite.changes.map(({ code, name, message, position }) => {
      return { code, name, message, position: { path, line: position.line } };
    }),
    statistics: statisticsReport(evaluated),
    loosened_rules: rules.loosened.map((one) => ({ ...one, ...rulePosition(prompt, one) })),
    breaking_variables: rules.breaking.map((one) => ({ ...one, ...variablePosition(prompt, one) })),
    // A part of a suite is no evidence for the prompt, nor is what others say that they measured.
    ...(prompt.onlyCases === undefined &&
      prepared.given === undefined && { first_pass: firstPassReport(evaluated) }),
    problems: [...prompt.notices, ...problems, ...rules.problems],
  };
}

function outcomesOf({ trials, fresh }: EvaluatedCase): readonly Outcome[] {
  return [...(trials.base ?? []), ...trials.head, ...fresh];
}

function firstPassReport({ cases, prepared, rules: { digest, rules } }: EvaluatedPrompt) {
  const judges = cases.flatMap((one) => outcomesOf(one).flatMap((outcome) => outcome.judges ?? []));
  return {
    trials: rules.trials,
    judges: [...new Set(judges)].toSorted(),
    rules_digest: digest,
    providers: prepared.providers,
    cases: cases.map(({ suiteCase, trials }) => ({
      id: suiteCase.id,
      trials: trials.head.map(recordedTrial),
    })),
  };
}

function recordedTrial(outcome: Outcome): RecordedTrial {
  if (outcome.kind === "error") return { result: "error", code: outcome.code };
  return {
    result: outcome.pass ? "pass" : "fail",
    score: MEASURES.score(outcome),
    input_tokens: outcome.usage?.inputTokens ?? null,
    output_tokens: outcome.usage?.outputTokens ?? null,
    cost_usd: outcome.costUsd ?? null,
  };
}

function statisticsReport({ statistics, budgets, comparisons }: EvaluatedPrompt) {
  return {
    level: statistics.level,
    rules: statistics.rules,
    budgets,
    comparisons: comparisons.map(({ smallestVisible, fewestFlips, ...comparison }) => {
      return { ...comparison, smallest_visible: smallestVisible, fewest_flips: fewestFlips };
    }),
  };
}

function armReport(arm: ArmPrompt, cases: readonly ArmCase[]) {
  const { kind, label, digest, effective, live } = arm;
  return { kind, label, digest, effective, metrics: armMetrics(cases), ...(live !== undefined && { live }) };
}

function baselineReport(baseline: Baseline) {
  if (baseline.kind === "asked") return baseline;
  const { ageDays, kind, recordedAt, version } = baseline;
  return { kind, version, recorded_at: recordedAt, age_days: ageDays };
}

function resultsReport(given: GivenResults) {
  const { base, head } = given.kind === "read" ? given : { base: null, head: null };
  return { from: "promptfoo", path: given.path, base, head };
}

function positionsReport({ headSuite: { positions }, path }: PreparedPrompt["prompt"]) {
  if (positions === undefined) return {};
  const place = ({ line }: Position) => ({ path, line });
  return { positions: { model: place(positions.model), messages: positions.messages.map(place) } };
}

/** Where the head's file says a rule; where it drops the rule, its gates. */
function rulePosition({ headSuite: { gates }, path }: PreparedPrompt["prompt"], { rule }: LoosenedRule) {
  if (gates === undefined) return {};
  const own = Object.entries(gates.keys).find(([name]) => name === rule)?.[1];
  return { position: { path, line: (own ?? gates.position).line } };
}

function variablePosition(
  { headSuite: { declarations = [] }, path }: PreparedPrompt["prompt"],
  { to, variable }: BreakingVariableChange,
) {
  const declared = declarations.find(({ name }) => name === (to ?? variable));
  return declared === undefined ? {} : { position: { path, line: declared.position.line } };
}

function caseReport(one: EvaluatedCase, path: string) {
  const { suiteCase, status, base, head, trials, confirmation } = one;
  return {
    id: suiteCase.id,
    name: suiteCase.name,
    status,
    is_new: suiteCase.isNew,
    position: { path, line: suiteCase.position.line },
    base: base === null ? null : outcomeReport(one.shownBase ?? base),
    head: outcomeReport(head),
    ...(trials.head.length > 1 && {
      trials: { base: trials.base && tallyOf(trials.base), head: tallyOf(trials.head) },
    }),
    confirmation:
      confirmation === null
        ? null
        : { outcome: confirmation.outcome, base: confirmation.base, head: confirmation.head },
  };
}

function outcomeReport(outcome: Outcome) {
  if (outcome.kind === "error") {
    return { result: "error", error: { code: outcome.code, message: outcome.message } };
  }
  const isRecorded = outcome.origin?.kind === "record";
  return {
    result: outcome.pass ? "pass" : "fail",
    output: outcome.output,
    output_truncated: outcome.outputTruncated,
    tool_calls: outcome.toolCalls,
    finish_reason: outcome.finishReason,
    evaluators: isRecorded ? [] : outcome.evaluations,
    ...(outcome.evaluatorErrors !== undefined && { evaluator_errors: outcome.evaluatorErrors }),
    latency_ms: isRecorded ? null : Math.round(outcome.latencyMs),
    input_tokens: outcome.usage?.inputTokens ?? null,
    output_tokens: outcome.usage?.outputTokens ?? null,
    cost_usd: outcome.costUsd ?? null,
    ...(outcome.origin !== undefined && { origin: outcome.origin }),
  };
}
