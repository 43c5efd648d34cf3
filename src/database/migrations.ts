import { type CreateTableBuilder, type SchemaModule, sql, type Transaction } from "kysely";
import type { DatabaseKind } from "./database.ts";
import type { Tables } from "./schema.ts";

/** One step forward. There are none back: going back means restoring a backup. */
export interface Migration {
  readonly name: string;
  /** `tx` is for what a schema cannot say: moving rows. */
  readonly up: (schema: SchemaModule, kind: DatabaseKind, tx: Transaction<Tables>) => Promise<void>;
}

/** Every step, in order. One that was released is never changed again; the next is added behind it. */
export const MIGRATIONS: readonly Migration[] = [
  { name: "0001-inbox-and-outbox", up: createFirstTables },
  { name: "0002-alarms", up: createAlarms },
  { name: "0003-configs", up: createConfigs },
  { name: "0004-how-deliveries-went", up: addHowDeliveriesWent },
  { name: "0005-heads-and-alarms-by-branch", up: tellBranchesApart },
  { name: "0006-inbox-by-repository", up: tellRepositoriesApart },
];

async function createFirstTables(schema: SchemaModule, kind: DatabaseKind): Promise<void> {
  await createInbox(schema, kind);
  await createEvents(schema);
  await createEndpoints(schema, kind);
  await createDeliveries(schema, kind);
}

async function createInbox(schema: SchemaModule, kind: DatabaseKind): Promise<void> {
  await numbered(schema.createTable("inbox"), kind)
    .addColumn("delivery_id", "text", (column) => column.notNull().unique())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("lane", "text")
    .addColumn("body", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addColumn("due_at", "bigint")
    .addColumn("lease_until", "bigint")
    .addColumn("lease_token", "text")
    .addColumn("finished_at", "bigint")
    .addColumn("reason", "text")
    .execute();
  await indexed(schema, "inbox", [["due_at"], ["lease_until"], ["lane"], ["state", "finished_at"]]);
}

async function createEvents(schema: SchemaModule): Promise<void> {
  await schema
    .createTable("seen_events")
    .addColumn("repository_id", "bigint", (column) => column.notNull())
    .addColumn("event_id", "text", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("environment", "text")
    .addColumn("prompt_id", "text", (column) => column.notNull())
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .addColumn("body", "text")
    .addColumn("seen_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("seen_events_key", ["repository_id", "event_id"])
    .execute();
  await indexed(schema, "seen_events", [["seen_at"]]);
  await schema
    .createTable("announced")
    .addColumn("repository_id", "bigint", (column) => column.primaryKey())
    .addColumn("commit_sha", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .execute();
}

async function createEndpoints(schema: SchemaModule, kind: DatabaseKind): Promise<void> {
  await numbered(schema.createTable("endpoints"), kind)
    .addColumn("repository_id", "bigint", (column) => column.notNull())
    .addColumn("url", "text", (column) => column.notNull())
    .addColumn("ordinal", "integer", (column) => column.notNull())
    .addColumn("secret", "text", (column) => column.notNull())
    .addColumn("previous_secret", "text")
    .addColumn("failing_since", "bigint")
    .addColumn("last_failed_at", "bigint")
    .addColumn("disabled_at", "bigint")
    .addColumn("disabled_reason", "text")
    .addColumn("told_at", "bigint")
    .addColumn("removed_at", "bigint")
    .addUniqueConstraint("endpoints_key", ["repository_id", "url", "ordinal"])
    .execute();
}

async function createDeliveries(schema: SchemaModule, kind: DatabaseKind): Promise<void> {
  await numbered(schema.createTable("deliveries"), kind)
    .addColumn("repository_id", "bigint", (column) => column.notNull())
    .addColumn("event_id", "text", (column) => column.notNull())
    .addColumn("endpoint_id", "bigint", (column) => column.notNull().references("endpoints.id"))
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("due_at", "bigint")
    .addColumn("lease_until", "bigint")
    .addColumn("lease_token", "text")
    .addColumn("finished_at", "bigint")
    .addColumn("code", "text")
    .addColumn("status", "integer")
    .addUniqueConstraint("deliveries_key", ["repository_id", "event_id", "endpoint_id"])
    .addForeignKeyConstraint("deliveries_event", ["repository_id", "event_id"], "seen_events", [
      "repository_id",
      "event_id",
    ])
    .execute();
  await indexed(schema, "deliveries", [["endpoint_id", "due_at"], ["lease_until"], ["state", "finished_at"]]);
  await schema
    .createTable("delivery_failures")
    .addColumn("delivery_id", "bigint", (column) =>
      column.notNull().references("deliveries.id").onDelete("cascade"),
    )
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("attempt", "integer", (column) => column.notNull())
    .addColumn("code", "text", (column) => column.notNull())
    .addColumn("status", "integer")
    .addColumn("duration_ms", "integer", (column) => column.notNull())
    .execute();
  await indexed(schema, "delivery_failures", [["delivery_id"]]);
}

async function createAlarms(schema: SchemaModule): Promise<void> {
  await schema
    .createTable("alarms")
    .addColumn("repository_id", "bigint", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("commit_sha", "text", (column) => column.notNull())
    .addColumn("raised_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("alarms_key", ["repository_id", "kind", "commit_sha"])
    .execute();
}

async function createConfigs(schema: SchemaModule): Promise<void> {
  await schema
    .createTable("configs")
    .addColumn("repository_id", "bigint", (column) => column.primaryKey())
    .addColumn("text_json", "text", (column) => column.notNull())
    .addColumn("commit_sha", "text", (column) => column.notNull())
    .addColumn("broken_since", "bigint")
    .execute();
}

async function addHowDeliveriesWent(schema: SchemaModule): Promise<void> {
  await schema.alterTable("deliveries").addColumn("duration_ms", "integer").execute();
  await schema.alterTable("deliveries").addColumn("replayed_at", "bigint").execute();
}

/** What was known of a repository's release branch so far is known of a branch without a name: of whichever its config names. */
async function tellBranchesApart(
  schema: SchemaModule,
  _: DatabaseKind,
  tx: Transaction<Tables>,
): Promise<void> {
  await schema
    .createTable("announced_heads")
    .addColumn("repository_id", "bigint", (column) => column.notNull())
    .addColumn("branch", "text", (column) => column.notNull())
    .addColumn("commit_sha", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("announced_heads_key", ["repository_id", "branch"])
    .execute();
  await sql`insert into announced_heads (repository_id, branch, commit_sha, at)
    select repository_id, '', commit_sha, at from announced`.execute(tx);
  await schema.dropTable("announced").execute();
  await schema
    .createTable("branch_alarms")
    .addColumn("repository_id", "bigint", (column) => column.notNull())
    .addColumn("branch", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("commit_sha", "text", (column) => column.notNull())
    .addColumn("raised_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("branch_alarms_key", ["repository_id", "branch", "kind", "commit_sha"])
    .execute();
  await sql`insert into branch_alarms (repository_id, branch, kind, commit_sha, raised_at)
    select repository_id, '', kind, commit_sha, raised_at from alarms`.execute(tx);
  await schema.dropTable("alarms").execute();
}

/** What lies in the inbox already stays nobody's. */
async function tellRepositoriesApart(schema: SchemaModule): Promise<void> {
  await schema.alterTable("inbox").addColumn("repository_id", "bigint").execute();
}

/** A table whose rows count up and never use a number twice. */
function numbered<Name extends string>(
  table: CreateTableBuilder<Name>,
  kind: DatabaseKind,
): CreateTableBuilder<Name, "id"> {
  return kind === "sqlite"
    ? table.addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    : table.addColumn("id", sql`bigint`, (column) => column.primaryKey().generatedAlwaysAsIdentity());
}

async function indexed(
  schema: SchemaModule,
  table: string,
  columns: readonly (readonly string[])[],
): Promise<void> {
  for (const of of columns) {
    await schema
      .createIndex(`${table}_by_${of.join("_")}`)
      .on(table)
      .columns([...of])
      .execute();
  }
}
