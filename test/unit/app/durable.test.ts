import { pino } from "pino";
import { expect, it } from "vitest";
import { openDurable } from "../../../src/app/durable.ts";
import { type Errand, errandDelivery } from "../../../src/app/errands/errands.ts";
import { interruption } from "../../../src/app/interruption.ts";
import { readSettings } from "../../../src/app/settings.ts";
import { realSurroundings } from "../../../src/app/surroundings.ts";
import { openStore } from "../../../src/database/store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ERRAND: Errand = { kind: "endpoint_disabled", endpoint: 7, disabledAt: 1 };

function settingsIn(folder: string) {
  const read = readSettings({
    APP_ID: "1",
    PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----",
    WEBHOOK_SECRET: "a-webhook-secret-of-some-length",
    POINTSMAN_DATA_DIR: folder,
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.settings;
}

it("begins anew with an errand that was given up, when it is given again", async () => {
  using folder = temporaryFolder("durable");
  const settings = settingsIn(folder.path);
  const now = Date.now();
  const store = await openStore(settings.store, { pid: process.pid, now, onIdleError: () => undefined });
  await store.inbox.accept([errandDelivery(ERRAND, now)]);
  const afterLapse = () => ({ state: "dead", reason: "nobody came back" }) as const;
  const limits = { limit: 1, patience: 3, underWay: [], without: [] };
  const lease = { now, until: now + 1, token: "t", afterLapse, ...limits };
  const [{ row } = { row: 0 }] = await store.inbox.lease(lease);
  await store.inbox.settle({
    row,
    token: "t",
    at: now,
    verdict: { state: "dead", reason: "GitHub was down" },
  });
  await store.close();
  const durable = await openDurable({
    settings,
    sender: { send: () => Promise.reject(new Error("nothing to send")), close: async () => undefined },
    surroundings: realSurroundings,
    interruption: interruption(realSurroundings),
    log: pino({ level: "silent" }),
    recorder: { deliveryHandled: () => undefined, webhookAttempted: () => undefined },
  });
  const run = Promise.withResolvers<Errand>();
  durable.start({
    receive: () => Promise.reject(new Error("no delivery")),
    run: async (errand) => run.resolve(errand),
    hasTime: async () => undefined,
  });
  await durable.giveErrand(ERRAND);
  expect(await run.promise).toEqual(ERRAND);
  await durable.rest();
  await durable.close();
});
