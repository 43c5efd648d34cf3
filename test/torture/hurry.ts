import type { TortureScene } from "./scene.ts";

const PAGE = 100;

/**
 * Has what only waits for its next attempt worked on now, as an operator's `inbox retry` and `webhooks replay` do. What was
 * given up stays so, and is missing. Whoever stands still may hold SQLite's lock, for which this process would wait without
 * waking anybody.
 */
export async function hurry({ instances, store }: TortureScene): Promise<void> {
  await instances.awake();
  const now = Date.now();
  let before: number | undefined;
  do {
    const page = { states: ["pending"], limit: PAGE, ...(before !== undefined && { before }) } as const;
    const waiting = await store.inbox.list(page);
    for (const { id } of waiting) await store.inbox.retry(id, now);
    before = waiting.length < PAGE ? undefined : waiting.at(-1)?.row;
  } while (before !== undefined);
  await store.outbox.replay({ states: ["failed"] }, { now });
}
