import { handleComment, type IncomingComment } from "../commands/comment.ts";
import { createOnce } from "../github/comments.ts";
import { marker } from "../github/marker.ts";
import { react } from "../github/reactions.ts";
import type { Surroundings } from "../releases/ports.ts";
import type { AppRepository } from "./repository.ts";

interface CommentCreated {
  readonly repository: AppRepository;
  readonly issue: number;
  readonly comment: IncomingComment;
  readonly surroundings: Surroundings;
  readonly log: (message: string) => void;
  /** The release branch's name as last seen in this repository. */
  readonly branchName: string;
}

/** A new comment: runs it if it is a command, and answers it once. */
export async function commentCreated(created: CommentCreated) {
  const { branchName, comment, issue, log, repository, surroundings } = created;
  const { branch, client, controls, members, owner, repo, self, sources, url } = repository;
  return handleComment(comment, {
    branch,
    controls,
    members,
    sources,
    branchName,
    surroundings,
    announcer: "app",
    repositoryUrl: url,
    log,
    answer: async (body) => {
      const ours = { author: await self(), marker: marker("answer", String(comment.id)) };
      await createOnce({ client, owner, repo, issue, ...ours, body, since: comment.createdAt });
    },
    react: async (sign) => {
      const reaction = sign === "done" ? "+1" : "confused";
      const outcome = await react({ client, owner, repo, comment: comment.id, reaction });
      if (outcome.status === "failed") log(`no reaction on comment ${comment.id}: ${outcome.message}`);
    },
  });
}
