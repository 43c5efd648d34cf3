import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { alarmsOf } from "../../../src/database/alarms.ts";
import { type Database, kyselyOn } from "../../../src/database/database.ts";
import { announcedHead } from "../../../src/database/heads.ts";
import { inboxOf } from "../../../src/database/inbox.ts";
import { migrate } from "../../../src/database/migrate.ts";
import { MIGRATIONS, type Migration } from "../../../src/database/migrations.ts";
import { nodeSqliteDialect } from "../../../src/database/sqlite-dialect.ts";

function memory(): { readonly database: Database; readonly tables: () => unknown[] } {
  const sqlite = new DatabaseSync(":memory:");
  const names = sqlite.prepare(
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
  );
  return {
    database: { kind: "sqlite", db: kyselyOn(nodeSqliteDialect(sqlite)) },
    tables: () => names.all().map(({ name }) => name),
  };
}

const step = (name: string): Migration => ({
  name,
  up: async (schema) => {
    await schema.createTable(`table_${name}`).addColumn("a", "text").execute();
  },
});

describe("migrate", () => {
  test("makes all tables in an empty database, and nothing the second time", async () => {
    const { database, tables } = memory();
    expect(await migrate(database, 1)).toEqual(MIGRATIONS.map(({ name }) => name));
    expect(await migrate(database, 2)).toEqual([]);
    expect(tables()).toEqual([
      "announced_heads",
      "branch_alarms",
      "configs",
      "deliveries",
      "delivery_failures",
      "endpoints",
      "inbox",
      "migrations",
      "seen_events",
    ]);
  });

  test("takes only the steps that are missing, in their order", async () => {
    const { database } = memory();
    await migrate(database, 1, [step("1")]);
    expect(await migrate(database, 2, [step("1"), step("2"), step("3")])).toEqual(["2", "3"]);
  });

  test("leaves nothing half done when a step fails", async () => {
    const { database, tables } = memory();
    const broken: Migration = {
      name: "2",
      up: async (schema, kind, tx) => {
        await step("2").up(schema, kind, tx);
        throw new Error("no");
      },
    };
    await expect(migrate(database, 1, [step("1"), broken])).rejects.toThrow("no");
    expect(tables()).toEqual([]);
    expect(await migrate(database, 1, [step("1"), step("2")])).toEqual(["1", "2"]);
  });

  test("refuses a database that knows a step which it does not", async () => {
    const { database } = memory();
    await migrate(database, 1, [step("1"), step("2")]);
    await expect(migrate(database, 1, [step("1")])).rejects.toMatchObject({ name: "NewerDatabaseError" });
  });

  test("keeps what lay in the inbox before it was told of which repository it is", async () => {
    const { database } = memory();
    const before = MIGRATIONS.findIndex(({ name }) => name.startsWith("0006"));
    await migrate(database, 1, MIGRATIONS.slice(0, before));
    await sql`insert into inbox (delivery_id, event, body, state, attempts, received_at, due_at)
      values ('a', 'push', '{}', 'pending', 0, 1, 1)`.execute(database.db);
    await migrate(database, 2);
    const afterLapse = () => ({ state: "dead", reason: "nobody came back" }) as const;
    const lease = { now: 3, until: 4, token: "t", limit: 1, afterLapse, patience: 3, underWay: [] };
    expect(await inboxOf(database).lease({ ...lease, without: [7] })).toMatchObject([
      { id: "a", repositoryId: null },
    ]);
  });

  test("keeps what was known of a release branch before branches were told apart", async () => {
    const { database } = memory();
    const before = MIGRATIONS.findIndex(({ name }) => name.startsWith("0005"));
    await migrate(database, 1, MIGRATIONS.slice(0, before));
    await sql`insert into announced values (7, 'good', 5)`.execute(database.db);
    await sql`insert into alarms values (7, 'rewritten', 'bad', 6)`.execute(database.db);
    await migrate(database, 2);
    const watched = { repositoryId: 7, branch: "releases" };
    const alarms = alarmsOf(database);
    expect(await announcedHead(database, watched)).toBe("good");
    expect(await alarms.standing(watched)).toEqual([{ kind: "rewritten", commit: "bad", raisedAt: 6 }]);
    await alarms.accept(watched, "accepted", 8);
    expect(await announcedHead(database, watched)).toBe("accepted");
    expect(await announcedHead(database, { ...watched, branch: "another" })).toBeNull();
  });
});
