import type { Cause } from "../domain/ledger/event.ts";

/** A comment, as GitHub's webhook or the workflow's event tells of it. */
export interface IncomingComment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
  /** RFC 3339, by GitHub's clock. */
  readonly createdAt: string;
  readonly author: { readonly login: string; readonly id: number; readonly isBot: boolean };
}

/** The cause of everything that a comment does; the actor's role is filled in from what the repository says. */
export function causeOf(comment: IncomingComment, reason: string | null): Cause {
  return {
    key: `comment:${comment.id}`,
    actor: { login: comment.author.login, id: comment.author.id, role: null },
    origin: { kind: "comment", url: comment.url, comment_id: comment.id },
    reason,
    requestedAt: comment.createdAt,
  };
}
