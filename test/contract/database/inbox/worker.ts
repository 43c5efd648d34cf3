import type { InboxLeaseRequest, InboxStore, LeasedIncoming } from "../../../../src/inbox/inbox-store.ts";
import { MINUTE, START } from "../samples.ts";

let tokens = 0;

/** Leases as a worker does. */
export function leaseAt(
  inbox: InboxStore,
  now: number,
  more: Partial<Pick<InboxLeaseRequest, "limit" | "afterLapse" | "underWay" | "without">> = {},
) {
  tokens += 1;
  const request = {
    now,
    until: now + MINUTE,
    token: `worker:${tokens}`,
    limit: 10,
    afterLapse: () => ({ state: "pending", retryAt: now, reason: "interrupted" }) as const,
    patience: 3,
    underWay: [],
    without: [],
  };
  return inbox.lease({ ...request, ...more });
}

export function settle(inbox: InboxStore, { row, token }: LeasedIncoming, at = START) {
  return inbox.settle({ row, token, at, verdict: { state: "done" } });
}

export function failUntil(inbox: InboxStore, { row, token }: LeasedIncoming, retryAt: number) {
  return inbox.settle({
    row,
    token,
    at: START,
    verdict: { state: "pending", retryAt, reason: "GitHub is down" },
  });
}

export const ids = (leased: readonly LeasedIncoming[]) => leased.map(({ id }) => id);
