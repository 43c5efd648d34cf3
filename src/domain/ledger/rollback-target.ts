import type { EnvironmentState, VersionRef } from "./state.ts";
import { compareVersionIds, type VersionId } from "./version-id.ts";

/**
 * How a rollback's target relates to what is live.
 * - `back`: the target lies below on the trail, or is an older version that was live here once; what is left is flagged.
 * - `forward`: the target had been walked back from (or passed over) and is newer; its flag goes, nothing is flagged.
 */
export type RollbackDirection = "back" | "forward";

export interface RollbackTarget {
  readonly target: VersionRef;
  readonly direction: RollbackDirection;
}

/**
 * The default target: the next entry below on the trail whose content is neither flagged here nor what is live now
 * (serving the same bytes again would change nothing).
 */
export function defaultRollbackTarget(environment: EnvironmentState): RollbackTarget | undefined {
  const live = environment.pointer;
  if (live === null) return undefined;
  const bad = new Set([live.digest, ...environment.rolled_back.map((flagged) => flagged.digest)]);
  const target = environment.trail.slice(0, -1).findLast((entry) => !bad.has(entry.digest));
  return target && { target, direction: "back" };
}

/** How a named version can be rolled back to, or undefined where it was never live in this environment. */
export function namedRollbackTarget(
  environment: EnvironmentState,
  version: VersionId,
): RollbackTarget | undefined {
  const live = environment.pointer;
  if (live === null || live.version === version) return undefined;
  const flagged = environment.rolled_back.find((entry) => entry.version === version);
  if (flagged) return { target: flagged, direction: "forward" };
  const below = environment.trail.slice(0, -1).findLast((entry) => entry.version === version);
  if (below) return { target: below, direction: "back" };
  const retired = environment.retired.find((entry) => entry.version === version);
  if (!retired) return undefined;
  const newer = compareVersionIds(version, live.version) > 0;
  return { target: retired, direction: newer ? "forward" : "back" };
}
