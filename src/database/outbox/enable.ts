import type { Enabled } from "../../webhooks/outbox/store.ts";
import type { Session } from "../database.ts";
import { endpointRecord } from "./queries.ts";

/** Switches an endpoint on, as if it had never failed. */
export async function enable({ kind, tx }: Session, endpointId: number): Promise<Enabled> {
  const query = tx.selectFrom("endpoints").selectAll().where("id", "=", endpointId);
  const row = await (kind === "postgres" ? query.forNoKeyUpdate() : query).executeTakeFirst();
  if (row === undefined) return { status: "unknown" };
  if (row.removed_at !== null) return { status: "removed", endpoint: endpointRecord(row) };
  if (row.disabled_at === null) return { status: "already_on", endpoint: endpointRecord(row) };
  const on = await tx
    .updateTable("endpoints")
    .where("id", "=", endpointId)
    .set({
      disabled_at: null,
      disabled_reason: null,
      told_at: null,
      failing_since: null,
      last_failed_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { status: "enabled", endpoint: endpointRecord(on) };
}
