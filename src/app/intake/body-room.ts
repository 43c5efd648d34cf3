/** Memory for the bodies of requests that nobody has vouched for yet, shared by all that are being taken in. */
export interface BodyRoom {
  /**
   * A place for one body; null where there is no room for it now.
   * @param announced its length in bytes; null where the sender told none
   */
  readonly enter: (announced: number | null) => BodyPlace | null;
}

/** What one body holds, until it is disposed of. */
export interface BodyPlace extends Disposable {
  /** False where there is no room for so many bytes more. */
  readonly take: (bytes: number) => boolean;
}

/** GitHub's payloads have some 10 to 100 KB; a push of very many commits can have megabytes. */
const SMALL_BYTES = 1024 * 1024;
/** What large bodies may fill together: whoever floods the app with them keeps no comment out. */
const SHARE_OF_LARGE = 0.75;

/**
 * Room for so many bytes at once. Counted is what has arrived and not what was announced: announcing much and sending nothing
 * costs nobody anything.
 */
export function bodyRoom(most: number): BodyRoom {
  let held = 0;
  return {
    enter: (announced) => {
      const limit = announced !== null && announced <= SMALL_BYTES ? most : most * SHARE_OF_LARGE;
      if (held + (announced ?? 0) > limit) return null;
      let own = 0;
      return {
        take: (bytes) => {
          if (held + bytes > limit) return false;
          held += bytes;
          own += bytes;
          return true;
        },
        [Symbol.dispose]: () => {
          held -= own;
          own = 0;
        },
      };
    },
  };
}
