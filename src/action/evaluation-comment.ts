import { hasComment, upsertComment } from "../github/comments.ts";
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

/**
 * Stands in the comment of a commit that was put to no model, behind the comment's own marker: events that follow without a
 * push bring the same commit, and their sender did not make it.
 */
export function withheldMarker(sha: string): string {
  return marker("withheld", sha);
}

/** Whether our comment says that this commit was withheld. Who forges it withholds more, not less. */
export async function wasWithheld(
  { issue, repository }: Omit<CommentPlace, "output">,
  sha: string,
): Promise<boolean> {
  const { client, owner, repo } = repository;
  const begins = `${marker("evaluation", String(issue))}\n${withheldMarker(sha)}`;
  return hasComment({ client, owner, repo, issue, author: await repository.self(), marker: begins });
}
