import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kyselyOn } from "../../../src/database/database.ts";
import { inboxOf } from "../../../src/database/inbox.ts";
import { outboxOf } from "../../../src/database/outbox/outbox.ts";
import { openSqlite, visitSqlite } from "../../../src/database/sqlite.ts";
import { nodeSqliteDialect } from "../../../src/database/sqlite-dialect.ts";
import { openStore, storePlace, visitStore } from "../../../src/database/store.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/temporary-folder.ts";
import { describeAlarms } from "./alarms-suite.ts";
import { acknowledged, startChild } from "./child.ts";
import { describeConfigs } from "./configs-suite.ts";
import { describeCrash } from "./crash-suite.ts";
import { sqliteHome } from "./homes.ts";
import { describeInbox } from "./inbox-suite.ts";
import { describeOutbox } from "./outbox-suite.ts";
import { announcement, incoming, leaseAt, outgoing, RELEASES, START } from "./samples.ts";

let folder: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder("sqlite");
});
afterAll(() => folder[Symbol.dispose]());

let files = 0;
function newPlace() {
  files += 1;
  return storePlace({ url: undefined, dataDirectory: join(folder.path, String(files)) });
}
const fileOf = (place: ReturnType<typeof newPlace>) => (place.kind === "sqlite" ? place.file : "");
const opening = { pid: process.pid, now: START, onIdleError: () => undefined };

describe("on SQLite", () => {
  describeInbox(sqliteHome);
  describeAlarms(sqliteHome);
  describeConfigs(sqliteHome);
  describeOutbox(sqliteHome);
  describeCrash(async () => newPlace());

  test("a second process on the file is refused at once, and told the first one's id", async () => {
    const place = newPlace();
    await using first = startChild(fileOf(place), "idle");
    await first.said(1);
    await expect(openStore(place, opening)).rejects.toMatchObject({
      name: "DatabaseInUseError",
      pid: first.pid,
      message: expect.stringContaining(`is in use by process ${first.pid}: stop it first`),
    });
    await using second = startChild(fileOf(place), "idle");
    await second.said(1);
    expect(second.lines[0]).toContain(`refused ${fileOf(place)} is in use by process ${first.pid}`);
  });

  test("a second opening in the same process is refused as well", async () => {
    const place = newPlace();
    const store = await openStore(place, opening);
    await expect(openStore(place, opening)).rejects.toMatchObject({ pid: process.pid });
    await store.inbox.accept([incoming("a")]);
    await store.close();
  });

  test("says which folder cannot be written, why, and how to mend it", async () => {
    const file = join(folder.path, "a-file");
    writeFileSync(file, "");
    const place = storePlace({ url: undefined, dataDirectory: join(file, "data") });
    await expect(openStore(place, opening)).rejects.toMatchObject({
      name: "DataDirectoryError",
      message: expect.stringMatching(/a-file\/data, cannot be written \(ENOTDIR\): set POINTSMAN_DATA_DIR/),
    });
  });

  test("the file of a process that was killed is taken over, and so is what it was working on", async () => {
    const place = newPlace();
    await using child = startChild(fileOf(place), "writer");
    await child.said(5);
    await child.kill();
    const store = await openStore(place, opening);
    expect((await leaseAt(store.outbox, Date.now(), { leaseMs: 3_600_000 })).length).toBeGreaterThan(0);
    await store.close();
    const next = await openStore(place, opening);
    const again = await leaseAt(next.outbox, START);
    expect(again.length, "though the leases had an hour to go").toBeGreaterThan(0);
    expect(again.every(({ attempt }) => attempt === 2)).toBe(true);
    await next.close();
  });

  test("a process id that somebody else has by now keeps nobody out", async () => {
    const place = newPlace();
    await (await openStore(place, opening)).close();
    writeFileSync(`${fileOf(place)}.pid`, "1\n");
    const store = await openStore(place, opening);
    await store.close();
    expect(existsSync(`${fileOf(place)}.pid`)).toBe(false);
  });

  test("an operator's command works beside the app", async () => {
    const place = newPlace();
    const app = await openStore(place, opening);
    await using visitor = startChild(fileOf(place), "visitor");
    await visitor.said(1);
    let own = 0;
    for (; acknowledged(visitor).length < 100; own += 1) {
      await app.inbox.accept([incoming(`app-${own}`)]);
      // SQLite serves its writers in no order: one that never rests keeps the other out.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await visitor.kill();
    const seen = await app.inbox.known([...acknowledged(visitor)]);
    expect(seen.size).toBe(acknowledged(visitor).length);
    expect((await app.inbox.counts()).pending).toBeGreaterThanOrEqual(100 + own);
    await app.close();
  });

  test("an operator's command makes no file, and refuses one that is not up to date", async () => {
    const place = newPlace();
    await expect(visitStore(place)).rejects.toThrow("unable to open database file");
    await (await openStore(place, opening)).close();
    const database = new DatabaseSync(fileOf(place));
    database.exec("delete from migrations");
    await expect(visitStore(place)).rejects.toMatchObject({ name: "OldDatabaseError" });
    database.exec("insert into migrations values ('9999-from-the-future', 0)");
    await expect(visitStore(place)).rejects.toMatchObject({ name: "NewerDatabaseError" });
    await expect(openStore(place, opening)).rejects.toThrow("9999-from-the-future");
    database.close();
  });

  test("a full disk refuses a write as a whole and harms nothing: it goes on when there is room", async () => {
    const place = newPlace();
    await (await openStore(place, opening)).close();
    const connection = new DatabaseSync(fileOf(place), { enableForeignKeyConstraints: true });
    const database = { kind: "sqlite", db: kyselyOn(nodeSqliteDialect(connection)) } as const;
    const [inbox, outbox] = [inboxOf(database), outboxOf(database)];
    await inbox.accept([incoming("before")]);
    const { page_count: pages } = connection.prepare("pragma page_count").get() ?? {};
    connection.exec(`pragma max_page_count = ${Number(pages) + 5}`);
    const large = { body: JSON.stringify({ text: "x".repeat(100_000) }) };
    const full = { message: "database or disk is full", errcode: 13 };
    await expect(inbox.accept([incoming("small"), incoming("large", large)])).rejects.toMatchObject(full);
    const events = [outgoing(1), { ...outgoing(2), ...large }];
    await expect(outbox.announce(announcement({ events, commit: "c1" }))).rejects.toMatchObject(full);
    expect(await inbox.known(["before", "small", "large"])).toEqual(new Set(["before"]));
    expect([await outbox.list({ limit: 9 }), await outbox.announcedCommit(RELEASES)]).toEqual([[], null]);
    connection.exec("pragma max_page_count = 1000000");
    expect(await inbox.accept([incoming("small"), incoming("large", large)])).toEqual(["stored", "stored"]);
    expect(await outbox.announce(announcement({ events, commit: "c1" }))).toMatchObject({ deliveries: 2 });
    await database.db.destroy();
  });

  test("every commit waits for the disk, the owner's and the operator's", async () => {
    const place = newPlace();
    const own = openSqlite(fileOf(place), process.pid);
    const visiting = visitSqlite(fileOf(place));
    for (const { db } of [own, visiting]) {
      const settings = await Promise.all(
        ["journal_mode", "synchronous"].map(async (name) => {
          const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db);
          return rows[0]?.[name];
        }),
      );
      // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
      expect(settings).toEqual(["wal", 2]);
    }
    await visiting.close();
    await own.close();
  });

  test("the file is nobody else's to read", async () => {
    const place = newPlace();
    const store = await openStore(place, opening);
    await store.inbox.accept([incoming("a")]);
    for (const end of ["", "-wal", "-shm"]) expect(statSync(`${fileOf(place)}${end}`).mode & 0o077).toBe(0);
    await store.close();
  });
});
