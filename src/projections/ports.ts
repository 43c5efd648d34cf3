import type { WebhookMessage } from "../domain/webhook/message.ts";

/** One issue of a prompt's history. GitHub ends an issue at 2,500 comments, so a long history has several parts. */
export interface HistoryPart {
  readonly issue: number;
  /** Counts from 1. */
  readonly part: number;
  readonly text: string;
  /** Everybody's. */
  readonly comments: number;
  readonly isOpen: boolean;
}

/** Where an entry of a history belongs. */
export interface HistoryEntry {
  readonly issue: number;
  /** The part before, where the entry may be already; null where there is none. */
  readonly earlier: number | null;
  readonly key: string;
  /** RFC 3339: the entry cannot have been written before. */
  readonly since: string;
}

/** Where each prompt's history is kept for people. Its home is GitHub's issues; every call may be repeated. */
export interface HistoryIssues {
  /** A prompt's history, its first part first; empty where it has none yet. The last part takes the entries. */
  readonly parts: (promptId: string) => Promise<readonly HistoryPart[]>;
  /** Makes the issue of a part and gives its number, or that of the one that another run made meanwhile. */
  readonly open: (
    promptId: string,
    part: number,
    issue: { readonly title: string; readonly body: string },
  ) => Promise<number>;
  /** Replaces a part's text; where it says so already, nothing is written. */
  readonly rewrite: (promptId: string, part: HistoryPart, body: string) => Promise<void>;
  /** Closes a part that is full with its last text; where it stands so already, nothing is written. */
  readonly end: (promptId: string, part: HistoryPart, body: string) => Promise<void>;
  /** Comments once under a key, however often it is called. */
  readonly commentOnce: (entry: HistoryEntry, body: string) => Promise<void>;
}

/** A review of a rollback. */
export interface IncidentKey {
  readonly promptId: string;
  readonly environment: string;
  /** The rollback's. */
  readonly eventId: string;
  /** The version that was rolled back. */
  readonly version: string;
}

export interface Incident extends IncidentKey {
  readonly issue: number;
  readonly url: string;
  readonly isOpen: boolean;
  readonly text: string;
  /** RFC 3339. */
  readonly openedAt: string;
}

/** The reviews of rollbacks. Their home is GitHub's issues; every call may be repeated. */
export interface IncidentIssues {
  /** All that are open, oldest first. */
  readonly open: () => Promise<readonly Incident[]>;
  /** Those that are closed and were touched since then (RFC 3339), oldest first. */
  readonly closedSince: (since: string) => Promise<readonly Incident[]>;
  /** Makes the issue of a rollback, or finds the one that another run made meanwhile. */
  readonly start: (
    incident: IncidentKey,
    issue: { readonly title: string; readonly body: string },
  ) => Promise<void>;
  readonly hasEntry: (entry: IncidentEntry) => Promise<boolean>;
  /** Comments once under a key, however often it is called. */
  readonly commentOnce: (entry: IncidentEntry, body: string) => Promise<void>;
  /** Closes a review that there is nothing to review in. */
  readonly drop: (incident: Incident) => Promise<void>;
}

/** A comment on a review. */
export interface IncidentEntry {
  readonly issue: number;
  readonly key: string;
  /** RFC 3339: the entry cannot have been written before. */
  readonly since: string;
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
