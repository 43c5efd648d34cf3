import { hasErrors } from "../domain/problem.ts";
import { MAX_PROMPTFOO_BYTES } from "../evaluation/promptfoo/read.ts";
import type { EvaluationReport } from "../evaluation/report/report.ts";
import type { Controls } from "../releases/controls.ts";
import { type EvaluationPlan, planEvaluation } from "../releases/evaluation-plan.ts";
import { withGivenResults } from "../releases/given-results.ts";
import { OutsideError } from "../releases/ports.ts";
import { evaluationAnnotations } from "../reports/annotations.ts";
import { evaluationComment } from "../reports/evaluation/comment.ts";
import type { OutcomeWord } from "../reports/evaluation/commit-status.ts";
import type { EvaluationDocument } from "../reports/evaluation/document.ts";
import { evaluationSummary } from "../reports/evaluation/summary.ts";
import type { Withheld } from "../reports/evaluation/unevaluated.ts";
import { workspaceFiles } from "../sources/regular-file.ts";
import type { RunContext, Trigger } from "./context.ts";
import { evaluatePlanned } from "./evaluate-planned.ts";
import { writeEvaluationComment } from "./evaluation-comment.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";
import { withheldFrom } from "./withheld.ts";
import { writeReport } from "./write-report.ts";

interface EvaluateRun {
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

/**
 * Evaluates what a pull request proposes: blobs at two commits → effective prompts → suite → trials → verdict → one
 * report, from which comment, annotations, summary and outputs are made. The comment is there when the run fails, too.
 */
export async function runEvaluation(run: EvaluateRun): Promise<EvaluationOutcome> {
  const { repository, trigger } = run;
  // Asked for beside the config, which it does not depend on: that saves every run a trip.
  const base = repository.sources.mergeBase(trigger.baseSha, trigger.headSha);
  base.catch(() => undefined);
  const controls = await repository.controls();
  const evaluated = await evaluateOrExplain(run, controls, base);
  if (isQuiet(evaluated)) {
    run.output.log("No prompt changed: there is nothing to evaluate.");
    return { outcome: "unchanged", blocks: false };
  }
  const { plan, withheld } = evaluated;
  const { pullRequest: pull } = trigger;
  if (withheld === null || pull === null) return tell(run, controls, evaluated);
  const { tellUnevaluated } = await import("./unevaluated.ts");
  await tellUnevaluated(run, { controls, plan, pull, withheld });
  return { outcome: "unfinished", blocks: true };
}

interface Evaluated {
  readonly plan: EvaluationPlan;
  readonly report: EvaluationReport | null;
  /** Why the run could not be finished; null where it was. */
  readonly failure: string | null;
  /** Why no model was asked; null where one might be. */
  readonly withheld: Withheld | null;
}

const UNUSABLE_CONFIG = "the config file on the default branch has errors";
const NO_PLAN: EvaluationPlan = { prompts: [], problems: [], notices: [] };

async function evaluateOrExplain(
  run: EvaluateRun,
  controls: Controls,
  base: Promise<string | null>,
): Promise<Evaluated> {
  const unasked: Omit<Evaluated, "plan"> = { report: null, failure: null, withheld: null };
  let plan = NO_PLAN;
  try {
    plan = await makePlan(run, controls, await base);
    if (plan.prompts.length === 0) return { ...unasked, plan };
    // Without a config that can be read it is not known which provider may see these prompts.
    if (hasErrors(controls.problems)) return { ...unasked, plan, failure: UNUSABLE_CONFIG };
    const { headSha, pullRequest: pull } = run.trigger;
    const withheld = await withheldFrom({ ...run, headSha, pull }, controls);
    if (withheld !== null) return { ...unasked, plan, withheld };
    return { ...unasked, plan, report: await evaluate(run, controls, plan) };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { ...unasked, plan, failure: error.message };
  }
}

async function makePlan(
  { repository, trigger }: EvaluateRun,
  controls: Controls,
  base: string | null,
): Promise<EvaluationPlan> {
  const { sources } = repository;
  return planEvaluation(
    {
      base: sources.tree(base ?? trigger.baseSha),
      head: sources.tree(trigger.headSha),
      tip: sources.tree(trigger.baseSha),
      baseBranch: trigger.baseBranch,
    },
    { branch: repository.branch(controls.config.file.release_branch), controls, sources },
  );
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

function isQuiet({ failure, plan, report, withheld }: Evaluated): boolean {
  return (
    failure === null &&
    report === null &&
    withheld === null &&
    plan.problems.length === 0 &&
    plan.notices.length === 0
  );
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
  const isCommented =
    pull !== null &&
    (await writeEvaluationComment({ ...run, issue: pull.number }, evaluationComment(document)));
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
