import { readReport } from "../evaluation/report/read.ts";
import { RequestRefused } from "../github/client/errors.ts";
import { reportOfRun } from "../github/proven-reports.ts";
import { branchTip } from "../github/pulls.ts";
import { type CommitStatus, ourStatuses } from "../github/statuses.ts";
import { proofOfStatus, provenRun, type TrustedRuns } from "../github/workflow-run.ts";
import { OutsideError } from "../releases/ports.ts";
import { STATUS_CONTEXT } from "../reports/answers/evaluate-answer.ts";
import { isAbout, type StatusSubject } from "../reports/evaluation/commit-status.ts";
import type { UnprovenCode, UnprovenStatus } from "../reports/evaluation/unevaluated.ts";
import type { RunContext, Trigger } from "./context.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";
import { trustedRuns } from "./trusted-runs.ts";

interface Run {
  readonly context: RunContext;
  readonly trigger: Extract<Trigger, { kind: "evaluate" }>;
  readonly repository: ActionRepository;
  readonly output: RunOutput;
}

/** What an earlier `/evaluate` of the commit came to. */
export type EvaluatedBefore =
  | { readonly kind: "proven"; readonly status: CommitStatus }
  /** A status says something that its run does not bear out. */
  | { readonly kind: "unproven"; readonly why: UnprovenStatus }
  /** There was none, or the token may not look. */
  | { readonly kind: "none" };

/**
 * Any workflow of any branch can set a status, with a link to any run. So a status only says where to look: the run must be
 * proven, as with evidence (docs/decisions/0012-evidence.md), and what lets the job pass must stand in the report that this
 * very run kept. The latest run counts: an old pass may be linked anew.
 */
export async function evaluatedBefore(
  run: Run,
  subject: StatusSubject,
  defaultBranchHead: string,
): Promise<EvaluatedBefore> {
  const runs = trustedRuns(run, defaultBranchHead);
  if (runs === null) return { kind: "none" };
  try {
    return await search(run, subject, runs);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const hint = error instanceof RequestRefused ? " (that needs “actions: read” and “statuses: read”)" : "";
    run.output.log(`It is not known whether the commit was evaluated already${hint}: ${error.message}`);
    return { kind: "none" };
  }
}

async function search(run: Run, subject: StatusSubject, runs: TrustedRuns): Promise<EvaluatedBefore> {
  let why: UnprovenStatus | undefined;
  for (const { id, status } of await linkedRuns(run, subject)) {
    if (!(await provenRun(id, runs, proofOfStatus))) continue;
    const code = await objection(run, status, await reportOfRun(id, runs));
    if (code === null) return { kind: "proven", status };
    run.output.log(`A status that leads to run ${id} is not believed: ${code.replaceAll("_", " ")}.`);
    why ??= { code, runUrl: `${run.repository.url}/actions/runs/${id}` };
  }
  return why === undefined ? { kind: "none" } : { kind: "unproven", why };
}

/** Proving one costs some requests; whoever sets more hides only what speaks for the change. */
const MOST_STATUSES = 10;

interface LinkedRun {
  readonly id: number;
  readonly status: CommitStatus;
}

/** The latest runs that statuses about this pull request lead to, latest first; of one run the newest status first. */
async function linkedRuns(
  { repository, trigger }: Run,
  subject: StatusSubject,
): Promise<readonly LinkedRun[]> {
  const { client, owner, repo } = repository;
  const commit = { client, owner, repo, sha: trigger.headSha, author: await repository.self() };
  const linked = (await ourStatuses(commit, STATUS_CONTEXT)).flatMap((status) => {
    const id = runIdOf(status, repository.url);
    return id === null || status.state === "pending" || !isAbout(subject, status) ? [] : [{ id, status }];
  });
  return linked.toSorted((a, b) => b.id - a.id).slice(0, MOST_STATUSES);
}

function runIdOf({ url }: CommitStatus, repositoryUrl: string): number | null {
  const start = `${repositoryUrl}/actions/runs/`;
  if (url === null || !url.startsWith(start)) return null;
  const id = /^[1-9]\d{0,14}$/.exec(url.slice(start.length))?.[0];
  return id === undefined ? null : Number(id);
}

/**
 * Why a run's report does not bear a status out; null where it does. A base branch that moved since changes nothing, as long
 * as the commit that was compared with is one of its own. Who says without a report that the commit must not pass needs none.
 */
async function objection(
  { repository, trigger }: Run,
  { state }: CommitStatus,
  bytes: Uint8Array | undefined,
): Promise<UnprovenCode | null> {
  const isPass = state === "success";
  const report = bytes && readReport(bytes);
  if (report === undefined) return isPass ? "no_report" : null;
  const { base_commit: base, head_commit: head } = report.run;
  if (head !== trigger.headSha) return "other_commit";
  const tip = await branchTip(repository, trigger.baseBranch);
  if (base === null || (await repository.sources.mergeBase(base, tip)) !== base) return "other_base";
  return isPass && (report.verdict === "fail" || report.blocks === true) ? "not_passed" : null;
}
