import { describe, expect, test } from "vitest";
import { INBOX_ATTEMPTS } from "../../../src/inbox/inbox-schedule.ts";
import type { IncomingDelivery } from "../../../src/inbox/inbox-store.ts";
import { type InboxLog, type InboxWorkerOptions, inboxWorker } from "../../../src/inbox/inbox-worker.ts";
import { settled, stillTime } from "../../support/still-time.ts";
import { temporaryStore } from "../../support/temporary-store.ts";

const time = () => stillTime(1_000_000);
const incoming = (id: string, repositoryId: number | null = null): IncomingDelivery => {
  return { id, event: "push", body: `{"id":"${id}"}`, lane: null, repositoryId, receivedAt: 1_000_000 };
};
/** Goes on until it is told to stop. */
const endless = (signal: AbortSignal) =>
  new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));

async function scene(handle: InboxWorkerOptions["handle"], more: Partial<InboxWorkerOptions> = {}) {
  const store = await temporaryStore();
  const clock = time();
  const logs: InboxLog[] = [];
  const errors: unknown[] = [];
  const options: InboxWorkerOptions = {
    store: store.inbox,
    handle,
    describe: (error) => (error instanceof Error ? error.message : "?"),
    instance: "i",
    now: clock.now,
    nap: clock.nap,
    random: () => 0,
    log: (entry) => logs.push(entry),
    onError: (error) => errors.push(error),
    ...more,
  };
  return {
    store,
    clock,
    logs,
    errors,
    options,
    worker: inboxWorker(options),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

describe("an inbox worker", () => {
  test("handles each delivery once and remembers that it did", async () => {
    const handled: string[] = [];
    await using here = await scene(async ({ body }) => void handled.push(body));
    await here.store.inbox.accept([incoming("a"), incoming("b")]);
    expect(await here.worker.turn()).toBe(2);
    expect(await here.worker.turn()).toBe(0);
    expect(handled).toEqual(['{"id":"a"}', '{"id":"b"}']);
    expect(here.logs).toMatchObject([
      { id: "a", attempt: 1, verdict: { state: "done" }, settled: true },
      { id: "b" },
    ]);
  });

  test("ends what waits when it stops, and leaves it to whoever starts next", async () => {
    await using here = await scene((_, signal) => endless(signal));
    await here.store.inbox.accept([incoming("a")]);
    const loop = here.worker.start();
    await expect.poll(() => here.clock.asleep()).toBeGreaterThan(1);
    await loop.stop();
    expect(here.logs).toMatchObject([{ id: "a", verdict: { state: "pending" }, settled: true }]);
    const next = inboxWorker({ ...here.options, instance: "next", handle: async () => undefined });
    expect(await next.turn()).toBe(1);
    expect(here.logs.at(-1)).toMatchObject({ id: "a", verdict: { state: "done" } });
  });

  test("tries a failed one again later, and parks it after its last attempt", async () => {
    await using here = await scene(async () => {
      throw new Error("GitHub is down");
    });
    await here.store.inbox.accept([incoming("a")]);
    for (let n = 0; n < INBOX_ATTEMPTS; n += 1) {
      expect(await here.worker.turn()).toBe(1);
      expect(await here.worker.turn()).toBe(0);
      await here.clock.pass(24 * 3_600_000);
    }
    expect(await here.worker.turn()).toBe(0);
    expect(await here.store.inbox.list({ limit: 1 })).toMatchObject([
      { state: "dead", attempts: INBOX_ATTEMPTS, reason: "GitHub is down" },
    ]);
  });

  test("works on so many at once, goes on as they end, and waits for them when it stops", async () => {
    const ends = new Map<string, () => void>();
    await using here = await scene(({ id }) => new Promise((resolve) => ends.set(id, resolve)), {
      concurrency: 2,
    });
    await here.store.inbox.accept([incoming("a"), incoming("b"), incoming("c")]);
    const loop = here.worker.start();
    await settled();
    expect([...ends.keys()]).toEqual(["a", "b"]);
    ends.get("b")?.();
    await settled();
    expect([...ends.keys()]).toEqual(["a", "b", "c"]);
    const stopping = loop.stop().then(() => "stopped");
    await settled();
    expect(await Promise.race([stopping, "working"])).toBe("working");
    ends.get("a")?.();
    ends.get("c")?.();
    expect(await stopping).toBe("stopped");
    expect((await here.store.inbox.counts()).done).toBe(3);
    expect(here.clock.asleep()).toBe(0);
  });

  test("keeps places for others, however much of one repository waits and however long that takes", async () => {
    const begun: string[] = [];
    await using here = await scene(({ id }, signal) => {
      begun.push(id);
      return endless(signal);
    });
    const many = (repositoryId: number | null) =>
      Array.from({ length: 20 }, (_, n) => incoming(`${repositoryId}-${n}`, repositoryId));
    await here.store.inbox.accept(many(1));
    const loop = here.worker.start();
    await settled();
    expect(begun).toEqual(
      many(1)
        .slice(0, 8)
        .map(({ id }) => id),
    );
    await here.store.inbox.accept([...many(2).slice(0, 3), ...many(null)]);
    loop.wake();
    await settled();
    expect(begun.slice(8)).toEqual(["2-0", "2-1", "2-2", "null-0", "null-1", "null-2", "null-3", "null-4"]);
    await loop.stop();
  });

  test("keeps its lease while it works, so that nobody else begins", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await using here = await scene(() => promise);
    await here.store.inbox.accept([incoming("a")]);
    const turn = here.worker.turn();
    await settled();
    const other = inboxWorker({ ...here.options, instance: "other" });
    for (let n = 0; n < 12; n += 1) {
      await here.clock.pass(10_000);
      expect(await other.turn()).toBe(0);
    }
    resolve();
    await turn;
    expect(here.logs).toMatchObject([{ settled: true }]);
  });

  test("does not begin a second time what it is at, though it stood still for longer than the lease", async () => {
    let begun = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    await using here = await scene(() => promise);
    const worker = inboxWorker({
      ...here.options,
      // Nobody wakes it while it stands still.
      nap: (_, signal) => new Promise((end) => signal.addEventListener("abort", () => end())),
      handle: () => {
        begun += 1;
        return promise;
      },
    });
    await here.store.inbox.accept([incoming("a")]);
    const turn = worker.turn();
    await settled();
    await here.clock.pass(60_000);
    expect(await worker.turn()).toBe(0);
    resolve();
    await turn;
    expect(begun).toBe(1);
    expect((await here.store.inbox.counts()).done).toBe(1);
  });

  test("tells a handling that takes too long to stop, and lets others have the delivery", async () => {
    await using here = await scene(
      (_, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(new Error("told to stop"))),
        ),
      { longestMs: 60_000 },
    );
    await here.store.inbox.accept([incoming("a")]);
    const turn = here.worker.turn();
    await settled();
    for (let n = 0; n < 6; n += 1) await here.clock.pass(10_000);
    await turn;
    expect(here.logs).toMatchObject([{ verdict: { state: "pending", reason: "told to stop" } }]);
  });

  test("goes on when the store does not answer", async () => {
    await using here = await scene(async () => undefined);
    let broken = true;
    const store = {
      ...here.store.inbox,
      lease: (request: Parameters<typeof here.store.inbox.lease>[0]) =>
        broken ? Promise.reject(new Error("no database")) : here.store.inbox.lease(request),
    };
    await here.store.inbox.accept([incoming("a")]);
    const loop = inboxWorker({ ...here.options, store }).start();
    await settled();
    broken = false;
    await here.clock.pass(1_000);
    await loop.stop();
    expect(here.errors).toMatchObject([{ message: "no database" }]);
    expect((await here.store.inbox.counts()).done).toBe(1);
  });
});
