import { handleComment } from "../commands/comment.ts";
import type { IncomingComment } from "../commands/incoming-comment.ts";
import { incidentIssues } from "../github/issues/incident-issues.ts";
import { repliesTo } from "../github/issues/replies.ts";
import { lastBranchName } from "../releases/controls.ts";
import type { Surroundings } from "../releases/ports.ts";
import type { TakeTurns } from "../work/turns.ts";
import type { ErrandTools } from "./errands/errand-tools.ts";
import { dispatchedEvaluations } from "./evaluations.ts";
import type { GuardBranches } from "./pushes/guarded-branches.ts";
import { redeliverFrom } from "./redeliver.ts";
import type { AppRepository } from "./repository.ts";
import type { Settings } from "./settings.ts";

interface CommentCreated extends Pick<ErrandTools, "alarms" | "configs" | "log" | "now" | "outbox"> {
  readonly repository: AppRepository;
  readonly issue: number;
  readonly comment: IncomingComment;
  readonly surroundings: Surroundings;
  readonly guarded: GuardBranches;
  readonly settings: Pick<Settings, "webhookGrants" | "secretOf">;
  /** By repository. */
  readonly takeTurns: TakeTurns;
}

/** A new comment: runs it if it is a command, and answers it once. */
export async function commentCreated(created: CommentCreated) {
  const { alarms, comment, configs, issue, log, now, outbox, repository } = created;
  const { settings, surroundings, takeTurns } = created;
  const { controls, members, sources, url } = repository;
  const branchName = await lastBranchName(configs, repository.id);
  const guarded = created.guarded(repository);
  return handleComment(comment, {
    branch: (name) => guarded(name).branch,
    vouch: (name, head) => guarded(name).vouch(head),
    alarms: () => alarms.standing({ repositoryId: repository.id, branch: branchName }),
    controls,
    members,
    sources,
    evaluations: dispatchedEvaluations({ repository, issue, commentUrl: comment.url }),
    branchName,
    inTurn: (work) => takeTurns(repository.id, work),
    surroundings,
    announcer: "app",
    repositoryUrl: url,
    redeliver: redeliverFrom({ repository, outbox, settings, now }),
    openReviews: async () => incidentIssues(repository, await repository.self()).open(),
    log,
    ...repliesTo({ ...repository, issue, comment, log }),
  });
}
