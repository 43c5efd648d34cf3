import { hasErrors } from "../domain/problem.ts";
import { MAX_PROMPTFOO_BYTES } from "../evaluation/promptfoo/read.ts";
import type { EvaluationReport } from "../evaluation/report/report.ts";
import type { Controls } from "../releases/controls.ts";
import type { EvaluationPlan } from "../releases/evaluation/evaluation-plan.ts";
import { withGivenResults } from "../releases/evaluation/given-results.ts";
import { OutsideError } from "../releases/ports.ts";
import { evaluationAnnotations } from "../reports/annotations/annotations.ts";
import { evaluationComment } from "../reports/evaluation/comment.ts";
import type { OutcomeWord } from "../reports/evaluation/commit-status.ts";
import type { EvaluationDocument } from "../reports/evaluation/document.ts";
import { evaluationSummary } from "../reports/evaluation/summary.ts";
import type { Withheld } from "../reports/evaluation/unevaluated.ts";
import { workspaceFiles } from "../sources/regular-file.ts";
import type { RunContext, Trigger } from "./context.ts";
import { evaluatePlanned } from "./evaluate-planned.ts";
import { treatedAs, writeEvaluationComment } from "./evaluation-comment.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";
import { withheldFrom } from "./withheld.ts";
import { writeReport } from "./write-report.ts";

export interface EvaluateRun {
  readonly context: RunContext;
  readonly trigger: Extract<Trigger, { kind: "evaluate" }>;
  readonly repository: ActionRepository;
  readonly output: RunOutput;
  /** A variable that the default branch's config names as a provider's key. */
  readonly secretOf: (name: string) => string | undefined;
  readonly startedBy: EvaluationDocument["startedBy"];
  /** Where answers of earlier runs are; empty: nowhere. */
  readonly cacheDir: string;
}

/** What came of a run: whether its job fails, and why in one word. */
export interface EvaluationOutcome {
  readonly outcome: OutcomeWord;
  readonly blocks: boolean;
}

/** What is to be evaluated, as far as it could be read. */
export interface Planned {
  readonly plan: EvaluationPlan;
  /** Why the run could not be finished; null where it was. */
  readonly failure: string | null;
}

interface Evaluated extends Planned {
  readonly report: EvaluationReport | null;
  /** Why no model was asked; null where one might be. */
  readonly withheld: Withheld | null;
}

/**
 * Puts to the models what a pull request proposes, and tells of the one report in comment, annotations, summary and outputs.
 * The comment is there when the run fails, too.
 */
export async function evaluateProposal(
  run: EvaluateRun,
  controls: Controls,
  planned: Planned,
): Promise<EvaluationOutcome> {
  const evaluated = await evaluateOrExplain(run, controls, planned);
  const { plan, withheld } = evaluated;
  const { pullRequest: pull } = run.trigger;
  if (withheld === null || pull === null) return tell(run, controls, evaluated);
  const { tellUnevaluated } = await import("./unevaluated.ts");
  await tellUnevaluated(run, { controls, plan, pull, withheld });
  return { outcome: "unfinished", blocks: true };
}

const UNUSABLE_CONFIG = "the config file on the default branch has errors";

async function evaluateOrExplain(
  run: EvaluateRun,
  controls: Controls,
  { failure, plan }: Planned,
): Promise<Evaluated> {
  const unasked: Evaluated = { plan, failure, report: null, withheld: null };
  if (failure !== null || plan.prompts.length === 0) return unasked;
  // Without a config that can be read it is not known which provider may see these prompts.
  if (hasErrors(controls.problems)) return { ...unasked, failure: UNUSABLE_CONFIG };
  try {
    const { headSha, pullRequest: pull } = run.trigger;
    const withheld = await withheldFrom({ ...run, headSha, pull }, controls);
    if (withheld !== null) return { ...unasked, withheld };
    return { ...unasked, report: await evaluate(run, controls, plan) };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { ...unasked, failure: error.message };
  }
}

async function evaluate(
  run: EvaluateRun,
  controls: Controls,
  plan: EvaluationPlan,
): Promise<EvaluationReport> {
  const { cacheDir, context, output, repository, secretOf, trigger } = run;
  const commits = { base: trigger.baseSha, head: trigger.headSha };
  const { surroundings } = repository;
  const read = workspaceFiles(context.workspace, MAX_PROMPTFOO_BYTES);
  const prompts = await withGivenResults(plan.prompts, { controls, read });
  return evaluatePlanned(prompts, { cacheDir, commits, controls, output, secretOf, surroundings });
}

async function tell(run: EvaluateRun, controls: Controls, evaluated: Evaluated): Promise<EvaluationOutcome> {
  const { context, output, repository, trigger } = run;
  const { failure, plan, report } = evaluated;
  const document: EvaluationDocument = {
    report,
    problems: [...plan.problems, ...plan.notices, ...controls.problems],
    failure,
    headCommit: trigger.headSha,
    startedBy: run.startedBy,
    repositoryUrl: repository.url,
    releaseBranch: controls.config.file.release_branch,
    runUrl: context.runUrl,
  };
  if (report !== null) await writeReport(context, output, report);
  output.annotate(evaluationAnnotations(document));
  await output.summary(evaluationSummary(document));
  const pull = trigger.pullRequest;
  const text = evaluationComment(document);
  const body = report === null ? text : treatedAs("evaluated", trigger.headSha, text);
  const isCommented = pull !== null && (await writeEvaluationComment({ ...run, issue: pull.number }, body));
  const verdict = hasErrors(plan.problems) ? "fail" : (report?.verdict ?? "");
  output.set("verdict", failure === null ? verdict : "");
  if (failure !== null) output.fail(`The evaluation could not be finished: ${failure}`);
  else if (verdict === "fail")
    output.fail(
      `The gate failed: ${isCommented ? "the comment on the pull request" : "the job's summary"} says why.`,
    );
  else if (report?.blocks === true)
    output.fail("The gate is inconclusive, and its rules let that block (gates.block_inconclusive).");
  return outcomeOf(evaluated);
}

function outcomeOf({ failure, plan, report }: Evaluated): EvaluationOutcome {
  if (failure !== null) return { outcome: "unfinished", blocks: true };
  if (hasErrors(plan.problems)) return { outcome: "broken", blocks: true };
  if (report === null) return { outcome: "unchanged", blocks: false };
  return { outcome: report.verdict, blocks: report.verdict === "fail" || report.blocks === true };
}
