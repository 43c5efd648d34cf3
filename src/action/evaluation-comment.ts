import { hasComment, upsertComment } from "../github/issues/comments.ts";
import { marker } from "../github/issues/marker.ts";
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

/** What a run did with a commit. */
export type Treated = "evaluated" | "withheld";

/**
 * Says in the comment, behind its own marker, what was done with this very commit: events that follow without a push bring
 * the same commit, and their sender did not make it.
 */
export function treatedAs(treated: Treated, sha: string, body: string): string {
  return `${marker(treated, sha)}\n${body}`;
}

/**
 * What our comment says was done with this commit; null where it does not name it. Whoever could forge an evaluation there
 * may push workflows, and so has the secrets anyway.
 */
export async function treatedBefore(
  { issue, repository }: Omit<CommentPlace, "output">,
  sha: string,
): Promise<Treated | null> {
  const { client, owner, repo } = repository;
  const author = await repository.self();
  const says = (treated: Treated) => {
    const begins = treatedAs(treated, sha, "").trimEnd();
    const mark = `${marker("evaluation", String(issue))}\n${begins}`;
    return hasComment({ client, owner, repo, issue, author, marker: mark });
  };
  if (await says("withheld")) return "withheld";
  return (await says("evaluated")) ? "evaluated" : null;
}
