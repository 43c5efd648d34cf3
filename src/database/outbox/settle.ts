import { type Selectable, sql, type Transaction } from "kysely";
import type {
  DeliveryVerdict,
  JudgeEndpoint,
  OutboxExchange,
  Settlement,
  SettleOutcome,
} from "../../webhooks/outbox/store.ts";
import type { Session } from "../database.ts";
import type { Tables } from "../schema.ts";

type Endpoint = Selectable<Tables["endpoints"]>;
type FailedVerdict = Exclude<DeliveryVerdict, { readonly state: "delivered" }>;

/** Writes down what came of some attempts, and what that says of their endpoints. */
export async function settle(
  session: Session,
  { judge, settlements }: Pick<OutboxExchange, "judge" | "settlements">,
): Promise<readonly SettleOutcome[]> {
  if (settlements.length === 0) return [];
  const endpoints = await endpointsOf(session, settlements);
  const arrived = await settleArrivals(session.tx, settlements);
  const outcomes: SettleOutcome[] = [];
  for (const settlement of settlements) {
    const endpoint = endpoints.get(settlement.endpointId);
    const { verdict } = settlement;
    const counts =
      endpoint !== undefined &&
      (verdict.state === "delivered"
        ? arrived.has(settlement)
        : await settleFailure(session.tx, settlement, { endpoint, verdict }));
    outcomes.push(counts ? "settled" : "lease_lost");
    if (counts) endpoints.set(endpoint.id, await judgeEndpoint(session.tx, { endpoint, judge, settlement }));
  }
  return outcomes;
}

/** Those that arrived, together: one statement for all of a lease with the same status. */
async function settleArrivals(
  tx: Transaction<Tables>,
  settlements: readonly Settlement[],
): Promise<ReadonlySet<Settlement>> {
  const arrived = new Set<Settlement>();
  const alike = Map.groupBy(settlements, ({ token, verdict }) =>
    verdict.state === "delivered" ? `${verdict.status} ${token}` : null,
  );
  for (const [key, group] of alike) {
    const [first] = group;
    if (key === null || first === undefined) continue;
    const { at, token, verdict } = first;
    const rows = await tx
      .updateTable("deliveries")
      .where("lease_token", "=", token)
      .where(
        "id",
        "in",
        group.map(({ id }) => id),
      )
      .set({
        state: "delivered",
        lease_until: null,
        lease_token: null,
        finished_at: at,
        code: null,
        status: verdict.status,
        duration_ms: durations(group),
      })
      .returning("id")
      .execute();
    const ids = new Set(rows.map(({ id }) => id));
    for (const settlement of group) if (ids.has(settlement.id)) arrived.add(settlement);
  }
  return arrived;
}

/** Each row's own, in a statement for all of them. */
function durations(settlements: readonly Settlement[]) {
  const cases = settlements.map(({ durationMs, id }) => sql`when ${id} then ${Math.round(durationMs)}`);
  return sql<number>`cast(case id ${sql.join(cases, sql` `)} end as integer)`;
}

async function endpointsOf(
  { kind, tx }: Session,
  settlements: readonly Settlement[],
): Promise<Map<number, Endpoint>> {
  const ids = [...new Set(settlements.map(({ endpointId }) => endpointId))];
  const query = tx.selectFrom("endpoints").selectAll().where("id", "in", ids).orderBy("id");
  // Locked only where it will be changed: most attempts arrive at an endpoint that does well.
  const rows = await query.execute();
  const changing = settlements.some(({ verdict }) => verdict.state !== "delivered");
  const locked =
    kind === "postgres" && (changing || rows.some(({ failing_since }) => failing_since !== null))
      ? await query.forNoKeyUpdate().execute()
      : rows;
  return new Map(locked.map((row) => [row.id, row]));
}

async function settleFailure(
  tx: Transaction<Tables>,
  { at, attempt, durationMs, id, token }: Settlement,
  { endpoint, verdict }: { readonly endpoint: Endpoint; readonly verdict: FailedVerdict },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("deliveries")
    .where("id", "=", id)
    .where("lease_token", "=", token)
    .set({ lease_until: null, lease_token: null, ...standing(verdict, endpoint, at) })
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) return false;
  const { code, status } = verdict;
  const duration = Math.round(durationMs);
  const failure = { delivery_id: id, at, attempt, code, status, duration_ms: duration };
  await tx.insertInto("delivery_failures").values(failure).execute();
  return true;
}

/** An endpoint that was taken away or switched off while the attempt was under way gets no other. */
function standing(verdict: FailedVerdict, endpoint: Endpoint, at: number) {
  const { code, status } = verdict;
  if (verdict.state !== "failed") return { state: verdict.state, finished_at: at, code, status };
  if (endpoint.removed_at !== null)
    return { state: "dead", finished_at: at, code: "endpoint_removed", status } as const;
  if (endpoint.disabled_at !== null) return { state: "disabled", finished_at: at, code, status } as const;
  return { state: verdict.state, due_at: verdict.retryAt, code, status };
}

async function judgeEndpoint(
  tx: Transaction<Tables>,
  {
    endpoint,
    judge,
    settlement,
  }: {
    readonly endpoint: Endpoint;
    readonly judge: JudgeEndpoint;
    readonly settlement: Settlement;
  },
): Promise<Endpoint> {
  const { at, verdict } = settlement;
  const health = { failingSince: endpoint.failing_since, lastFailedAt: endpoint.last_failed_at };
  const judged = judge(health, { at, verdict });
  const disabling = judged.disable !== null && endpoint.disabled_at === null;
  if (
    !disabling &&
    judged.failingSince === health.failingSince &&
    judged.lastFailedAt === health.lastFailedAt
  ) {
    return endpoint;
  }
  const after = {
    failing_since: judged.failingSince,
    last_failed_at: judged.lastFailedAt,
    ...(disabling ? { disabled_at: at, disabled_reason: judged.disable } : {}),
  };
  await tx.updateTable("endpoints").where("id", "=", endpoint.id).set(after).execute();
  if (disabling) await switchOff(tx, endpoint.id, at);
  return { ...endpoint, ...after };
}

async function switchOff(tx: Transaction<Tables>, endpointId: number, at: number): Promise<void> {
  await tx
    .updateTable("deliveries")
    .where("endpoint_id", "=", endpointId)
    .where("due_at", "is not", null)
    .set({ state: "disabled", due_at: null, finished_at: at, code: "endpoint_disabled" })
    .execute();
}
