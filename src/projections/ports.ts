import type { WebhookMessage } from "../domain/webhook/message.ts";

/** Where each prompt's history is kept for people. Its home is GitHub's issues; every call may be repeated. */
export interface HistoryIssues {
  /** The number of a prompt's issue, or null where it has none yet. */
  readonly find: (promptId: string) => Promise<number | null>;
  /** Makes the issue, or finds the one that another run made meanwhile. */
  readonly open: (
    promptId: string,
    issue: { readonly title: string; readonly body: string },
  ) => Promise<number>;
  readonly rewrite: (issue: number, promptId: string, body: string) => Promise<void>;
  /** Comments once under a key, however often it is called. */
  readonly commentOnce: (issue: number, key: string, body: string) => Promise<void>;
}

/** `refs/pointsman/announced`: the last commit of the release branch that is announced in full. Homes: memory, GitHub. */
export interface AnnouncedMark {
  /** Where it stands; null where there is none yet. */
  readonly read: () => Promise<string | null>;
  /** Compare-and-swap: false where it does not stand at `from` (null: nowhere) any more, and then nothing was moved. */
  readonly move: (from: string | null, to: string) => Promise<boolean>;
}

/** What became of one event at one receiver. */
export interface WebhookOutcome {
  readonly eventId: string;
  /** The receiver's address as people may see it. */
  readonly target: string;
  /** `later`: it may still take it · `never`: it said, or we know, that it will not. */
  readonly status: "accepted" | "later" | "never";
  /** Why it was not accepted, in words such as `http_status 503`; null where it was. */
  readonly why: string | null;
}

/** Sends webhooks to every receiver that wants them. A slow or dead one delays no other. */
export interface Webhooks {
  /** Gives one outcome for each message and receiver that wants it; never rejects. */
  readonly send: (messages: readonly WebhookMessage[]) => Promise<readonly WebhookOutcome[]>;
}
