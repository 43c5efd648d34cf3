import { openStore, type StorePlace, visitStore } from "../../src/database/store.ts";

/**
 * A process that opens a store and works on it until it is killed: `node store-child.ts <SQLite file or PostgreSQL URL>
 * <name>`. By the name of `idle` it only has it open, and by that of `visitor` it is there as an operator's command is. It says `open` when the store is open, `refused <message>` when it is not, and then `kept <n>` for each row
 * that the store acknowledged: a delivery in the inbox, and an event with a delivery in the outbox.
 */
const [target = "", name = "child"] = process.argv.slice(2);
const place: StorePlace = target.startsWith("postgres:")
  ? { kind: "postgres", url: target }
  : { kind: "sqlite", file: target };

const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const opening = { pid: process.pid, now: Date.now(), onIdleError: () => undefined };
  const store = await (name === "visitor" ? visitStore(place) : openStore(place, opening));
  say("open");
  for (let n = 0; name !== "idle"; n += 1) {
    const id = `${name}-${n}`;
    const receivedAt = Date.now();
    await store.inbox.accept([{ id, event: "push", body: "{}", lane: null, repositoryId: 42, receivedAt }]);
    await store.outbox.announce({
      repositoryId: 42,
      branch: "prompt-releases",
      endpoints: [
        { url: "https://example.com/", secret: "POINTSMAN_WEBHOOK_A", previousSecret: null, ordinal: 0 },
      ],
      events: [
        {
          id,
          type: "prompt.published",
          environment: null,
          promptId: "p",
          sequence: n + 1,
          body: "{}",
          endpoints: [0],
        },
      ],
      commit: id,
      now: receivedAt,
    });
    say(`kept ${id}`);
  }
  setInterval(() => undefined, 60_000);
} catch (error) {
  say(`refused ${error instanceof Error ? error.message : String(error)}`);
}
