import { type CommitStatus, ourStatuses } from "../github/statuses.ts";
import { proofOfStatus, provenRun } from "../github/workflow-run.ts";
import type { Controls } from "../releases/controls.ts";
import type { EvaluationPlan } from "../releases/evaluation-plan.ts";
import { OutsideError } from "../releases/ports.ts";
import { STATUS_CONTEXT } from "../reports/evaluate-answer.ts";
import { isAbout, type StatusSubject } from "../reports/evaluation/commit-status.ts";
import {
  type UnevaluatedDocument,
  unevaluatedAnnotations,
  unevaluatedComment,
  unevaluatedSummary,
  unevaluatedText,
  type Withheld,
} from "../reports/evaluation/unevaluated.ts";
import { diffPrompts } from "../reports/word-diff.ts";
import type { ProposedChange, RunContext, Trigger } from "./context.ts";
import { withheldMarker, writeEvaluationComment } from "./evaluation-comment.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";
import { trustedRuns } from "./trusted-runs.ts";

interface UnevaluatedRun {
  readonly context: RunContext;
  readonly trigger: Extract<Trigger, { kind: "evaluate" }>;
  readonly repository: ActionRepository;
  readonly output: RunOutput;
}

interface Unevaluated {
  readonly controls: Controls;
  readonly plan: EvaluationPlan;
  readonly pull: ProposedChange;
  readonly withheld: Withheld;
}

/**
 * What is said of a pull request whose prompts were read and put to no model. The job fails, or a fork would be the way
 * round the gate; unless this very commit was evaluated meanwhile on the word of somebody who may: then it follows that.
 */
export async function tellUnevaluated(run: UnevaluatedRun, found: Unevaluated): Promise<void> {
  const { output, repository, trigger } = run;
  const { pull } = found;
  const subject = { number: pull.number, baseBranch: trigger.baseBranch };
  const known = await evaluatedBefore(run, subject, found.controls.commit);
  if (known !== undefined) return follow(output, known);
  const document = await documentOf(run, found);
  output.annotate(unevaluatedAnnotations(document));
  await output.summary(unevaluatedSummary(document));
  const body = `${withheldMarker(trigger.headSha)}\n${unevaluatedComment(document)}`;
  await writeEvaluationComment({ repository, output, issue: pull.number }, body);
  output.fail(unevaluatedText(document));
}

/** The commit's evaluation says what this job says. */
function follow({ fail, log }: RunOutput, { description, state, url }: CommitStatus): void {
  const said = `This commit was evaluated already: ${description}${url === null ? "" : ` (${url})`}`;
  if (state === "success") log(said);
  else fail(said);
}

/**
 * What an `/evaluate` came to; undefined where there was none, or the token may not look. Any workflow of any branch can set
 * such a status, so only one that leads to a proven run is believed, as with evidence (docs/decisions/0012-evidence.md).
 */
async function evaluatedBefore(
  run: UnevaluatedRun,
  subject: StatusSubject,
  defaultBranchHead: string,
): Promise<CommitStatus | undefined> {
  const { output, repository, trigger } = run;
  const { client, owner, repo } = repository;
  try {
    const commit = { client, owner, repo, sha: trigger.headSha, author: await repository.self() };
    const statuses = (await ourStatuses(commit, STATUS_CONTEXT)).filter((one) => isAbout(subject, one));
    const runs = trustedRuns(run, defaultBranchHead);
    for (const status of statuses.filter(({ state }) => state !== "pending").slice(0, MOST_STATUSES)) {
      const id = runIdOf(status, repository.url);
      if (runs !== null && id !== null && (await provenRun(id, runs, proofOfStatus))) return status;
    }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    output.log(`It is not known whether the commit was evaluated already: ${error.message}`);
  }
  return undefined;
}

/** Proving one costs a request or three; whoever sets more hides only what speaks for the change. */
const MOST_STATUSES = 10;

function runIdOf({ url }: CommitStatus, repositoryUrl: string): number | null {
  const start = `${repositoryUrl}/actions/runs/`;
  if (url === null || !url.startsWith(start)) return null;
  const id = /^[1-9]\d{0,14}$/.exec(url.slice(start.length))?.[0];
  return id === undefined ? null : Number(id);
}

async function documentOf(
  { context, repository, trigger }: UnevaluatedRun,
  { controls, plan, withheld }: Unevaluated,
): Promise<UnevaluatedDocument> {
  const { release_branch: releaseBranch, workflow } = controls.config.file;
  const path = `.github/workflows/${workflow}`;
  const { files } = await repository.sources.readDefaultBranch([path]);
  const text = new TextDecoder().decode(files.get(path) ?? new Uint8Array());
  return {
    why: withheld,
    changes: plan.prompts.map(({ base, head, id, path: file }) => ({
      ...{ id, path: file, isNew: base === null },
      parts: diffPrompts(base?.effective ?? null, head.effective),
    })),
    problems: [...plan.problems, ...plan.notices, ...controls.problems],
    headCommit: trigger.headSha,
    workflow: { name: workflow, isReady: text.includes("workflow_dispatch") },
    repositoryUrl: repository.url,
    releaseBranch,
    runUrl: context.runUrl,
  };
}
