import type { Controls } from "../../releases/controls.ts";
import { singleFlight } from "./single-flight.ts";

/** The settings in force, as they were read a moment ago. */
export interface RememberedControls {
  /** Throws what reading throws, and only where they were never read. */
  readonly current: () => Promise<Controls>;
  /** The default branch moved: they may be others now. */
  readonly forget: () => void;
}

interface ControlsParts {
  readonly read: () => Promise<Controls>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (message: string) => void;
}

const READ_EVERY_MS = 60_000;

/** Pushes are not all told to every instance, so the settings are read again by time, too. While that fails the last ones hold. */
export function rememberedControls({ log, now, read }: ControlsParts): RememberedControls {
  let last: Controls | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const reading = singleFlight(async () => {
    readAt = now();
    last = await read();
    return last;
  });
  return {
    current: async () => {
      if (last === undefined) return reading();
      if (now() - readAt >= READ_EVERY_MS) {
        reading().catch((error: unknown) => {
          log(`the settings could not be read again: ${error instanceof Error ? error.message : "?"}`);
        });
      }
      return last;
    },
    forget: () => {
      readAt = Number.NEGATIVE_INFINITY;
    },
  };
}
