import type { Controls } from "../releases/controls.ts";
import type { OpenReview } from "../reports/open-reviews.ts";
import type { Redelivery } from "../reports/redelivery-answer.ts";

/**
 * Has the webhooks of one of the repository's events sent again. Safe to repeat: what was tried since `askedAt` is left
 * alone. Throws `OutsideError` where the release branch cannot be read.
 */
export type Redeliver = (request: {
  readonly eventId: string;
  /** RFC 3339. */
  readonly askedAt: string;
  readonly controls: Controls;
}) => Promise<Redelivery>;

/** What the asker gets to see of a command. Its home is GitHub: a comment below theirs, a reaction on theirs. */
export interface Replies {
  /** Posts the one answer of this comment; a second call for the same comment changes nothing. */
  readonly answer: (body: string) => Promise<void>;
  /** A sign on the comment itself. A courtesy: it never fails and nothing waits for it on the way to the pointer. */
  readonly react: (sign: "done" | "refused") => Promise<void>;
}

/** All reviews of rollbacks that are open, of any prompt. Throws `OutsideError` where they cannot be listed. */
export type OpenReviews = () => Promise<readonly OpenReview[]>;
