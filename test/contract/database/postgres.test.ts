import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPostgres } from "../../../src/database/postgres.ts";
import { openStore, visitStore } from "../../../src/database/store.ts";
import { openGate } from "../../support/gate.ts";
import { startPostgres, type TestPostgres } from "../../support/postgres.ts";
import { describeAlarms } from "./alarms-suite.ts";
import { describeConfigs } from "./configs-suite.ts";
import { describeCrash } from "./crash-suite.ts";
import { postgresHome } from "./homes.ts";
import { describeInbox } from "./inbox-suite.ts";
import { describeOutbox } from "./outbox-suite.ts";
import { announcement, leaseAt, START } from "./samples.ts";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

const home = () => postgresHome(() => postgres.createDatabase());
const opening = { pid: process.pid, now: START, onIdleError: () => undefined };

describe("on PostgreSQL", () => {
  describeInbox(home);
  describeAlarms(home);
  describeConfigs(home);
  describeOutbox(home);
  describeCrash(async () => ({ kind: "postgres", url: await postgres.createDatabase() }));

  test("instances that start together make the tables once", async () => {
    const place = { kind: "postgres", url: await postgres.createDatabase() } as const;
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(place, opening)));
    await stores[0]?.outbox.announce(announcement());
    expect(await stores[3]?.outbox.list({ limit: 5 })).toHaveLength(1);
    for (const store of stores) await store.close();
  });

  test("an operator's command works beside the app, but makes no tables", async () => {
    const place = { kind: "postgres", url: await postgres.createDatabase() } as const;
    await expect(visitStore(place)).rejects.toThrow("start the app once");
    const app = await openStore(place, opening);
    const visitor = await visitStore(place);
    await app.outbox.announce(announcement());
    expect(await leaseAt(visitor.outbox, START)).toHaveLength(1);
    await Promise.all([app.close(), visitor.close()]);
  });

  test("a connection that was cut without a word is given up, and another takes its place", async () => {
    const url = await postgres.createDatabase();
    await using gate = await openGate(url);
    const { close, db } = openPostgres(gate.through(url), () => undefined, 1_000);
    const ask = async () => (await sql<{ readonly two: number }>`select 2 as two`.execute(db)).rows;
    expect(await ask()).toEqual([{ two: 2 }]);
    gate.silence();
    await expect(db.transaction().execute((tx) => sql`select 1`.execute(tx))).rejects.toThrow();
    expect(await ask()).toEqual([{ two: 2 }]);
    await close();
  });

  test("a server that is not there is said at once", async () => {
    const place = { kind: "postgres", url: "postgres://postgres@127.0.0.1:1/nowhere" } as const;
    await expect(openStore(place, opening)).rejects.toThrow("ECONNREFUSED");
  });
});
