import type { Refusal, RefusalCode } from "../domain/decisions/refusal.ts";
import type { LedgerEvent } from "../domain/ledger/event.ts";
import type { AlarmKind } from "../releases/alarm-store.ts";
import type { Controls } from "../releases/controls.ts";
import type { Redelivery } from "../reports/answers/redelivery-answer.ts";
import type { OpenReview } from "../reports/incident/open-reviews.ts";

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

/** A change that a program asks for over HTTP. */
export interface ChangeRequest {
  readonly verb: "rollback" | "promote";
  /** A prompt's id or slug. */
  readonly prompt: string;
  /** Null for the default one, the last. */
  readonly environment: string | null;
  /** The version that is to be live; null for the one that the verb means by itself. */
  readonly to: string | null;
  /** The version that must be live now; null to accept whatever is. */
  readonly from: string | null;
  readonly reason: string | null;
  /** Name of the API key that asks. */
  readonly asker: string;
  /** What the asker calls this request, the same at each repetition. Says nothing to other askers. */
  readonly idempotencyKey: string;
}

export type ChangeOutcome =
  /** The change was made, now or (`repeated`) by an earlier run of this request. */
  | {
      readonly status: "done";
      readonly event: LedgerEvent;
      readonly slug: string;
      /** Of the version that went live. */
      readonly digest: string;
      readonly repeated: boolean;
    }
  | {
      readonly status: "refused";
      readonly code: RefusalCode;
      /** For people. */
      readonly message: string;
      readonly details: Refusal["details"];
    }
  /** The asker used this idempotency key for something else with this prompt. */
  | { readonly status: "key_reused" }
  /** Nothing is written while an alarm about the release branch stands. */
  | { readonly status: "alarm"; readonly alarm: AlarmKind }
  /** The release branch kept moving. */
  | { readonly status: "busy" }
  /** The release branch holds something that pointsman did not write. */
  | { readonly status: "damaged" };

/**
 * Makes a change on the one road that comments and the command line take, too. Throws `OutsideError` where it could not, or,
 * as `UnknownOutcomeError`, may have been made: asking again with the same idempotency key is safe.
 */
export type RequestChange = (request: ChangeRequest) => Promise<ChangeOutcome>;
