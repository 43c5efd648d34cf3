import { upsertComment } from "../github/comments.ts";
import { marker } from "../github/marker.ts";
import { OutsideError } from "../releases/ports.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

interface CommentPlace {
  readonly repository: ActionRepository;
  readonly output: RunOutput;
  readonly issue: number;
}

/** One comment a pull request, updated in place; gives whether it is there. The verdict does not depend on it: forks' tokens may not comment. */
export async function writeEvaluationComment(
  { issue, output, repository }: CommentPlace,
  body: string,
): Promise<boolean> {
  const { client, owner, repo } = repository;
  try {
    const author = await repository.self();
    const mark = marker("evaluation", String(issue));
    const written = await upsertComment({ client, owner, repo, issue, author, marker: mark, body });
    output.set("comment-url", written.url);
    return true;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    output.log(`No comment on #${issue}, see the job's summary instead: ${error.message}`);
    return false;
  }
}
