import { PostgresDialect } from "kysely";
import pg from "pg";
import { type Database, kyselyOn } from "./database.ts";

const CONNECTIONS = 10;
const CONNECT_MS = 5_000;
/** No statement of ours is long; one that hangs must not hang the app. */
const STATEMENT_MS = 30_000;

/** The type of 64-bit integers, which pg gives as text by default: times and numbers of ours stay far below 2^53. */
const INT8 = pg.types.builtins.INT8;

/** An open connection pool. */
export interface OpenPostgres extends Database {
  readonly kind: "postgres";
  readonly close: () => Promise<void>;
}

/** @param onIdleError told of connections that broke while nobody used them; the pool replaces them by itself */
export function openPostgres(url: string, onIdleError: (error: Error) => void): OpenPostgres {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: "pointsman",
    keepAlive: true,
    types: {
      getTypeParser: (type: number, format?: "text" | "binary") =>
        type === INT8 ? Number : pg.types.getTypeParser(type, format),
    },
  });
  pool.on("error", onIdleError);
  // One that breaks between two statements of a transaction would end the process; the next statement tells of it.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = kyselyOn(new PostgresDialect({ pool }));
  return {
    kind: "postgres",
    db,
    close: async () => {
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}
