import { type EvaluationRequest, type PullNow, unfitness } from "../commands/evaluating.ts";
import { decidePermission } from "../domain/policy/permission.ts";
import { branchTip, pullNow } from "../github/pulls.ts";
import { setStatus } from "../github/statuses.ts";
import { ACTIONS_BOT } from "../github/who-am-i.ts";
import { teamsNamedBy } from "../releases/controls.ts";
import { OutsideError } from "../releases/ports.ts";
import { evaluateRefusedText } from "../reports/answers/evaluate-answer.ts";
import {
  outcomeStatus,
  outdatedStatus,
  runningStatus,
  type StatusToSet,
} from "../reports/evaluation/commit-status.ts";
import type { RunContext, Trigger } from "./context.ts";
import { runEvaluation } from "./evaluate.ts";
import type { EvaluationOutcome } from "./evaluate-proposal.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

interface Means {
  readonly context: RunContext;
  readonly repository: ActionRepository;
  readonly output: RunOutput;
  readonly secretOf: (name: string) => string | undefined;
  readonly cacheDir: string;
}

/**
 * A run that somebody started for one commit of a pull request: by hand, or the app for an `/evaluate`. Everything is looked
 * at again, and the commit must be the head still: what was pushed since, nobody has looked at.
 */
export async function runEvaluateCommit(
  run: Means & { readonly trigger: Extract<Trigger, { kind: "evaluate_commit" }> },
): Promise<void> {
  const { context, output, repository, trigger } = run;
  const { askedBy, pullNumber, sha } = trigger;
  const refusal = await refusalOf(run);
  if (refusal !== null) return output.fail(refusal);
  output.log(`Asked for by ${askedBy === "" ? context.actor.login : askedBy}: ${sha} of #${pullNumber}.`);
  const pull = await pullNow(repository, pullNumber);
  const unfit = unfitness(pull, sha);
  if (unfit !== null) output.fail(evaluateRefusedText(unfit, pullNumber));
  if (pull === null) return;
  if (unfit === null) await evaluateCommit(run, { pull, sha });
  else await tellStatus(run, sha, outdatedStatus(pull, context.runUrl));
}

/**
 * Evaluates one commit of a pull request as an event of that pull request would, on the word of somebody who may, and says
 * what came of it in a status of exactly that commit.
 */
async function evaluateCommit(
  means: Means,
  { pull, sha }: Pick<EvaluationRequest, "pull" | "sha">,
): Promise<void> {
  const { runUrl } = means.context;
  await tellStatus(means, sha, runningStatus(pull, runUrl));
  const outcome = await evaluated(means, pull, sha);
  await tellStatus(means, sha, outcomeStatus(pull, { ...outcome, runUrl }));
}

/**
 * Whoever may write can start a workflow, which the config may find too little. An app's account has no role: it looked
 * at the asker's itself. The token of other workflows is nobody's word.
 */
async function refusalOf({ context, repository }: Means): Promise<string | null> {
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
  means: Means,
  { baseBranch, number }: PullNow,
  headSha: string,
): Promise<EvaluationOutcome> {
  try {
    const baseSha = await branchTip(means.repository, baseBranch);
    // Nobody is left to be permitted: who asked for this was.
    const pullRequest = {
      number,
      isFork: true,
      people: [],
      brings: "commit",
      workflow: "default_branch",
    } as const;
    const trigger = { kind: "evaluate", pullRequest, baseSha, headSha, baseBranch } as const;
    return await runEvaluation({ ...means, trigger, startedBy: "command" });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    means.output.fail(`The evaluation could not be finished: ${why}`);
    return { outcome: "unfinished", blocks: true };
  }
}

/** The status is how others learn of it: where it cannot be set, the job says so and fails. */
async function tellStatus({ output, repository }: Means, sha: string, status: StatusToSet): Promise<void> {
  const { client, owner, repo } = repository;
  try {
    const author = await repository.self();
    await setStatus({ client, owner, repo, sha, author }, status);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    output.fail(`The commit's status could not be set (the job needs “statuses: write”): ${error.message}`);
  }
}
