/**
 * The port of the outbox: where webhook deliveries are kept until they arrived. Its home is `src/database`. All times are
 * milliseconds since the epoch. Nothing here ever holds a secret, only secrets' names.
 */

import type { WatchedBranch } from "../../releases/alarm-store.ts";

/** One entry of a repository's `webhooks` config, as far as a delivery needs it later. */
export interface EndpointEntry {
  readonly url: string;
  /** The name of the secret that signs. */
  readonly secret: string;
  readonly previousSecret: string | null;
  /** From 0, counts the entries of one config that share a URL: URL and ordinal tell a repository's endpoints apart. */
  readonly ordinal: number;
}

/** One event on its way to every endpoint that wants it. */
export interface OutgoingEvent {
  readonly id: string;
  readonly type: string;
  readonly environment: string | null;
  readonly promptId: string;
  readonly sequence: number;
  /** The very JSON text that each attempt sends. */
  readonly body: string;
  /** Indices into the announcement's endpoints. */
  readonly endpoints: readonly number[];
}

/** Everything that one look at the release branch brought, to be written in one transaction. */
export interface OutboxAnnouncement {
  readonly repositoryId: number;
  /** All endpoints that the config names now; those of the repository that it names no more get nothing from here on. */
  readonly endpoints: readonly EndpointEntry[];
  readonly events: readonly OutgoingEvent[];
  /** The release commit that is announced with this; where it is remembered, a catch-up starts after it. */
  readonly commit: string | null;
  /** The release branch that it is on. */
  readonly branch: string;
  readonly now: number;
  /** Events that were seen before get the deliveries that they have no more, or never had. */
  readonly again?: true;
}

export interface OutboxAnnounced {
  /** Ids of the events that had not been seen before. */
  readonly fresh: readonly string[];
  readonly deliveries: number;
  /** The numbers of the announcement's endpoints, in their order. */
  readonly endpoints: readonly number[];
}

/**
 * `pending`: not tried yet · `leased`: somebody is at it · `failed`: tried, will be again · `delivered` · `dead`: given up ·
 * `disabled`: the endpoint was switched off first.
 */
export type DeliveryState = "pending" | "leased" | "failed" | "delivered" | "dead" | "disabled";

/** An endpoint that has something due. */
export interface DueEndpoint {
  readonly id: number;
  readonly failing: boolean;
  /** When its oldest delivery came due. */
  readonly due: number;
}

export interface OutboxLeaseRequest {
  readonly now: number;
  readonly until: number;
  /** Unlike that of any other lease: what settles must show it. */
  readonly token: string;
  /** How many deliveries each endpoint gets; those that are not in the map get none. */
  readonly share: (endpoints: readonly DueEndpoint[]) => ReadonlyMap<number, number>;
}

/** One delivery to attempt now. */
export interface LeasedDelivery {
  readonly id: number;
  readonly token: string;
  /** This attempt's number, from 1. */
  readonly attempt: number;
  readonly repositoryId: number;
  readonly endpointId: number;
  readonly url: string;
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly eventId: string;
  readonly type: string;
  readonly body: string;
}

/** What came of an attempt, decided. */
export type DeliveryVerdict =
  | { readonly state: "delivered"; readonly status: number }
  | ({ readonly state: "failed"; readonly retryAt: number } & AttemptFailure)
  | ({ readonly state: "dead" } & AttemptFailure)
  /** The receiver said: never again. */
  | ({ readonly state: "disabled" } & AttemptFailure);

export interface AttemptFailure {
  /** Stable words for machines: `timeout`, `http_status`, `secret_not_granted` … */
  readonly code: string;
  readonly status: number | null;
  /** Did the endpoint itself fail? Missing grants and the like are not its fault. */
  readonly endpointAtFault: boolean;
}

export interface Settlement {
  readonly id: number;
  readonly token: string;
  readonly endpointId: number;
  readonly attempt: number;
  readonly at: number;
  readonly durationMs: number;
  readonly verdict: DeliveryVerdict;
}

/** How an endpoint has been doing. */
export interface EndpointHealth {
  /** Since when it has done nothing but fail; null while it does well. */
  readonly failingSince: number | null;
  readonly lastFailedAt: number | null;
}

export type DisabledReason = "gone" | "failing";

/** Judges an endpoint after one attempt; pure, and given to the store so that it judges inside its transaction. */
export type JudgeEndpoint = (
  health: EndpointHealth,
  attempt: { readonly at: number; readonly verdict: DeliveryVerdict },
) => EndpointHealth & { readonly disable: DisabledReason | null };

/** Whether a settlement counted, or somebody else had taken the delivery over meanwhile. */
export type SettleOutcome = "settled" | "lease_lost";

export interface OutboxExchange {
  readonly settlements: readonly Settlement[];
  readonly judge: JudgeEndpoint;
  readonly lease: OutboxLeaseRequest | null;
}

export interface OutboxExchanged {
  /** In the settlements' order. */
  readonly outcomes: readonly SettleOutcome[];
  readonly leased: readonly LeasedDelivery[];
}

export interface EndpointRecord {
  readonly id: number;
  readonly repositoryId: number;
  readonly url: string;
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly failingSince: number | null;
  readonly disabledAt: number | null;
  readonly disabledReason: DisabledReason | null;
  readonly removedAt: number | null;
}

export interface DeliveryRecord {
  readonly id: number;
  readonly repositoryId: number;
  readonly eventId: string;
  readonly type: string;
  readonly environment: string | null;
  readonly promptId: string;
  readonly sequence: number;
  readonly endpointId: number;
  readonly url: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: number;
  /** When it is tried next; null when it is not. */
  readonly dueAt: number | null;
  readonly finishedAt: number | null;
  /** Of the last attempt. */
  readonly code: string | null;
  readonly status: number | null;
  /** How long the attempt that arrived took. */
  readonly durationMs: number | null;
  /** When somebody last had it sent again; null where nobody did. */
  readonly replayedAt: number | null;
}

/** A failed attempt, as `webhooks show` lists it. */
export interface FailedAttempt {
  readonly attempt: number;
  readonly at: number;
  readonly code: string;
  readonly status: number | null;
  readonly durationMs: number;
}

export interface DeliveryDetails {
  readonly delivery: DeliveryRecord;
  readonly endpoint: EndpointRecord;
  readonly failures: readonly FailedAttempt[];
  /** Null once it was pruned. */
  readonly body: string | null;
}

/** Which deliveries are meant; what is left out does not narrow. */
export interface DeliveryFilter {
  readonly ids?: readonly number[];
  readonly repositoryId?: number;
  readonly endpointId?: number;
  readonly eventId?: string;
  readonly states?: readonly DeliveryState[];
  /** Announced at or after this time. */
  readonly since?: number;
}

export interface DeliveryPage extends DeliveryFilter {
  /** Only those with a smaller id: where the page before ended. */
  readonly before?: number;
  readonly limit: number;
}

export interface Replayed {
  /** These are due again, with all their attempts before them. */
  readonly replayed: readonly number[];
  /** Their event's text was pruned; nothing can be sent. */
  readonly pruned: readonly number[];
  /** Their endpoint is switched off, or no longer in the config. */
  readonly withheld: readonly number[];
  /** They were tried since the replay was asked for. */
  readonly tried: readonly number[];
}

export interface ReplayRequest {
  readonly now: number;
  /** What was tried at this time or later is left alone, so that a request that is repeated repeats nothing. */
  readonly askedAt?: number;
}

/** What came of switching an endpoint on. */
export type Enabled =
  | { readonly status: "enabled"; readonly endpoint: EndpointRecord }
  /** It was not off. */
  | { readonly status: "already_on"; readonly endpoint: EndpointRecord }
  /** The config no longer names it, so nothing is sent there. */
  | { readonly status: "removed"; readonly endpoint: EndpointRecord }
  | { readonly status: "unknown" };

export interface OutboxBacklog {
  readonly states: Readonly<Record<Exclude<DeliveryState, "delivered">, number>>;
  /**
   * Since when the oldest of those that wait to be sent, or to be sent again, is due; it may be in the future. What waits at an
   * endpoint that fails is left out: it waits for that one.
   */
  readonly oldestDue: number | null;
  /** Endpoints that are switched off and that a config still names. */
  readonly disabledEndpoints: number;
}

/** Up to when what is over is kept. */
export interface OutboxRetention {
  /** Delivered, dead and disabled deliveries that were over before are removed, and texts of events without any left. */
  readonly finishedBefore: number;
}

/** The outbox. Everything is safe to call from several instances at once. Throws where the database does not answer. */
export interface OutboxStore {
  /** Writes down that events were seen, with a delivery for each endpoint that wants them. A repeat creates nothing. */
  readonly announce: (announcement: OutboxAnnouncement) => Promise<OutboxAnnounced>;
  /** The last commit of a release branch that was announced with its deliveries, or null: its last good head. */
  readonly announcedCommit: (watched: WatchedBranch) => Promise<string | null>;
  /**
   * Settles what is over and then takes what is due, and what of others' ran out, in one transaction: waiting for the disk
   * is what costs most. Without a lease request it only settles. No two callers ever get the same delivery. Safe to repeat
   * when it failed.
   */
  readonly exchange: (exchange: OutboxExchange) => Promise<OutboxExchanged>;
  /** Endpoints that were disabled without anybody having been told. */
  readonly untold: () => Promise<readonly EndpointRecord[]>;
  readonly told: (endpointId: number, now: number) => Promise<void>;
  /** Newest first. */
  readonly list: (page: DeliveryPage) => Promise<readonly DeliveryRecord[]>;
  readonly show: (id: number) => Promise<DeliveryDetails | null>;
  readonly endpoints: (filter: { readonly repositoryId?: number }) => Promise<readonly EndpointRecord[]>;
  /** Makes deliveries due again, in whatever state they are except `pending` and `leased`. */
  readonly replay: (filter: DeliveryFilter, request: ReplayRequest) => Promise<Replayed>;
  /** Switches a disabled endpoint on, its failures forgotten. What it missed stays as it is until it is replayed. */
  readonly enable: (endpointId: number) => Promise<Enabled>;
  /** How many deliveries stand in each state, of those that are meant, and since when the oldest has been due. */
  readonly counts: (filter?: DeliveryFilter) => Promise<{
    readonly states: Readonly<Record<DeliveryState, number>>;
    readonly oldestDue: number | null;
  }>;
  /** What did not arrive, at a bounded cost: each state is counted up to 10,000. */
  readonly backlog: () => Promise<OutboxBacklog>;
  readonly prune: (retention: OutboxRetention) => Promise<number>;
}
