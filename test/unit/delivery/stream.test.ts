import { expect, test } from "vitest";
import type { Change, ChangesResult } from "../../../src/delivery/ports.ts";
import { changeFeed, type FeedOptions } from "../../../src/delivery/stream.ts";
import type { LedgerEvent } from "../../../src/domain/ledger/event.ts";

const everything = { environments: null };

/** A release branch that a test moves, and a watch that looks when the test says so. */
function scene(options: Partial<FeedOptions> = {}) {
  const state: { head: string | null; result: ChangesResult; asked: (string | null)[]; logged: string[] } = {
    head: "1",
    result: { status: "changes", commits: [] },
    asked: [],
    logged: [],
  };
  let resume: (() => void) | undefined;
  let paused = Promise.withResolvers<void>();
  const feed = changeFeed({
    repository: "acme/prompts",
    live: {
      head: async () => state.head,
      changesBetween: async (since) => {
        state.asked.push(since);
        return state.result;
      },
    },
    pause: () =>
      new Promise((resolve) => {
        resume = resolve;
        paused.resolve();
      }),
    heartbeatEvery: 2,
    ...{ maxListeners: 2, maxPerKey: 2 },
    log: (message) => state.logged.push(message),
    ...options,
  });
  /** Resolves when the watch has looked and waits again. */
  const look = async () => {
    await paused.promise;
    paused = Promise.withResolvers();
    resume?.();
    await paused.promise;
  };
  return { feed, state, look, looked: () => paused.promise };
}

function listening(stream: ReadableStream<string> | undefined) {
  if (stream === undefined) throw new Error("There was no room for this listener");
  const reader = stream.getReader();
  return {
    next: async () => (await reader.read()).value,
    cancel: () => reader.cancel(),
    isOver: async () => (await reader.read()).done,
  };
}

function change(type: LedgerEvent["type"], more: Partial<LedgerEvent> = {}): Change {
  const event: LedgerEvent = {
    schema: 1,
    id: `evt_${"a".repeat(24)}`,
    key: "comment:1",
    sequence: 7,
    prompt_id: "support-triage",
    type,
    environment: "production",
    version: "2026-03-12.1",
    previous_version: "2026-03-12.2",
    actor: { login: "octo-dev", id: 7, role: "write" },
    reason: "broken\n\nevent: forged",
    origin: { kind: "comment", url: null },
    at: "2026-03-12T09:00:00Z",
    previous_digest: null,
    ...more,
  };
  return { event, slug: "support-triage-1f0c9a2b", digest: null };
}

const commits = (...changes: Change[]): ChangesResult => ({
  status: "changes",
  commits: [{ commit: "2", changes }],
});

test("places that many listeners make up have the branch's history read ten times a look at most", async () => {
  const { feed, looked, state } = scene({ maxListeners: 30 });
  state.result = commits(change("prompt.promoted"));
  const listeners = Array.from({ length: 30 }, (_, n) =>
    listening(feed.listen({ key: null, reach: everything, since: String(n % 15).padStart(40, "0") })),
  );
  await looked();
  expect(state.asked).toHaveLength(10);
  const [first, ...others] = await Promise.all(
    listeners.map(async ({ next }) => {
      await next();
      return next();
    }),
  );
  expect([first, ...others].filter((text) => text?.includes("event: reset"))).toHaveLength(10);
});

test("a place that cannot be read keeps the news from nobody else, and is asked for once a look", async () => {
  const bad = "b".repeat(40);
  const asked: (string | null)[] = [];
  const { feed, look, looked, state } = scene({
    ...{ maxListeners: 3, maxPerKey: 3 },
    live: {
      head: async () => "2",
      changesBetween: async (since) => {
        asked.push(since);
        if (since === bad) throw new Error("git does not know what to do with it");
        return commits(change("prompt.promoted"));
      },
    },
  });
  const listenFrom = (since: string) => listening(feed.listen({ key: null, reach: everything, since }));
  const naming = [listenFrom(bad), listenFrom(bad)];
  const honest = listenFrom("1");
  await looked();
  await honest.next();
  expect(await honest.next()).toContain("event: prompt.promoted");
  await look();
  expect(asked).toEqual([bad, "1", bad]);
  expect(state.logged).toHaveLength(2);
  await Promise.all([...naming, honest].map(({ cancel }) => cancel()));
});

test("a listener first hears where it stands, then what changed, with the commit as its place", async () => {
  const { feed, look, state } = scene();
  const listener = listening(feed.listen({ key: null, reach: everything, since: null }));
  expect(await listener.next()).toBe("retry: 3000\n\n");
  expect(await listener.next()).toMatch(/^id: 1\nevent: ready\n/);
  state.head = "2";
  state.result = commits(change("prompt.rolled_back"));
  await look();
  const told = await listener.next();
  expect(told).toMatch(/^id: 2\nevent: prompt.rolled_back\ndata: \{.*\}\n\n$/);
  expect(state.asked).toEqual(["1"]);
  await listener.cancel();
});

test("what people wrote cannot end a message", async () => {
  const { feed, look, state } = scene();
  const listener = listening(feed.listen({ key: null, reach: everything, since: "1" }));
  await listener.next();
  state.head = "2";
  state.result = commits(change("prompt.promoted"));
  await look();
  expect((await listener.next())?.match(/\n\n/g)).toHaveLength(1);
  await listener.cancel();
});

test("only changes of what is served are told, and only those of the key's environments", async () => {
  const { feed, look, state } = scene();
  const listener = listening(
    feed.listen({ key: null, reach: { environments: new Set(["staging"]) }, since: "1" }),
  );
  await listener.next();
  state.head = "2";
  state.result = commits(
    change("prompt.promoted", { environment: "production" }),
    change("prompt.frozen", { environment: "staging" }),
    change("prompt.published", { environment: null }),
    change("prompt.archived", { environment: null, version: null }),
  );
  await look();
  const told = await listener.next();
  expect(told?.match(/^event: .*/gm)).toEqual(["event: prompt.archived"]);
  await listener.cancel();
});

test("where the changes cannot be told one by one the listener is told to read again", async () => {
  const { feed, state } = scene();
  state.head = "2";
  state.result = { status: "unknown" };
  const listener = listening(feed.listen({ key: null, reach: everything, since: "gone" }));
  await listener.next();
  expect(await listener.next()).toMatch(/^id: 2\nevent: reset\n/);
  await listener.cancel();
});

test("the first release is told to who listened before there was any", async () => {
  const { feed, look, looked, state } = scene();
  state.head = null;
  const listener = listening(feed.listen({ key: null, reach: everything, since: null }));
  await listener.next();
  await looked();
  expect(await listener.next()).toMatch(/^event: ready\n/);
  state.head = "2";
  state.result = commits(change("prompt.published"));
  await look();
  expect(await listener.next()).toContain("event: prompt.published");
  expect(state.asked).toEqual([null]);
  await listener.cancel();
});

test("a quiet stream has heartbeats", async () => {
  const { feed, look } = scene();
  const listener = listening(feed.listen({ key: null, reach: everything, since: "1" }));
  await listener.next();
  await look();
  expect(await listener.next()).toBe(": heartbeat\n\n");
  await listener.cancel();
});

test("there is room for so many, and again when one goes", async () => {
  const { feed } = scene();
  const first = listening(feed.listen({ key: null, reach: everything, since: null }));
  listening(feed.listen({ key: null, reach: everything, since: null }));
  expect(feed.listen({ key: null, reach: everything, since: null })).toBeUndefined();
  await first.cancel();
  expect(feed.listen({ key: null, reach: everything, since: null })).toBeDefined();
  feed.close();
});

test("one key takes its share of the room, and others find theirs", async () => {
  const { feed } = scene({ maxListeners: 3, maxPerKey: 1 });
  const staging = listening(feed.listen({ key: "staging", reach: everything, since: null }));
  expect(feed.listen({ key: "staging", reach: everything, since: null })).toBeUndefined();
  expect(feed.listen({ key: "operator", reach: everything, since: null })).toBeDefined();
  await staging.cancel();
  expect(feed.listen({ key: "staging", reach: everything, since: null })).toBeDefined();
  feed.close();
});

test("a listener that does not read is let go, and leaves its room to another", async () => {
  const others = () => new Promise<void>((resolve) => setImmediate(resolve));
  const { feed } = scene({ heartbeatEvery: 1, maxListeners: 1, pause: others });
  feed.listen({ key: null, reach: everything, since: "1" });
  let next: ReadableStream<string> | undefined;
  while (next === undefined) {
    await others();
    next = feed.listen({ key: null, reach: everything, since: "1" });
  }
  feed.close();
});

test("a branch that cannot be read is looked at again the next time", async () => {
  let fails = true;
  const { feed, look, state } = scene({
    live: {
      head: async () => {
        if (fails) throw new Error("git is away");
        return "1";
      },
      changesBetween: async () => ({ status: "unknown" }),
    },
  });
  const listener = listening(feed.listen({ key: null, reach: everything, since: null }));
  await listener.next();
  await look();
  expect(state.logged[0]).toContain("git is away");
  fails = false;
  await look();
  expect(await listener.next()).toContain("event: ready");
  await listener.cancel();
});

test("nobody looks at the branch while nobody listens", async () => {
  let heads = 0;
  const { feed } = scene({
    pause: async () => undefined,
    live: {
      head: async () => {
        heads += 1;
        return "1";
      },
      changesBetween: async () => ({ status: "unknown" }),
    },
  });
  expect(heads).toBe(0);
  const listener = listening(feed.listen({ key: null, reach: everything, since: null }));
  await listener.next();
  await listener.next();
  await listener.cancel();
  await new Promise((resolve) => setImmediate(resolve));
  const before = heads;
  await new Promise((resolve) => setImmediate(resolve));
  expect(heads).toBe(before);
});
