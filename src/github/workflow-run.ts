import { z } from "zod";

/** A workflow run, as far as it says whose workflow it ran. */
export const workflowRun = z.object({
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

/**
 * Whether a run ran the default branch's workflow file. `pull_request_target` takes it from there by itself; a
 * `workflow_dispatch` takes it from the ref that somebody chose. All that is asked about here GitHub decides, not the run.
 */
export function proofOf(run: WorkflowRun, trusted: TrustedWorkflow): RunProof {
  if (run.repository.id !== trusted.repositoryId) return { proof: "none", code: "other_repository" };
  if (run.path.replace(/@.*$/, "") !== trusted.path) return { proof: "none", code: "other_workflow" };
  if (run.status !== "completed" || (run.conclusion !== "success" && run.conclusion !== "failure")) {
    return { proof: "none", code: "not_finished" };
  }
  if (run.event === "pull_request_target") return { proof: "proven" };
  if (run.event !== "workflow_dispatch") return { proof: "none", code: "event_not_trusted" };
  if (run.head_repository?.id !== trusted.repositoryId || run.head_branch !== trusted.defaultBranch) {
    return { proof: "none", code: "other_branch" };
  }
  return { proof: "if_same_workflow", commit: run.head_sha };
}
