import { setTimeout as wait } from "node:timers/promises";
import type { Walk } from "./account.ts";
import type { TortureScene } from "./scene.ts";

/** Far longer than anything takes that does not have to wait. */
const LIMIT_MS = 420_000;
/** Whoever wants no more cycles wants to know soon; a lease on a webhook ends after half a minute. */
const HURRIED_LIMIT_MS = 60_000;
/** What GitHub could not deliver while nobody lived is asked for at a start. */
const START_AGAIN_MS = 20_000;
const LOOK_EVERY_MS = 100;
const MOST_HURRIED = 100;

/**
 * Waits until nothing is missing and nobody is at anything; or the time is over, and what is missing stands in the
 * account. From time to time instances are stopped in good order and started again, and what waits for long is hurried.
 */
export async function settle(
  scene: TortureScene,
  walks: readonly Walk[],
  enough: AbortSignal | undefined,
): Promise<void> {
  const begun = performance.now();
  const left = () => begun + (enough?.aborted ? HURRIED_LIMIT_MS : LIMIT_MS) - performance.now();
  let startAgain = 0;
  while (left() > 0) {
    if (performance.now() >= startAgain) {
      await scene.instances.restart();
      await hurry(scene);
      startAgain = performance.now() + START_AGAIN_MS;
    }
    if (walks.every((walk) => isOver(walk, scene)) && (await nothingToSend(scene))) {
      return scene.github.idle();
    }
    await wait(LOOK_EVERY_MS);
  }
}

/**
 * Has what only waits for its next attempt worked on now, as an operator's `inbox retry` and `webhooks replay` do. What was
 * given up stays so, and is missing.
 */
async function hurry({ store }: TortureScene): Promise<void> {
  const now = Date.now();
  const waiting = await store.inbox.list({ states: ["pending"], limit: MOST_HURRIED });
  for (const { id } of waiting) await store.inbox.retry(id, now);
  await store.outbox.replay({ states: ["failed"] }, { now });
}

function isOver({ comment, reason }: Walk, { seen }: TortureScene): boolean {
  return seen.isAnswered(comment) && seen.isRecorded(reason);
}

async function nothingToSend({ store }: TortureScene): Promise<boolean> {
  const unsent = await store.outbox.list({ states: ["pending", "leased", "failed"], limit: 1 });
  return unsent.length === 0;
}
