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
  if (!subscription.events.some((glob) => matchesGlob(glob, event.type))) return false;
  if (event.environment === null || subscription.environments === undefined) return true;
  return subscription.environments.includes(event.environment);
}

// By hand rather than through a regular expression: the globs are whatever a config file says.
function matchesGlob(glob: string, text: string): boolean {
  const [head = "", ...rest] = glob.split("*");
  const tail = rest.pop();
  if (tail === undefined) return glob === text;
  if (!text.startsWith(head)) return false;
  let from = head.length;
  for (const piece of rest) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - tail.length >= from && text.endsWith(tail);
}
