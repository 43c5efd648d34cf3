import { brokenAt, type Controls } from "../releases/controls.ts";
import { brokenConfig, type LocalRepository } from "./repository.ts";

/** The config that a server goes by while it runs. */
export interface ServedConfig {
  /** As it was read a moment ago. Throws `UsageError` where it cannot be read and never could since the start. */
  readonly current: () => Promise<Controls>;
  /** As it is now, for what writes. */
  readonly anew: () => Promise<Controls>;
  /** Where the present file is broken, as `path:line`, so that the last readable one is in force; null while it can be read. */
  readonly brokenAt: () => string | null;
}

/** The environments and the branch's name are read again after this long; pointers are never kept. */
const CONFIG_AGE_MS = 2_000;

/** While the file cannot be read, the last readable one of this process holds: readers must not get another environment's prompt. */
export function servedConfig({
  controls,
  environment,
}: Pick<LocalRepository, "controls" | "environment">): ServedConfig {
  let readable: Controls | undefined;
  let brokenSince: string | null = null;
  let broken: string | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Controls> | undefined;
  const anew = async () => {
    const read = await controls();
    if (read.standing.kind !== "unreadable") {
      if (broken !== null) environment.warn(`The config can be read again, as of ${read.commit}.`);
      [readable, broken, brokenSince] = [read, null, null];
      return read;
    }
    if (readable === undefined) throw brokenConfig(read, "nobody knows what to serve");
    brokenSince ??= environment.surroundings.now();
    const where = brokenAt(read);
    if (where !== broken)
      environment.warn(`${where} is broken: the config of ${readable.commit} is used on.`);
    broken = where;
    const standing = { kind: "remembered", commit: readable.commit, brokenSince } as const;
    return { ...read, config: readable.config, standing };
  };
  const current = () => {
    const now = environment.nowMs();
    if (reading === undefined || Math.abs(now - readAt) >= CONFIG_AGE_MS) {
      readAt = now;
      reading = anew();
      // The next request tries again.
      reading.catch(() => {
        reading = undefined;
      });
    }
    return reading;
  };
  return { current, anew, brokenAt: () => broken };
}
