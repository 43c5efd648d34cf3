import type { Recorder } from "../recorder.ts";

/** A fetch whose answers are counted. */
export function countingFetch(
  fetch: typeof globalThis.fetch,
  recorder: Pick<Recorder, "githubAnswered">,
): typeof globalThis.fetch {
  return async (input, init) => {
    try {
      const response = await fetch(input, init);
      recorder.githubAnswered(response);
      return response;
    } catch (error) {
      recorder.githubAnswered(null);
      throw error;
    }
  };
}
