import { type PullNow, unfitness } from "../commands/evaluating.ts";
import { decidePermission } from "../domain/policy/permission.ts";
import { branchTip, pullNow } from "../github/pulls.ts";
import { setStatus } from "../github/statuses.ts";
import { ACTIONS_BOT } from "../github/who-am-i.ts";
import { teamsNamedBy } from "../releases/controls.ts";
import { OutsideError } from "../releases/ports.ts";
import { evaluateRefusedText } from "../reports/evaluate-answer.ts";
import {
  outcomeStatus,
  outdatedStatus,
  runningStatus,
  type StatusToSet,
} from "../reports/evaluation/commit-status.ts";
import type { RunContext, Trigger } from "./context.ts";
import { type EvaluationOutcome, runEvaluation } from "./evaluate.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

interface EvaluateCommitRun {
  readonly context: RunContext;
  readonly trigger: Extract<Trigger, { kind: "evaluate_commit" }>;
  readonly repository: ActionRepository;
  readonly output: RunOutput;
  readonly secretOf: (name: string) => string | undefined;
  readonly cacheDir: string;
}

/**
 * Evaluates one commit of a pull request as an event of that pull request would, on somebody's word, and says what came of
 * it in a status of exactly that commit. It must be the head still: what was pushed since, nobody has looked at.
 */
export async function runEvaluateCommit(run: EvaluateCommitRun): Promise<void> {
  const { output, repository, trigger } = run;
  const refusal = await refusalOf(run);
  if (refusal !== null) return output.fail(refusal);
  output.log(
    `Evaluating ${trigger.sha} of #${trigger.pullNumber}, asked for by ${trigger.askedBy || "nobody named"}.`,
  );
  const pull = await pullNow(repository, trigger.pullNumber);
  if (pull === null) return output.fail(`There is no pull request #${trigger.pullNumber}.`);
  const unfit = unfitness(pull, trigger.sha);
  if (unfit !== null) {
    await tellStatus(run, outdatedStatus(pull, run.context.runUrl));
    return output.fail("number" in unfit ? evaluateRefusedText(unfit) : unfit.code);
  }
  await tellStatus(run, runningStatus(pull, run.context.runUrl));
  const outcome = await evaluated(run, pull);
  await tellStatus(run, outcomeStatus(pull, { ...outcome, runUrl: run.context.runUrl }));
}

/**
 * Whoever may write can start a workflow, which the config may find too little. An app's account has no role: it looked
 * at the asker's itself. The token of other workflows is nobody's word.
 */
async function refusalOf({ context, repository }: EvaluateCommitRun): Promise<string | null> {
  const { login } = context.actor;
  if (login.endsWith("[bot]") && login !== ACTIONS_BOT.login) return null;
  const { config } = await repository.controls();
  const asker = await repository.members.asker(login, teamsNamedBy(config, "evaluate"));
  const decided = decidePermission(config.permissions.evaluate, asker, null);
  return decided.permitted
    ? null
    : `${login} may not let pull requests be evaluated: that needs ${decided.needs}.`;
}

async function evaluated(
  run: EvaluateCommitRun,
  { baseBranch, number }: PullNow,
): Promise<EvaluationOutcome> {
  const { output, repository, trigger } = run;
  try {
    const baseSha = await branchTip(repository, baseBranch);
    // Nobody is left to be permitted: who asked for this was.
    const pullRequest = { number, isFork: true, people: [], workflow: "default_branch" } as const;
    const proposed = { kind: "evaluate", pullRequest, baseSha, headSha: trigger.sha, baseBranch } as const;
    return await runEvaluation({ ...run, trigger: proposed });
  } catch (error) {
    output.fail(
      `The evaluation could not be finished: ${error instanceof Error ? error.message : String(error)}`,
    );
    return { outcome: "unfinished", blocks: true };
  }
}

/** The status is how others learn of it: where it cannot be set, the job says so and fails. */
async function tellStatus(
  { output, repository, trigger }: EvaluateCommitRun,
  status: StatusToSet,
): Promise<void> {
  const { client, owner, repo } = repository;
  try {
    const author = await repository.self();
    await setStatus({ client, owner, repo, sha: trigger.sha, author }, status);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    output.fail(`The commit's status could not be set (the job needs “statuses: write”): ${error.message}`);
  }
}
