import { hasErrors } from "../domain/problem.ts";
import { REPORT_ARTIFACT } from "../github/proven-reports.ts";
import type { CommitStatus } from "../github/statuses.ts";
import type { Controls } from "../releases/controls.ts";
import type { EvaluationPlan } from "../releases/evaluation/evaluation-plan.ts";
import { diffPrompts } from "../reports/difference/word-diff.ts";
import {
  type UnevaluatedDocument,
  type UnprovenStatus,
  unevaluatedAnnotations,
  unevaluatedComment,
  unevaluatedSummary,
  unevaluatedText,
  type Withheld,
} from "../reports/evaluation/unevaluated.ts";
import type { ProposedChange, RunContext, Trigger } from "./context.ts";
import { evaluatedBefore } from "./evaluated-before.ts";
import { treatedAs, writeEvaluationComment } from "./evaluation-comment.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

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
  // A pass says nothing of files that have errors.
  const isBroken = hasErrors(found.plan.problems);
  if (known.kind === "proven" && !(isBroken && known.status.state === "success"))
    return follow(output, known.status);
  const document = await documentOf(run, found, known.kind === "unproven" ? known.why : null);
  output.annotate(unevaluatedAnnotations(document));
  await output.summary(unevaluatedSummary(document));
  const text = unevaluatedComment(document);
  // Where nobody knows who pushed, the commit's own run says so, whichever comes last.
  const body = found.withheld.code === "not_seen" ? text : treatedAs("withheld", trigger.headSha, text);
  await writeEvaluationComment({ repository, output, issue: pull.number }, body);
  output.fail(unevaluatedText(document));
}

/** The commit's evaluation says what this job says. */
function follow({ fail, log }: RunOutput, { description, state, url }: CommitStatus): void {
  const said = `This commit was evaluated already: ${description}${url === null ? "" : ` (${url})`}`;
  if (state === "success") log(said);
  else fail(said);
}

async function documentOf(
  { context, repository, trigger }: UnevaluatedRun,
  { controls, plan, withheld }: Unevaluated,
  unproven: UnprovenStatus | null,
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
    unproven,
    workflow: {
      name: workflow,
      isReady: text.includes("workflow_dispatch"),
      keepsReport: text.includes(REPORT_ARTIFACT),
    },
    repositoryUrl: repository.url,
    releaseBranch,
    runUrl: context.runUrl,
  };
}
