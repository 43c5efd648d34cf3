import { matchesStarGlob } from "../domain/star-glob.ts";

/** The part of an endpoint's config that says which events it wants. */
export interface Subscription {
  /** Globs over event types: `*` stands for any run of characters, everything else for itself. */
  readonly events: readonly string[];
  /** Only events of these environments; absent: of all. Events without an environment always pass. */
  readonly environments?: readonly string[];
}

/** Does an endpoint want this event? */
export function wantsEvent(
  subscription: Subscription,
  event: { readonly type: string; readonly environment: string | null },
): boolean {
  if (!subscription.events.some((glob) => matchesStarGlob(glob, event.type))) return false;
  if (event.environment === null || subscription.environments === undefined) return true;
  return subscription.environments.includes(event.environment);
}
