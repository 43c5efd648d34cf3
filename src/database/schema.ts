import type { Generated } from "kysely";
import type { InboxState } from "../inbox/inbox-store.ts";
import type { AlarmKind } from "../releases/alarm-store.ts";
import type { DeliveryState, DisabledReason } from "../webhooks/outbox/store.ts";

/**
 * The tables, the same in both databases. Times are milliseconds since the epoch. A time stands only where it still
 * means something: `due_at` while a row waits, `lease_until` while it is leased. So one plain index on it finds what is
 * due, however many rows are over.
 */
export interface Tables {
  readonly migrations: MigrationRow;
  readonly inbox: InboxRow;
  readonly seen_events: SeenEventRow;
  readonly endpoints: EndpointRow;
  readonly deliveries: DeliveryRow;
  readonly delivery_failures: DeliveryFailureRow;
  readonly announced_heads: AnnouncedHeadRow;
  readonly branch_alarms: AlarmRow;
  readonly configs: ConfigRow;
}

interface MigrationRow {
  readonly name: string;
  readonly applied_at: number;
}

interface InboxRow {
  /** Counts up in the order of arrival. */
  readonly id: Generated<number>;
  readonly delivery_id: string;
  readonly event: string;
  /** Null also for what is over: nothing waits behind it. */
  readonly lane: string | null;
  /** Null also in what an earlier pointsman wrote. */
  readonly repository_id: number | null;
  /** Null once it is done. */
  readonly body: string | null;
  readonly state: InboxState;
  readonly attempts: number;
  readonly received_at: number;
  readonly due_at: number | null;
  readonly lease_until: number | null;
  readonly lease_token: string | null;
  readonly finished_at: number | null;
  readonly reason: string | null;
}

/** That an event was seen, for ever; its text as long as somebody may want it sent. */
interface SeenEventRow {
  readonly repository_id: number;
  readonly event_id: string;
  readonly type: string;
  readonly environment: string | null;
  readonly prompt_id: string;
  readonly sequence: number;
  readonly body: string | null;
  readonly seen_at: number;
}

interface EndpointRow {
  readonly id: Generated<number>;
  readonly repository_id: number;
  readonly url: string;
  readonly ordinal: number;
  readonly secret: string;
  readonly previous_secret: string | null;
  readonly failing_since: number | null;
  readonly last_failed_at: number | null;
  readonly disabled_at: number | null;
  readonly disabled_reason: DisabledReason | null;
  /** When people were told that it is disabled. */
  readonly told_at: number | null;
  /** Since when the config does not name it. */
  readonly removed_at: number | null;
}

interface DeliveryRow {
  readonly id: Generated<number>;
  readonly repository_id: number;
  readonly event_id: string;
  readonly endpoint_id: number;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly created_at: number;
  readonly due_at: number | null;
  readonly lease_until: number | null;
  readonly lease_token: string | null;
  readonly finished_at: number | null;
  readonly code: string | null;
  readonly status: number | null;
  /** Of the attempt that arrived. */
  readonly duration_ms: number | null;
  /** When somebody last had it sent again. */
  readonly replayed_at: number | null;
}

interface DeliveryFailureRow {
  readonly delivery_id: number;
  readonly at: number;
  readonly attempt: number;
  readonly code: string;
  readonly status: number | null;
  readonly duration_ms: number;
}

/** How far a release branch was announced. The name is empty in what was written before branches were told apart. */
interface AnnouncedHeadRow {
  readonly repository_id: number;
  readonly branch: string;
  readonly commit_sha: string;
  readonly at: number;
}

/** An alarm about a release branch that stands. */
interface AlarmRow {
  readonly repository_id: number;
  /** Empty as above. */
  readonly branch: string;
  readonly kind: AlarmKind;
  readonly commit_sha: string;
  readonly raised_at: number;
}

/** The last config of a repository that could be read. */
interface ConfigRow {
  readonly repository_id: number;
  readonly text_json: string;
  readonly commit_sha: string;
  readonly broken_since: number | null;
}
