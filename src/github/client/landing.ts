import { UnknownOutcomeError } from "../../releases/ports.ts";

/** Writes that got no answer are followed by a look; so many writes are tried in all. */
const MAX_WRITES = 2;

/**
 * Makes something so once: looks where asked to, writes where it is not so yet, and looks again where a write got no
 * answer. Throws `UnknownOutcomeError` where two writes got none and neither is to be seen.
 */
export async function landOnce<T>(step: {
  /** What stands there already, or undefined. */
  readonly look: () => Promise<T | undefined>;
  readonly write: () => Promise<T>;
  /** False where the caller has just looked. */
  readonly lookFirst: boolean;
}): Promise<{ readonly written: boolean; readonly value: T }> {
  let lost: UnknownOutcomeError | undefined;
  for (let writes = 0; ; writes += 1) {
    const value = step.lookFirst || lost !== undefined ? await step.look() : undefined;
    if (value !== undefined) return { written: lost !== undefined, value };
    if (lost !== undefined && writes >= MAX_WRITES) throw lost;
    try {
      return { written: true, value: await step.write() };
    } catch (error) {
      if (!(error instanceof UnknownOutcomeError)) throw error;
      lost = error;
    }
  }
}
