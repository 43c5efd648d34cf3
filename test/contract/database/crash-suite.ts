import { expect, test } from "vitest";
import { openStore, type StorePlace } from "../../../src/database/store.ts";
import { acknowledged, startChild } from "./child.ts";
import { START } from "./samples.ts";

const CYCLES = 5;
const opening = { pid: process.pid, now: START, onIdleError: () => undefined };

/** What holds when processes are killed in the middle of their writing. */
export function describeCrash(fresh: () => Promise<StorePlace>): void {
  test(`loses no row that was acknowledged, in ${CYCLES} kills of a writing process`, async () => {
    const place = await fresh();
    const target = place.kind === "sqlite" ? place.file : place.url;
    const kept: string[] = [];
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      await using child = startChild(target, `c${cycle}`);
      await child.said(20 + 7 * cycle);
      await child.kill();
      kept.push(...acknowledged(child));
    }
    const store = await openStore(place, opening);
    expect(kept.length).toBeGreaterThan(100);
    expect([...(await store.inbox.known(kept))].toSorted()).toEqual(kept.toSorted());
    const deliveries = await store.outbox.list({ limit: 100_000 });
    const events = new Set(deliveries.map(({ eventId }) => eventId));
    expect(kept.filter((id) => !events.has(id))).toEqual([]);
    // One transaction writes the event, its delivery and the commit: the last commit's event has its delivery.
    const commit =
      (await store.outbox.announcedCommit({ repositoryId: 42, branch: "prompt-releases" })) ?? "";
    expect(events.has(commit)).toBe(true);
    expect(events.size).toBe(deliveries.length);
    await store.close();
  });
}
