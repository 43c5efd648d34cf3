import { setTimeout as wait } from "node:timers/promises";
import type { Walk } from "./account.ts";
import { hurry } from "./hurry.ts";
import type { TortureScene } from "./scene.ts";

/** Whoever was killed a thousand times has many late pushes to look through. */
const LIMIT_MS = 1_200_000;
/** Whoever wants no more cycles wants to know soon; a lease on a webhook ends after half a minute. */
const HURRIED_LIMIT_MS = 60_000;
/** What GitHub could not deliver while nobody lived is asked for at a start. */
const START_AGAIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

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
    const isSettled = walks.every((walk) => isOver(walk, scene)) && (await nothingToSend(scene));
    if (isSettled && (await isIdle(scene))) return;
    await wait(LOOK_EVERY_MS);
  }
  await scene.github.idle();
}

/** Nothing comes after what is over; late pushes that wait in their lane change nothing, and are worked off all the same. */
async function isIdle({ github }: TortureScene): Promise<boolean> {
  try {
    await github.idle();
    return true;
  } catch {
    return false;
  }
}

function isOver({ comment, reason }: Walk, { seen }: TortureScene): boolean {
  return seen.isAnswered(comment) && seen.isRecorded(reason);
}

async function nothingToSend({ store }: TortureScene): Promise<boolean> {
  const unsent = await store.outbox.list({ states: ["pending", "leased", "failed"], limit: 1 });
  return unsent.length === 0;
}
