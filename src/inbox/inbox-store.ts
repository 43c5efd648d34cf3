/**
 * The port of the inbox: where GitHub's deliveries are kept until they were worked on. Its home is `src/database`. All
 * times are milliseconds since the epoch.
 */

/** The app's own errands lie among GitHub's deliveries; unlike any event of GitHub's, whose names have no dot. */
export const ERRAND_EVENT = "pointsman.errand";

/** A delivery whose signature was verified. */
export interface IncomingDelivery {
  /** `X-GitHub-Delivery`; a redelivery has the same. */
  readonly id: string;
  /** `X-GitHub-Event`. */
  readonly event: string;
  /** The raw JSON text. */
  readonly body: string;
  /** Deliveries of one lane are worked on one at a time, in the order of their arrival; null: whenever. */
  readonly lane: string | null;
  /** Whose share of a worker's places it takes; null: nobody's. */
  readonly repositoryId: number | null;
  readonly receivedAt: number;
  /** It is not worked on before; at once where absent. Only for what has no lane: in a lane it would hold up what follows. */
  readonly dueAt?: number;
}

export type Acceptance = "stored" | "repeat";

/** `leased`: somebody is at it · `dead`: parked, since it failed too often. */
export type InboxState = "pending" | "leased" | "done" | "dead";

export interface InboxLeaseRequest {
  readonly now: number;
  readonly until: number;
  /** Unlike that of any other lease. */
  readonly token: string;
  readonly limit: number;
  /** What becomes of a delivery whose lease ran out in this attempt, from 1: it may be what killed the process. */
  readonly afterLapse: (attempt: number) => LapseVerdict;
  /** After so many attempts one no longer holds up its lane. */
  readonly patience: number;
  /** Rows whose leases the caller keeps: if it is late in prolonging one, it does not get the delivery a second time. */
  readonly underWay: readonly number[];
  /** Repositories of which nothing is taken. */
  readonly without: readonly number[];
}

export interface LeasedIncoming {
  /** The store's own number, in the order of arrival. */
  readonly row: number;
  readonly token: string;
  readonly attempt: number;
  readonly id: string;
  readonly event: string;
  readonly body: string;
  readonly repositoryId: number | null;
  readonly receivedAt: number;
}

export type InboxVerdict =
  | { readonly state: "done" }
  | { readonly state: "pending"; readonly retryAt: number; readonly reason: string }
  | { readonly state: "dead"; readonly reason: string };

/** Of an attempt that nobody came back from. */
export type LapseVerdict = Exclude<InboxVerdict, { readonly state: "done" }>;

export interface InboxSettlement {
  readonly row: number;
  readonly token: string;
  readonly at: number;
  readonly verdict: InboxVerdict;
}

export interface InboxRecord {
  readonly row: number;
  readonly id: string;
  readonly event: string;
  readonly lane: string | null;
  readonly state: InboxState;
  readonly attempts: number;
  readonly receivedAt: number;
  readonly dueAt: number | null;
  readonly finishedAt: number | null;
  /** Why the last attempt failed, in one line. */
  readonly reason: string | null;
}

/** What came of asking for another attempt; `under_way` and `done` change nothing. */
export type InboxRetry = "retried" | "under_way" | "done" | "unknown";

/** What came of dropping a delivery: only what is parked can be. */
export type InboxDrop = "dropped" | "not_parked" | "unknown";

export interface InboxBacklog {
  readonly states: Readonly<Record<Exclude<InboxState, "done">, number>>;
  /** When the oldest of those arrived that are pending and that somebody waits for. */
  readonly oldestReceived: number | null;
}

/** The inbox. Everything is safe to call from several instances at once. Throws where the database does not answer. */
export interface InboxStore {
  /** Durable when it resolves. A delivery that is known already, in whatever state, stays as it is. */
  readonly accept: (deliveries: readonly IncomingDelivery[]) => Promise<readonly Acceptance[]>;
  /** Takes due deliveries, and those whose lease ran out as far as they are due again, oldest first. No two callers ever get the same one. */
  readonly lease: (request: InboxLeaseRequest) => Promise<readonly LeasedIncoming[]>;
  /** Prolongs a lease; false where somebody else has the delivery now. */
  readonly renew: (lease: {
    readonly row: number;
    readonly token: string;
    readonly until: number;
  }) => Promise<boolean>;
  /** False where somebody else has the delivery now: nothing was changed. The text of what is done is dropped. */
  readonly settle: (settlement: InboxSettlement) => Promise<boolean>;
  /** Which of these delivery ids are known. */
  readonly known: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Newest first. */
  readonly list: (page: {
    readonly states?: readonly InboxState[];
    readonly before?: number;
    readonly limit: number;
  }) => Promise<readonly InboxRecord[]>;
  /** Gives a parked delivery all its attempts again; false where there is no such one. */
  readonly revive: (id: string, now: number) => Promise<boolean>;
  /** A delivery with its text, which is gone once it is done; null where there is none. */
  readonly show: (
    id: string,
  ) => Promise<{ readonly delivery: InboxRecord; readonly body: string | null } | null>;
  /** Has one that was parked, or waits for its next attempt, worked on now, with all its attempts again. */
  readonly retry: (id: string, now: number) => Promise<InboxRetry>;
  /**
   * Ends a parked one. A delivery of GitHub's counts as done from then on, so that a repeat changes nothing either; an errand
   * is forgotten, so that it can be given again where its cause goes on.
   */
  readonly drop: (id: string, now: number) => Promise<InboxDrop>;
  readonly counts: () => Promise<Readonly<Record<InboxState, number>>>;
  /**
   * What is not done, at a bounded cost: each state is counted up to 10,000.
   *
   * @param aside an event that nobody waits for: it counts, and its age does not
   */
  readonly backlog: (aside: string) => Promise<InboxBacklog>;
  /** Removes what was done, or parked, before these times; gives how many. */
  readonly prune: (retention: {
    readonly doneBefore: number;
    readonly deadBefore: number;
  }) => Promise<number>;
}
