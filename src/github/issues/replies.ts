import type { Replies } from "../../commands/ports.ts";
import type { Author } from "../author.ts";
import type { Repository } from "../repository.ts";
import { answerElsewhere, takesNoComment } from "./answer-elsewhere.ts";
import { amendComment, createOnce } from "./comments.ts";
import { marker } from "./marker.ts";
import { react } from "./reactions.ts";

/** The comment that asks, where it stands, and who answers it. */
interface Asked extends Repository {
  readonly issue: number;
  readonly comment: { readonly id: number; readonly createdAt: string; readonly url: string };
  readonly self: () => Promise<Author>;
  readonly log: (message: string) => void;
}

/**
 * Replies to a comment: one answer below it, found again by our account and a marker, and a reaction on it. Where the issue
 * takes no comment, the answer stands in an issue of its own.
 */
export function repliesTo({ client, comment, issue, log, owner, repo, self }: Asked): Replies {
  return {
    answer: async (body) => {
      const place = { client, owner, repo, issue, author: await self() };
      const ours = { ...place, marker: marker("answer", String(comment.id)), body, since: comment.createdAt };
      try {
        await createOnce(ours);
      } catch (error) {
        if (!(await takesNoComment(error, place))) throw error;
        log(`comment ${comment.id}: #${issue} takes no comments, so the answer is given elsewhere`);
        await answerElsewhere({ ...place, comment }, body);
      }
    },
    react: async (sign) => {
      const reaction = sign === "done" ? "+1" : "confused";
      const outcome = await react({ client, owner, repo, comment: comment.id, reaction });
      if (outcome.status === "failed") log(`no reaction on comment ${comment.id}: ${outcome.message}`);
    },
  };
}

/** An answer of ours that may be there: below the comment that asked for it. */
interface Answered extends Repository {
  readonly issue: number;
  /** The id of the comment that asked. */
  readonly comment: number;
  readonly author: Author;
}

/** Changes an answer in place, as far as there is one. */
export function amendAnswer(
  { comment, ...place }: Answered,
  amended: (answer: string) => string,
): Promise<"updated" | "unchanged" | "absent"> {
  return amendComment({ ...place, marker: marker("answer", String(comment)) }, amended);
}

/** Posts the answer that is missing; one that is there is left as it is. */
export async function answerLate({ comment, ...place }: Answered, body: string): Promise<void> {
  await createOnce({ ...place, marker: marker("answer", String(comment)), body });
}
