import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { type Dialect, type SqliteDatabase, SqliteDialect, type SqliteStatement } from "kysely";

const NOTHING_CHANGED = { changes: 0, lastInsertRowid: 0 };

/** How many statements stay prepared. Kysely writes the same few over and over. */
const KEPT_STATEMENTS = 200;

/**
 * Kysely's own SQLite dialect on Node's own SQLite. Kysely lets one transaction at a time use the one connection.
 * Transactions take the write lock when they begin: one that took it halfway could be refused, for an operator's command
 * in another process may have written since.
 */
export function nodeSqliteDialect(database: DatabaseSync): Dialect {
  const prepared = new Map<string, SqliteStatement>();
  const prepare = (text: string): SqliteStatement => {
    const statement =
      prepared.get(text) ?? adapt(database.prepare(text === "begin" ? "begin immediate" : text));
    // A full disk ends the transaction by itself; rolling it back again would fail, and hide why.
    if (text === "rollback" && !database.isTransaction) return { ...statement, run: () => NOTHING_CHANGED };
    prepared.delete(text);
    prepared.set(text, statement);
    const [oldest] = prepared.keys();
    if (prepared.size > KEPT_STATEMENTS && oldest !== undefined) prepared.delete(oldest);
    return statement;
  };
  const adapted: SqliteDatabase = { prepare, close: () => database.close() };
  return new SqliteDialect({ database: adapted });
}

function adapt(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...parameters.map(inputValue)),
    run: (parameters) => statement.run(...parameters.map(inputValue)),
    iterate: (parameters) => statement.iterate(...parameters.map(inputValue)),
  };
}

function inputValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint" || value instanceof Uint8Array) return value;
  throw new TypeError(`SQLite takes no ${typeof value}`);
}
