import { evaluatePrompts } from "../../evaluation/evaluate.ts";
import type { EstimateReport, EvaluationReport } from "../../evaluation/report/report.ts";
import { wilsonInterval } from "../../evaluation/statistics/wilson.ts";
import { estimateText } from "../../reports/evaluation/estimate-text.ts";
import { costText, percentText } from "../../reports/text/numbers.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import type { CliEnvironment } from "../environment.ts";
import { badInput, done, tryAgain, type VerbResult } from "../result.ts";
import { openResult } from "./result.ts";
import { evaluationInput, progressText } from "./run.ts";
import type { EvaluationScene } from "./scene.ts";

interface Repetition {
  readonly runs: number;
  readonly trials: number | undefined;
  readonly signal: AbortSignal;
}

/** A run that was broken off says nothing of the gate. */
const BROKEN_OFF: ReadonlySet<string> = new Set([
  "model_unavailable",
  "model_not_configured",
  "model_not_allowed",
  "model_not_usable",
  "head_unanswered",
  "price_unknown",
  "time_limit",
  "budget_exhausted",
  "cancelled",
  "evaluator_failed",
  "unconfirmed_regression",
]);

/**
 * Runs the base against itself, so often, each time with fresh draws, under the one cap of a run: whatever fails, fails for
 * nothing.
 */
export async function evaluateAgainstItself(
  environment: CliEnvironment,
  scene: EvaluationScene,
  { runs, signal, trials }: Repetition,
): Promise<VerbResult> {
  if (scene.plan.prompts.length === 0) {
    const message = "There is no prompt to run against itself.";
    return badInput({ code: "nothing_to_run", message });
  }
  const reports = await repeated(environment, scene, { runs, signal, trials });
  return resultOf(reports, runs);
}

const MINUTE_MS = 60_000;

async function repeated(
  environment: CliEnvironment,
  scene: EvaluationScene,
  { runs, signal, trials }: Repetition,
): Promise<readonly EvaluationReport[]> {
  const { budget } = scene.read.controls.config.file;
  const input = await evaluationInput(environment, scene, { answers: null, trials, signal });
  const startedMs = environment.nowMs();
  const reports: EvaluationReport[] = [];
  let leftUsd = budget.usd;
  while (reports.length < runs) {
    const passedMs = environment.nowMs() - startedMs;
    const minutes = budget.minutes - passedMs / MINUTE_MS;
    if (minutes <= 0) break;
    const number = reports.length + 1;
    const report = await evaluatePrompts({
      ...input,
      limits: { ...input.limits, minutes, usd: leftUsd },
      ...(number === 1 && {
        onEstimate: (one: EstimateReport) => {
          environment.progress(`${runs} runs. ${estimateText(timesOf(one, runs), budget)}`);
        },
      }),
      onProgress: (progress) =>
        environment.live(
          `run ${number} of ${runs}, ${progressText(progress, environment.nowMs() - startedMs)}`,
        ),
    });
    reports.push(report);
    leftUsd = Math.max(0, leftUsd - (report.run.budget?.spent_usd ?? 0));
    if (isBrokenOff(report)) break;
  }
  environment.live(null);
  return reports;
}

function timesOf({ base, cost_usd, head, judges }: EstimateReport, runs: number): EstimateReport {
  const times = (one: EstimateReport["base"]) => ({
    calls: one.calls * runs,
    input_tokens: one.input_tokens * runs,
    output_tokens: one.output_tokens * runs,
    cost_usd: one.cost_usd === null ? null : one.cost_usd * runs,
  });
  return {
    base: times(base),
    head: times(head),
    judges: times(judges),
    cost_usd: cost_usd === null ? null : cost_usd * runs,
  };
}

function codesOf({ prompts }: EvaluationReport): readonly string[] {
  return prompts.flatMap(({ reasons }) => reasons.map(({ code }) => code));
}

function isBrokenOff(report: EvaluationReport): boolean {
  return codesOf(report).some((code) => BROKEN_OFF.has(code));
}

const CONFIDENCE = 0.95;

function resultOf(reports: readonly EvaluationReport[], wanted: number): VerbResult {
  const whole = reports.filter((report) => !isBrokenOff(report));
  const failed = whole.filter(({ verdict }) => verdict === "fail");
  const interval = wilsonInterval({ passed: failed.length, cases: whole.length, confidence: CONFIDENCE });
  const costs = reports.map(({ run }) => run.cost_usd);
  const costUsd = costs.reduce<number | null>(
    (sum, one) => (sum === null || one === null ? null : sum + one),
    0,
  );
  const json = {
    runs: { wanted, finished: whole.length },
    failed: failed.length,
    inconclusive: whole.filter(({ verdict }) => verdict === "inconclusive").length,
    rate: whole.length === 0 ? null : failed.length / whole.length,
    interval,
    failing: failed.map((report) => failuresOf(report)),
    calls: reports.reduce((sum, { run }) => sum + run.calls, 0),
    cost_usd: costUsd,
  };
  const output = [
    ...(whole.length === 0 ? [] : [rateLine(failed.length, whole.length, interval)]),
    ...whole.flatMap((report, index) => failureLines(report, index + 1)),
    `${json.calls} model calls, ${costUsd === null ? "cost unknown" : costText(costUsd).inline}`,
  ].join("\n");
  if (whole.length === wanted) return done(json, output);
  return brokenOff(reports, { json, output, whole: whole.length, wanted });
}

function rateLine(
  failed: number,
  runs: number,
  { high, low }: { readonly high: number; readonly low: number },
): string {
  const [rate, from, to] = [failed / runs, low, high].map((share) => percentText(share).inline);
  return `The gate failed ${failed} of ${runs} runs of the base against itself, for nothing: ${rate} (95 % interval ${from} to ${to})`;
}

function failuresOf({ prompts }: EvaluationReport) {
  return prompts
    .filter(({ verdict }) => verdict === "fail")
    .map(({ id, reasons }) => ({ prompt: id, reasons }));
}

function failureLines(report: EvaluationReport, run: number): readonly string[] {
  return failuresOf(report).flatMap(({ prompt, reasons }) =>
    reasons.map(({ code, message }) => `  run ${run}, ${prompt}: ${code}: ${visibleLine(message)}`),
  );
}

interface Unfinished {
  readonly json: VerbResult["json"];
  readonly output: string;
  readonly whole: number;
  readonly wanted: number;
}

/** The time was up, the budget used up, or the models did not answer. */
function brokenOff(
  reports: readonly EvaluationReport[],
  { json, output, whole, wanted }: Unfinished,
): VerbResult {
  const codes = reports.flatMap(codesOf).filter((code) => BROKEN_OFF.has(code));
  const mendable = openResult(codes, output);
  if (mendable?.exitCode === 2) return { ...mendable, json: { ...mendable.json, ...json } };
  const code = codes[0] ?? "time_limit";
  const message = `Only ${whole} of ${wanted} runs were finished (${code}): the cap of a run is for all of them together.`;
  return tryAgain({ code, message, json, output });
}
