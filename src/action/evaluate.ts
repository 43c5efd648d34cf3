import type { Controls } from "../releases/controls.ts";
import { type EvaluationPlan, planEvaluation } from "../releases/evaluation/evaluation-plan.ts";
import { OutsideError } from "../releases/ports.ts";
import type { EvaluateRun, EvaluationOutcome, Planned } from "./evaluate-proposal.ts";

/**
 * Evaluates what a pull request proposes: blobs at two commits → effective prompts → suite → trials → verdict → one
 * report. Most pull requests change no prompt, and load nothing of all that.
 */
export async function runEvaluation(run: EvaluateRun): Promise<EvaluationOutcome> {
  const { repository, trigger } = run;
  // Asked for beside the config, which it does not depend on: that saves every run a trip.
  const base = repository.sources.mergeBase(trigger.baseSha, trigger.headSha);
  base.catch(() => undefined);
  const controls = await repository.controls();
  const planned = await planOrExplain(run, controls, base);
  if (isQuiet(planned)) {
    run.output.log("No prompt changed: there is nothing to evaluate.");
    return { outcome: "unchanged", blocks: false };
  }
  const { evaluateProposal } = await import("./evaluate-proposal.ts");
  return evaluateProposal(run, controls, planned);
}

const NO_PLAN: EvaluationPlan = { prompts: [], problems: [], notices: [] };

async function planOrExplain(
  run: EvaluateRun,
  controls: Controls,
  base: Promise<string | null>,
): Promise<Planned> {
  try {
    return { plan: await makePlan(run, controls, await base), failure: null };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { plan: NO_PLAN, failure: error.message };
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

function isQuiet({ failure, plan: { notices, problems, prompts } }: Planned): boolean {
  return failure === null && prompts.length + problems.length + notices.length === 0;
}
