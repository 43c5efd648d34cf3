import type { EvaluationRequest, EvaluationStart, Evaluations } from "../commands/evaluating.ts";
import { RequestRefused } from "../github/client/errors.ts";
import { pullNow } from "../github/pulls.ts";
import { ourStatuses, setStatus } from "../github/statuses.ts";
import { type Dispatched, dispatchWorkflow } from "../github/workflows.ts";
import { type EvaluateRefusal, STATUS_CONTEXT } from "../reports/answers/evaluate-answer.ts";
import { askedStatus, notStartedStatus } from "../reports/evaluation/commit-status.ts";
import type { AppRepository } from "./repository.ts";

interface CommentPlace {
  readonly repository: AppRepository;
  readonly issue: number;
  readonly commentUrl: string;
}

/** Evaluations as the app starts them: a run of the default branch's workflow, announced by a status of the commit. */
export function dispatchedEvaluations(place: CommentPlace): Evaluations {
  return {
    pull: () => pullNow(place.repository, place.issue),
    start: (request) => start(place, request),
  };
}

/**
 * The pending status comes first and leads to the comment: GitHub starts a workflow as often as it is told to, and this
 * is how a comment that is delivered again is known. A crash in between starts nothing; another comment does.
 */
async function start(place: CommentPlace, request: EvaluationRequest): Promise<EvaluationStart> {
  const { commentUrl, repository } = place;
  const { client, owner, repo } = repository;
  const commit = { client, owner, repo, sha: request.sha, author: await repository.self() };
  try {
    const before = await ourStatuses(commit, STATUS_CONTEXT);
    if (before.some(({ url }) => url === commentUrl)) return { status: "repeated" };
    await setStatus(commit, askedStatus(request, commentUrl));
  } catch (error) {
    if (!(error instanceof RequestRefused) || error.status !== 403) throw error;
    return { status: "refused", refusal: { code: "statuses_not_permitted" } };
  }
  const dispatched = await dispatch(repository, request);
  if (dispatched.status === "dispatched") return { status: "started", runUrl: dispatched.runUrl };
  await setStatus(commit, notStartedStatus(request.pull, commentUrl));
  return { status: "refused", refusal: refusalOf(dispatched.status, request.workflow) };
}

function dispatch(
  { client, owner, repo }: AppRepository,
  { askedBy, pull, sha, workflow }: EvaluationRequest,
): Promise<Dispatched> {
  const inputs = { task: "evaluate", "pull-request": String(pull.number), sha, "asked-by": askedBy };
  return dispatchWorkflow({ client, owner, repo, workflow, inputs });
}

function refusalOf(status: Exclude<Dispatched["status"], "dispatched">, workflow: string): EvaluateRefusal {
  switch (status) {
    case "missing":
      return { code: "workflow_missing", workflow };
    case "unsuited":
      return { code: "workflow_unsuited", workflow };
    case "not_permitted":
      return { code: "dispatch_not_permitted" };
  }
}
