import { handleComment } from "../commands/comment.ts";
import type { IncomingComment } from "../commands/incoming-comment.ts";
import { incidentIssues } from "../github/incident-issues.ts";
import { repliesTo } from "../github/replies.ts";
import type { AlarmStore } from "../releases/alarm-store.ts";
import type { Surroundings } from "../releases/ports.ts";
import type { Outbox } from "./durable.ts";
import { dispatchedEvaluations } from "./evaluations.ts";
import { guardedBranch } from "./guarded-branch.ts";
import { redeliverFrom } from "./redeliver.ts";
import type { AppRepository } from "./repository.ts";
import type { Settings } from "./settings.ts";

interface CommentCreated {
  readonly repository: AppRepository;
  readonly issue: number;
  readonly comment: IncomingComment;
  readonly surroundings: Surroundings;
  readonly log: (message: string) => void;
  /** The release branch's name as last seen in this repository. */
  readonly branchName: string;
  readonly outbox: Outbox;
  readonly alarms: AlarmStore;
  readonly settings: Pick<Settings, "webhookGrants" | "secretOf">;
}

/** A new comment: runs it if it is a command, and answers it once. */
export async function commentCreated(created: CommentCreated) {
  const { alarms, branchName, comment, issue, log, outbox, repository, settings, surroundings } = created;
  const { controls, members, sources, url } = repository;
  return handleComment(comment, {
    branch: (name) => guardedBranch(repository.branch(name), { alarms, repositoryId: repository.id }),
    alarms: () => alarms.standing(repository.id),
    controls,
    members,
    sources,
    evaluations: dispatchedEvaluations({ repository, issue, commentUrl: comment.url }),
    branchName,
    surroundings,
    announcer: "app",
    repositoryUrl: url,
    redeliver: redeliverFrom({ repository, outbox, settings, now: () => Date.parse(surroundings.now()) }),
    openReviews: async () => incidentIssues(repository, await repository.self()).open(),
    log,
    ...repliesTo({ ...repository, issue, comment, log }),
  });
}
