import { sql } from "kysely";
import { type Database, transact } from "./database.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";

/** The database was written by a newer pointsman, which knows what this one does not. */
export class NewerDatabaseError extends Error {
  override readonly name = "NewerDatabaseError";
  constructor(migration: string) {
    super(
      `The database has seen the migration ${migration}, which this version of pointsman does not know: run a newer one`,
    );
  }
}

/** The database is not up to date and whoever opened it may not change its tables. */
export class OldDatabaseError extends Error {
  override readonly name = "OldDatabaseError";
  constructor() {
    super("The database was not brought up to date yet: start the app once");
  }
}

/** A number of ours for PostgreSQL's advisory locks. Repositories' ids are positive. */
const MIGRATION_LOCK = -7_076_732;

/**
 * Brings the tables up to date, all steps in one transaction: whoever is killed meanwhile leaves nothing half done, and
 * instances that start together wait for one another. Gives the names of the steps it took.
 */
export function migrate(
  database: Database,
  now: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly string[]> {
  return transact(database, async ({ kind, tx }) => {
    if (kind === "postgres") await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(tx);
    await tx.schema
      .createTable("migrations")
      .ifNotExists()
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("applied_at", "bigint", (column) => column.notNull())
      .execute();
    const missing = await missingFrom({ kind, db: tx }, migrations);
    for (const { name, up } of missing) {
      await up(tx.schema, kind, tx);
      await tx.insertInto("migrations").values({ name, applied_at: now }).execute();
    }
    return missing.map(({ name }) => name);
  });
}

/** Throws `OldDatabaseError` or `NewerDatabaseError` where the tables are not exactly those this version knows. */
export async function expectUpToDate(database: Database): Promise<void> {
  const tables = await database.db.introspection.getTables();
  if (tables.every(({ name }) => name !== "migrations")) throw new OldDatabaseError();
  if ((await missingFrom(database, MIGRATIONS)).length > 0) throw new OldDatabaseError();
}

async function missingFrom(
  { db }: Database,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const applied = await db.selectFrom("migrations").select("name").orderBy("name").execute();
  const unknown = applied.find(({ name }) => migrations.every((known) => known.name !== name));
  if (unknown !== undefined) throw new NewerDatabaseError(unknown.name);
  return migrations.filter(({ name }) => applied.every((row) => row.name !== name));
}
