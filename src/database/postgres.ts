import { Socket } from "node:net";
import { PostgresDialect } from "kysely";
import pg from "pg";
import { type Database, kyselyOn } from "./database.ts";

const CONNECTIONS = 10;
const CONNECT_MS = 5_000;
/** No statement of ours is long; one that hangs must not hang the app. */
const STATEMENT_MS = 30_000;
/** Where the server itself says nothing for longer than it gives a statement, the way to it is cut without a word. */
const SILENCE_MS = STATEMENT_MS + 5_000;
/** Connections that nobody uses are closed long before they would be taken for cut. */
const IDLE_MS = 10_000;

/** The type of 64-bit integers, which pg gives as text by default: times and numbers of ours stay far below 2^53. */
const INT8 = pg.types.builtins.INT8;

/** An open connection pool. */
export interface OpenPostgres extends Database {
  readonly kind: "postgres";
  readonly close: () => Promise<void>;
}

/**
 * @param onIdleError told of connections that broke while nobody used them; the pool replaces them by itself
 * @param silenceMs how long a server may say nothing before its connection is given up, in milliseconds
 */
export function openPostgres(
  url: string,
  onIdleError: (error: Error) => void,
  silenceMs = SILENCE_MS,
): OpenPostgres {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_MS,
    stream: () => audibleSocket(silenceMs),
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

/** By itself TCP would wait some fifteen minutes for a server that is cut off, and every statement with it. */
function audibleSocket(silenceMs: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(silenceMs, () => socket.destroy(new Error("PostgreSQL says nothing any more")));
}
