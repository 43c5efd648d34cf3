import { accessSync, chmodSync, constants, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Database, kyselyOn } from "./database.ts";
import { nodeSqliteDialect } from "./sqlite-dialect.ts";
import { ownSqliteFile } from "./sqlite-owner.ts";

/** How long a write waits for an operator's command that is writing. */
const BUSY_MS = 5_000;

/** An open file; `close` ends everything that `open` began. */
export interface OpenSqlite extends Database {
  readonly kind: "sqlite";
  readonly close: () => Promise<void>;
}

/** The directory for the data is not there and cannot be made, or this user may not write in it. */
class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
  constructor(directory: string, cause: unknown) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    super(
      `The directory for the data, ${directory}, cannot be written (${why}): set POINTSMAN_DATA_DIR to one that this user may write, or POINTSMAN_DATABASE_URL to a PostgreSQL server`,
    );
  }
}

/** Opens the file as its one owner, making it where it is absent. Throws `DatabaseInUseError` and `DataDirectoryError`. */
export function openSqlite(file: string, pid: number): OpenSqlite {
  makeWritable(dirname(file));
  const owner = ownSqliteFile(file, pid);
  try {
    const database = connect(file);
    // Written to it are events' texts and who caused them.
    chmodSync(file, 0o600);
    return opened(database, owner.release);
  } catch (error) {
    owner.release();
    throw error;
  }
}

function makeWritable(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataDirectoryError(directory, error);
  }
}

/**
 * Opens a file beside its owner, for an operator's single commands: short reads and writes, which SQLite keeps apart.
 * Throws where there is no such file.
 */
export function visitSqlite(file: string): OpenSqlite {
  const exists = new DatabaseSync(file, { readOnly: true });
  exists.close();
  return opened(connect(file), () => undefined);
}

function connect(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
  // With a write-ahead log only FULL waits for the disk at every commit: https://www.sqlite.org/pragma.html#pragma_synchronous
  database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 67108864");
  return database;
}

function opened(database: DatabaseSync, release: () => void): OpenSqlite {
  const db = kyselyOn(nodeSqliteDialect(database));
  return {
    kind: "sqlite",
    db,
    close: async () => {
      await db.destroy();
      if (database.isOpen) database.close();
      release();
    },
  };
}
