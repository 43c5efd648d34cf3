import { OutsideError } from "../../releases/ports.ts";
import type { Repository } from "../repository.ts";

/** GitHub's reactions, by their REST names. */
export type Reaction = "+1" | "-1" | "laugh" | "confused" | "heart" | "hooray" | "rocket" | "eyes";

export type ReactionOutcome =
  | { readonly status: "added" }
  /** A courtesy that failed: worth a line in the log and nothing more. */
  | { readonly status: "failed"; readonly message: string };

/** Reacts to an issue comment. The same reaction twice is one. Never throws for an outside failure. */
export async function react(
  target: Repository & { readonly comment: number; readonly reaction: Reaction },
): Promise<ReactionOutcome> {
  const { client, owner, repo, comment, reaction } = target;
  try {
    const route = "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
    await client.request(route, { owner, repo, comment_id: comment, content: reaction });
    return { status: "added" };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return { status: "failed", message: error.message };
  }
}
