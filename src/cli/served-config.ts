import { brokenAt, type Controls, controlsInForce } from "../releases/controls.ts";
import { memoryConfigs } from "../releases/memory-configs.ts";
import { brokenConfig, explainNoCommit, type LocalRepository } from "./repository.ts";

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

/** There is one repository to remember. */
const REPOSITORY_ID = 0;

/**
 * While the file cannot be read or is gone, the last readable one of this process holds: readers must not get another
 * environment's prompt.
 */
export function servedConfig({
  environment,
  sources,
}: Pick<LocalRepository, "sources" | "environment">): ServedConfig {
  const { nowMs: now } = environment;
  const remembering = { sources, configs: memoryConfigs(), repositoryId: REPOSITORY_ID, now };
  let broken: string | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Controls> | undefined;
  const anew = async () => {
    const read = await explainNoCommit(controlsInForce(remembering));
    const { commit, standing } = read;
    if (standing.kind === "unreadable") throw brokenConfig(read, "nobody knows what to serve");
    const where = standing.kind === "present" ? null : brokenAt(read);
    if (where !== broken) {
      environment.warn(
        standing.kind === "present"
          ? `The config can be read again, as of ${commit}.`
          : `${where} is broken: the config of ${standing.commit} is used on.`,
      );
    }
    broken = where;
    return read;
  };
  const current = () => {
    const at = now();
    if (reading === undefined || Math.abs(at - readAt) >= CONFIG_AGE_MS) {
      readAt = at;
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
