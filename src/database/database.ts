import {
  type Dialect,
  HandleEmptyInListsPlugin,
  Kysely,
  replaceWithNoncontingentExpression,
  type Transaction,
} from "kysely";
import type { Tables } from "./schema.ts";

export type DatabaseKind = "sqlite" | "postgres";

/** An open database; the few places where the two kinds differ ask for `kind`. */
export interface Database {
  readonly kind: DatabaseKind;
  readonly db: Kysely<Tables>;
}

/** The query layer on a dialect. Nothing is in an empty list: SQLite knows that, PostgreSQL would call it bad syntax. */
export function kyselyOn(dialect: Dialect): Kysely<Tables> {
  const emptyLists = new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression });
  return new Kysely({ dialect, plugins: [emptyLists] });
}

/** One transaction of it. */
export interface Session {
  readonly kind: DatabaseKind;
  readonly tx: Transaction<Tables>;
}

/** How often a transaction is tried that PostgreSQL broke off in favour of another. */
const ATTEMPTS = 5;
/** serialization_failure, deadlock_detected: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const BROKEN_OFF = new Set(["40001", "40P01"]);

/** Does all of `work` or nothing of it. */
export async function transact<Result>(
  { db, kind }: Database,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute((tx) => work({ kind, tx }));
    } catch (error) {
      if (attempt === ATTEMPTS || !wasBrokenOff(error)) throw error;
    }
  }
}

function wasBrokenOff(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("code" in error)) return false;
  return typeof error.code === "string" && BROKEN_OFF.has(error.code);
}

/** As many rows as one statement may insert or name: far below both databases' limits on parameters. */
const CHUNK = 500;

export function chunksOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, nth) =>
    items.slice(nth * CHUNK, (nth + 1) * CHUNK),
  );
}
