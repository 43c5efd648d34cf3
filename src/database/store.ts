import { join, resolve } from "node:path";
import type { InboxStore } from "../inbox/inbox-store.ts";
import type { AlarmStore } from "../releases/alarm-store.ts";
import type { ConfigStore } from "../releases/config-store.ts";
import type { OutboxStore } from "../webhooks/outbox/store.ts";
import { alarmsOf } from "./alarms.ts";
import { configsOf } from "./configs.ts";
import type { Database, DatabaseKind } from "./database.ts";
import { inboxOf } from "./inbox.ts";
import { expectUpToDate, migrate } from "./migrate.ts";
import { outboxOf } from "./outbox/outbox.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite, visitSqlite } from "./sqlite.ts";

/** Everything that survives: what came in, what goes out, and what is wrong. */
export interface Store {
  readonly kind: DatabaseKind;
  readonly inbox: InboxStore;
  readonly outbox: OutboxStore;
  readonly alarms: AlarmStore;
  readonly configs: ConfigStore;
  /** Resolves when the database answers. */
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where the store is. */
export type StorePlace =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: string };

interface Opening {
  /** This process's id, which others are told while it owns a file. */
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A connection broke while nobody used it; others take its place. */
  readonly onIdleError: (error: Error) => void;
}

/** In the working directory of whoever named no other. */
const DATA_DIRECTORY = "pointsman-data";

/** PostgreSQL where a URL is given, else one file in the data directory. An empty text is none. */
export function storePlace({
  dataDirectory,
  url,
}: {
  readonly url: string | undefined;
  readonly dataDirectory: string | undefined;
}): StorePlace {
  if (url !== undefined && url !== "") return { kind: "postgres", url };
  return { kind: "sqlite", file: join(resolve(dataDirectory || DATA_DIRECTORY), "pointsman.db") };
}

/**
 * Opens the store for an app that works on it, and brings its tables up to date. What a process that died was at in a file
 * is taken up at once, since nobody else can be at it. Throws `DatabaseInUseError` where another process has the file,
 * `DataDirectoryError` where there can be none, `NewerDatabaseError` where a newer pointsman wrote it, and what the driver throws where a server does not answer.
 */
export async function openStore(place: StorePlace, { now, onIdleError, pid }: Opening): Promise<Store> {
  const open = place.kind === "sqlite" ? openSqlite(place.file, pid) : openPostgres(place.url, onIdleError);
  return closingOnFailure(open, async () => {
    await migrate(open, now);
    if (open.kind === "sqlite") await freeLeases(open);
  });
}

/**
 * Opens a store that exists for one command of an operator, beside the app that may be working on it. Throws
 * `OldDatabaseError` or `NewerDatabaseError` where its tables are not this version's.
 */
export async function visitStore(place: StorePlace): Promise<Store> {
  const open = place.kind === "sqlite" ? visitSqlite(place.file) : openPostgres(place.url, () => undefined);
  return closingOnFailure(open, () => expectUpToDate(open));
}

type Open = Database & { readonly close: () => Promise<void> };

async function closingOnFailure(open: Open, prepare: () => Promise<void>): Promise<Store> {
  try {
    await prepare();
  } catch (error) {
    await open.close();
    throw error;
  }
  return {
    kind: open.kind,
    inbox: inboxOf(open),
    outbox: outboxOf(open),
    alarms: alarmsOf(open),
    configs: configsOf(open),
    ping: async () => {
      await open.db.selectFrom("migrations").select("name").limit(1).execute();
    },
    close: open.close,
  };
}

async function freeLeases({ db }: Database): Promise<void> {
  await db.updateTable("inbox").where("lease_until", "is not", null).set({ lease_until: 0 }).execute();
  await db.updateTable("deliveries").where("lease_until", "is not", null).set({ lease_until: 0 }).execute();
}
