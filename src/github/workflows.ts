import { z } from "zod";
import { parseAnswer } from "./client/answers.ts";
import { RequestRefused } from "./client/errors.ts";
import type { Repository } from "./repository.ts";

export interface WorkflowDispatch extends Repository {
  /** A file's name below `.github/workflows`. */
  readonly workflow: string;
  readonly inputs: Readonly<Record<string, string>>;
}

export type Dispatched =
  /** `runUrl` is null where GitHub does not tell it: enterprise servers answer 204 without a body. */
  | { readonly status: "dispatched"; readonly runUrl: string | null }
  /** missing: no such workflow there. unsuited: no such trigger or inputs, or disabled. */
  | { readonly status: "missing" | "unsuited" | "not_permitted" };

const repositoryAnswer = z.object({ default_branch: z.string() });
const runAnswer = z.object({ html_url: z.url() });

const REFUSALS: Readonly<Partial<Record<number, "missing" | "unsuited" | "not_permitted">>> = {
  403: "not_permitted",
  404: "missing",
  422: "unsuited",
};

/**
 * Starts a workflow of the default branch (https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event). GitHub knows no
 * key for it, so it is never repeated: throws `UnknownOutcomeError` where it is not known whether a run began.
 */
export async function dispatchWorkflow({
  client,
  inputs,
  owner,
  repo,
  workflow,
}: WorkflowDispatch): Promise<Dispatched> {
  const route = "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";
  const found = await client.request("GET /repos/{owner}/{repo}", { owner, repo });
  const { default_branch: ref } = parseAnswer(repositoryAnswer, found.data, "a repository");
  const where = { owner, repo, workflow_id: workflow, ref };
  try {
    const answer = await client.request(route, { ...where, inputs, return_run_details: true });
    if (answer.status === 204) return { status: "dispatched", runUrl: null };
    return { status: "dispatched", runUrl: parseAnswer(runAnswer, answer.data, "a workflow run").html_url };
  } catch (error) {
    const status = error instanceof RequestRefused ? REFUSALS[error.status] : undefined;
    if (status === undefined) throw error;
    return { status };
  }
}
