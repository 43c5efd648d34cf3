import { z } from "zod";
import { parseAnswer } from "./client/answers.ts";
import type { Repository } from "./repository.ts";

/** A workflow run, as far as it says whose workflow it ran. */
const workflowRun = z.object({
  id: z.int(),
  html_url: z.string(),
  event: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  /** The workflow's file, for some runs with `@` and a ref. */
  path: z.string(),
  head_branch: z.string().nullable(),
  head_sha: z.string(),
  repository: z.object({ id: z.int() }),
  head_repository: z.object({ id: z.int() }).nullable(),
});
export type WorkflowRun = z.infer<typeof workflowRun>;

/** The workflow whose runs are believed. */
export interface TrustedWorkflow {
  readonly repositoryId: number;
  readonly defaultBranch: string;
  /** `.github/workflows/pointsman.yml` */
  readonly path: string;
}

export type RunProof =
  | { readonly proof: "proven" }
  /**
   * Proven if the workflow file at the commit is the default branch's: a tag can be called like a branch, and point to a
   * commit of a merged pull request.
   */
  | { readonly proof: "if_same_workflow"; readonly commit: string }
  | { readonly proof: "none"; readonly code: UnprovenCode };

export type UnprovenCode =
  | "other_repository"
  /** Another file of the default branch may run what a pull request brings. */
  | "other_workflow"
  /** The workflow may have been the pull request's own. */
  | "event_not_trusted"
  | "other_branch"
  | "not_finished";

/** Events whose runs GitHub takes from the default branch by itself, and that may bring a report. */
const OF_REPORTS: ReadonlySet<string> = new Set(["pull_request_target"]);
/** The same, for runs that say of a commit what came of an `/evaluate`. */
const OF_COMMANDS: ReadonlySet<string> = new Set(["issue_comment"]);

/** Whether a run that is over ran the default branch's workflow file, so that its report is believed. */
export function proofOfReport(run: WorkflowRun, trusted: TrustedWorkflow): RunProof {
  const origin = originOf(run, trusted, OF_REPORTS);
  if (origin.proof === "none") return origin;
  const isOver = run.conclusion === "success" || run.conclusion === "failure";
  return run.status === "completed" && isOver ? origin : { proof: "none", code: "not_finished" };
}

/** Whether a run, which may be going on, ran the default branch's workflow file on the word of somebody who commented. */
export function proofOfStatus(run: WorkflowRun, trusted: TrustedWorkflow): RunProof {
  return originOf(run, trusted, OF_COMMANDS);
}

/**
 * Some events take the workflow from the default branch by themselves; a `workflow_dispatch` takes it from the ref that
 * somebody chose. All that is asked about here GitHub decides, not the run.
 */
function originOf(run: WorkflowRun, trusted: TrustedWorkflow, events: ReadonlySet<string>): RunProof {
  if (run.repository.id !== trusted.repositoryId) return { proof: "none", code: "other_repository" };
  if (run.path.replace(/@.*$/, "") !== trusted.path) return { proof: "none", code: "other_workflow" };
  if (events.has(run.event)) return { proof: "proven" };
  if (run.event !== "workflow_dispatch") return { proof: "none", code: "event_not_trusted" };
  if (run.head_repository?.id !== trusted.repositoryId || run.head_branch !== trusted.defaultBranch) {
    return { proof: "none", code: "other_branch" };
  }
  return { proof: "if_same_workflow", commit: run.head_sha };
}

/** Where runs are asked for, and whose are believed. */
export interface TrustedRuns extends Repository {
  readonly trusted: TrustedWorkflow;
  /** Whether the trusted workflow's file is the same at a commit as on the default branch now. */
  readonly hasSameWorkflow: (commit: string) => Promise<boolean>;
  readonly log: (message: string) => void;
}

/** The run with an id, where it is proven; what is not is said in the log. */
export async function provenRun(
  run_id: number,
  { client, hasSameWorkflow, log, owner, repo, trusted }: TrustedRuns,
  proofOf: (run: WorkflowRun, trusted: TrustedWorkflow) => RunProof,
): Promise<WorkflowRun | undefined> {
  const answer = await client.request("GET /repos/{owner}/{repo}/actions/runs/{run_id}", {
    ...{ owner, repo, run_id },
  });
  const run = parseAnswer(workflowRun, answer.data, "a workflow run");
  const proof = run.id === run_id ? proofOf(run, trusted) : ({ proof: "none", code: "other_run" } as const);
  if (proof.proof === "none") {
    log(`Run ${run_id} is not believed: ${proof.code.replaceAll("_", " ")}.`);
    return undefined;
  }
  if (proof.proof === "proven" || (await hasSameWorkflow(proof.commit))) return run;
  log(`Run ${run_id} is not believed: its workflow is not the default branch's.`);
  return undefined;
}
