import type { Selectable, Transaction } from "kysely";
import type {
  AttemptFailure,
  DeliveryVerdict,
  JudgeEndpoint,
  Settlement,
  SettleOutcome,
} from "../webhooks/outbox-store.ts";
import type { Session } from "./database.ts";
import type { Tables } from "./schema.ts";

type Endpoint = Selectable<Tables["endpoints"]>;

/** Writes down what came of some attempts, and what that says of their endpoints. */
export async function settle(
  session: Session,
  settlements: readonly Settlement[],
  judge: JudgeEndpoint,
): Promise<readonly SettleOutcome[]> {
  const endpoints = await endpointsOf(session, settlements);
  const outcomes: SettleOutcome[] = [];
  for (const settlement of settlements) {
    const endpoint = endpoints.get(settlement.endpointId);
    if (endpoint === undefined || !(await settleDelivery(session.tx, settlement, endpoint))) {
      outcomes.push("lease_lost");
      continue;
    }
    outcomes.push("settled");
    const judged = await judgeEndpoint(session.tx, { endpoint, judge, settlement });
    endpoints.set(judged.id, judged);
  }
  return outcomes;
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

async function settleDelivery(
  tx: Transaction<Tables>,
  settlement: Settlement,
  endpoint: Endpoint,
): Promise<boolean> {
  const { at, attempt, durationMs, id, token, verdict } = settlement;
  const { numUpdatedRows } = await tx
    .updateTable("deliveries")
    .where("id", "=", id)
    .where("lease_token", "=", token)
    .set({ lease_until: null, lease_token: null, ...standing(verdict, endpoint, at) })
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) return false;
  if (verdict.state !== "delivered") {
    const { code, status } = verdict;
    const duration = Math.round(durationMs);
    const failure = { delivery_id: id, at, attempt, code, status, duration_ms: duration };
    await tx.insertInto("delivery_failures").values(failure).execute();
  }
  return true;
}

/** An endpoint that was taken away or switched off while the attempt was under way gets no other. */
function standing(verdict: DeliveryVerdict, endpoint: Endpoint, at: number) {
  if (verdict.state === "delivered") {
    return { state: verdict.state, finished_at: at, code: null, status: verdict.status };
  }
  const { code, status }: AttemptFailure = verdict;
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
