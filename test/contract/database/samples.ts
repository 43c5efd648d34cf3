import type { IncomingDelivery } from "../../../src/inbox/inbox-store.ts";
import { judgeEndpoint } from "../../../src/webhooks/outbox/schedule.ts";
import type {
  DeliveryVerdict,
  DueEndpoint,
  EndpointEntry,
  LeasedDelivery,
  OutboxAnnouncement,
  OutboxStore,
  OutgoingEvent,
  SettleOutcome,
} from "../../../src/webhooks/outbox/store.ts";

export const START = Date.parse("2026-03-15T09:00:00Z");
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

export function incoming(id: string, more: Partial<IncomingDelivery> = {}): IncomingDelivery {
  const body = `{"n":"${id}"}`;
  return {
    ...{ id, event: "issue_comment", body, lane: null, repositoryId: null, receivedAt: START },
    ...more,
  };
}

export function endpoint(name: string, more: Partial<EndpointEntry> = {}): EndpointEntry {
  const url = `https://${name}.example.com/hooks`;
  return { url, secret: "POINTSMAN_WEBHOOK_SECRET", previousSecret: null, ordinal: 0, ...more };
}

export const BOTH = [endpoint("one"), endpoint("two")];

export function outgoing(n: number, endpoints: readonly number[] = [0]): OutgoingEvent {
  const id = `evt_${String(n).padStart(24, "0")}`;
  return {
    id,
    type: "prompt.published",
    environment: "production",
    promptId: "support-triage",
    sequence: n,
    body: JSON.stringify({ id, reason: "kaputt \u{1f4a5} \u0000" }),
    endpoints,
  };
}

export const REPOSITORY = 812_345_678_901;
/** The branch of which an announcement tells by default. */
export const RELEASES = { repositoryId: REPOSITORY, branch: "prompt-releases" } as const;

export function announcement(more: Partial<OutboxAnnouncement> = {}): OutboxAnnouncement {
  return {
    ...RELEASES,
    endpoints: [endpoint("one")],
    events: [outgoing(1)],
    commit: null,
    now: START,
    ...more,
  };
}

let tokens = 0;

/** Leases as a worker does, by default up to 100 of each endpoint for a minute. */
export async function leaseAt(
  outbox: OutboxStore,
  now: number,
  { each = 100, leaseMs = MINUTE }: { readonly each?: number; readonly leaseMs?: number } = {},
): Promise<readonly LeasedDelivery[]> {
  tokens += 1;
  const share = (due: readonly DueEndpoint[]) => new Map(due.map(({ id }) => [id, each]));
  const lease = { now, until: now + leaseMs, token: `worker:${tokens}`, share };
  return (await outbox.exchange({ settlements: [], judge: judgeEndpoint, lease })).leased;
}

export async function settleAt(
  outbox: OutboxStore,
  at: number,
  leased: readonly LeasedDelivery[],
  verdict: DeliveryVerdict,
): Promise<readonly SettleOutcome[]> {
  const settlements = leased.map(({ attempt, endpointId, id, token }) => {
    return { id, token, endpointId, attempt, at, durationMs: 12.5, verdict };
  });
  return (await outbox.exchange({ settlements, judge: judgeEndpoint, lease: null })).outcomes;
}

export const delivered: DeliveryVerdict = { state: "delivered", status: 200 };

export function failedUntil(retryAt: number): DeliveryVerdict {
  return { state: "failed", retryAt, code: "timeout", status: null, endpointAtFault: true };
}

export const dead: DeliveryVerdict = {
  state: "dead",
  code: "http_status",
  status: 500,
  endpointAtFault: true,
};

/** The endpoint said 410. */
export const gone: DeliveryVerdict = {
  state: "disabled",
  code: "http_status",
  status: 410,
  endpointAtFault: true,
};
