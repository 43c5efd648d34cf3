import type { LedgerEvent } from "./event.ts";
import type { RollbackDirection } from "./rollback-target.ts";
import type { EnvironmentState, VersionRef } from "./state.ts";
import { compareVersionIds } from "./version-id.ts";

/** How an environment's pointer and trail move (contracts §3). Whether they may is the ledger's to say. */

/** Publish and promote: push on the trail; what goes live on purpose is no longer flagged or retired. */
export function goLive(
  environment: EnvironmentState,
  event: LedgerEvent,
  version: VersionRef,
): EnvironmentState {
  const entry = refOf(version);
  const trail = [...environment.trail, entry];
  return tidy({ ...unflagged(environment, entry), ...withPointer(event, entry), trail });
}

/** A rollback: down the trail to its target, or forward to a version that had been walked back from. */
export function moveBack(
  environment: EnvironmentState,
  event: LedgerEvent,
  { direction, target }: { readonly direction: RollbackDirection; readonly target: VersionRef },
): EnvironmentState {
  return { ...moveTrail(environment, direction, target), ...withPointer(event, target) };
}

function moveTrail(
  environment: EnvironmentState,
  direction: RollbackDirection,
  target: VersionRef,
): EnvironmentState {
  const cleared = unflagged(environment, target);
  if (direction === "forward") return tidy({ ...cleared, trail: [...environment.trail, target] });
  const { kept, popped } = popDownTo(environment.trail, target);
  // Where the version left says the same as the target, flagging it would flag what is live.
  const flags = popped.slice(-1).filter((left) => left.digest !== target.digest);
  return tidy({
    ...cleared,
    trail: kept,
    rolled_back: unique([...cleared.rolled_back, ...flags]),
    retired: [...cleared.retired, ...popped],
  });
}

/** Content that somebody serves on purpose is no longer flagged, under none of its ids; all stay known by name. */
function unflagged(environment: EnvironmentState, { digest }: VersionRef): EnvironmentState {
  const { retired, rolled_back } = environment;
  return {
    ...environment,
    rolled_back: rolled_back.filter((flagged) => flagged.digest !== digest),
    retired: [...retired, ...rolled_back.filter((flagged) => flagged.digest === digest)],
  };
}

/** A version is retired where it was live once and is neither on the trail nor flagged. */
function tidy(environment: EnvironmentState): EnvironmentState {
  const elsewhere = new Set([...environment.trail, ...environment.rolled_back].map((entry) => entry.version));
  const retired = unique(environment.retired).filter((entry) => !elsewhere.has(entry.version));
  return { ...environment, retired };
}

/** Splits the trail at the highest entry of the target below the top; a target no longer on it is put in its place. */
function popDownTo(trail: readonly VersionRef[], target: VersionRef) {
  const at = trail.slice(0, -1).findLastIndex((entry) => entry.version === target.version);
  if (at >= 0) return { kept: trail.slice(0, at + 1), popped: trail.slice(at + 1) };
  const older = trail
    .slice(0, -1)
    .findLastIndex((entry) => compareVersionIds(entry.version, target.version) < 0);
  return { kept: [...trail.slice(0, older + 1), target], popped: trail.slice(older + 1) };
}

function withPointer(event: LedgerEvent, { version, digest }: VersionRef): Pick<EnvironmentState, "pointer"> {
  return {
    pointer: { version, digest, since: event.at, by: event.actor.login, sequence: event.sequence },
  };
}

function refOf({ version, digest }: VersionRef): VersionRef {
  return { version, digest };
}

function unique(refs: readonly VersionRef[]): VersionRef[] {
  return [...new Map(refs.map((entry) => [entry.version, entry])).values()];
}
