import { setTimeout as wait } from "node:timers/promises";
import type { TortureScene } from "./scene.ts";

/** From a comment until its history is written takes some 300 ms: blows fall into all of it, and behind it. */
const LATEST_MS = 500;
/** A comment until its history is written: some 30 requests. */
const REQUESTS = 30;
/** What a blow waits for can fail to come; then it falls all the same. */
const PATIENCE_MS = 1_000;

export interface Moment extends AsyncDisposable {
  /** Resolves when the blow has fallen. */
  readonly over: Promise<void>;
}

/**
 * Strikes at a moment of three kinds: some time later; just when GitHub gets a request, which then takes effect while nobody
 * is left to learn of it; or just when the receiver has got a webhook whose sender never hears that it arrived.
 */
export function strikeAt(scene: TortureScene, random: () => number, strike: () => void): Moment {
  const kind = random();
  const due = new AbortController();
  const nth = Math.ceil(random() * REQUESTS);
  const afterMs = random() * LATEST_MS;
  const undo =
    kind < 0.4 ? undefined : kind < 0.8 ? onRequest(scene, nth, due) : scene.onWebhook(() => due.abort());
  const waiting = async () => {
    const longest = undo === undefined ? afterMs : PATIENCE_MS;
    await wait(longest, undefined, { signal: due.signal }).catch(() => undefined);
    due.abort();
  };
  // Before anything else happens, and not when a promise gets its turn.
  due.signal.addEventListener("abort", strike);
  return {
    over: waiting(),
    [Symbol.asyncDispose]: async () => undo?.(),
  };
}

function onRequest({ github }: TortureScene, nth: number, due: AbortController): () => void {
  let seen = 0;
  const match = () => {
    seen += 1;
    if (seen === nth) due.abort();
    return false;
  };
  return github.faults.add({ match });
}
