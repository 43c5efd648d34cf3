import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { type Store, type StorePlace, visitStore } from "../../src/database/store.ts";
import { LANE_PATIENCE } from "../../src/inbox/inbox-schedule.ts";
import type { InboxRecord } from "../../src/inbox/inbox-store.ts";
import type { Consumer } from "./github/deliveries.ts";

const LOOK_EVERY_MS = 20;
const LIMIT_MS = 60_000;

/** Watches the store of a running app from outside, as an operator's command does. */
export async function watchStore(place: StorePlace): Promise<Consumer & AsyncDisposable> {
  const store = await visitStore(place);
  return {
    workedOff: () => workedOff(store),
    hurry: () => hurry(store, place),
    [Symbol.asyncDispose]: store.close,
  };
}

async function workedOff(store: Store): Promise<boolean> {
  const limit = Date.now() + LIMIT_MS;
  for (let looks = 0; ; looks += 1) {
    const left = await atWork(store);
    if (left.length === 0) return looks > 0;
    if (Date.now() > limit) throw new Error(`The app is still at ${JSON.stringify(left)}`);
    await wait(LOOK_EVERY_MS);
  }
}

/** What is being worked on or due; what failed and waits for its time is neither, nor is what waits behind it in its lane. */
async function atWork({ inbox, outbox }: Store) {
  const now = Date.now();
  const waits = ({ dueAt }: { readonly dueAt: number | null }) => dueAt !== null && dueAt > now;
  const incoming = await inbox.list({ states: ["pending", "leased"], limit: 100 });
  const outgoing = await outbox.list({ states: ["pending", "leased", "failed"], limit: 100 });
  const inFront = incoming.filter((record) => waits(record) && record.attempts < LANE_PATIENCE);
  const isHeldUp = ({ lane, row }: InboxRecord) =>
    lane !== null && inFront.some((other) => other.lane === lane && other.row < row);
  return [...incoming.filter((record) => !isHeldUp(record)), ...outgoing].filter((record) => !waits(record));
}

async function hurry({ inbox }: Store, place: StorePlace): Promise<readonly string[]> {
  const waiting = await inbox.list({ states: ["pending"], limit: 100 });
  if (waiting.length === 0 || place.kind !== "sqlite") return [];
  using database = new DatabaseSync(place.file, { timeout: 5_000 });
  database.exec("update inbox set due_at = 0 where due_at is not null");
  return waiting.map(({ id }) => id);
}
