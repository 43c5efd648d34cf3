import type { LedgerEvent } from "../../domain/ledger/event.ts";
import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import type { ProposedCommand } from "../text/command-line.ts";
import { type Sentence, say } from "../text/sentence.ts";

/** The prompt's states around an event, as far as they are known; `after` may be a later one. */
export interface Around {
  readonly before: PromptState | null;
  readonly after: PromptState | null;
}

/**
 * The command that takes an event back, or null where none does: a first publication has nothing below it, and a hold
 * comes back only with a rollback. It names what must be live (`from`), so it stays good however old it gets and never
 * undoes what somebody did since.
 */
export function undoOf(event: LedgerEvent, around: Around): ProposedCommand | null {
  const { prompt_id: prompt, environment, version, previous_version: previous } = event;
  switch (event.type) {
    case "prompt.published":
    case "prompt.promoted":
    case "prompt.rolled_back":
      if (environment === null || previous === null || version === null || previous === version) return null;
      return { verb: "rollback", prompt, version: previous, from: version, environment };
    case "prompt.archived":
      return { verb: "restore", prompt };
    case "prompt.restored":
      return { verb: "archive", prompt };
    case "prompt.frozen":
      return wasHeld(event, around) === false ? { verb: "unfreeze", prompt, environment } : null;
    case "prompt.unfrozen":
      return wasHeld(event, around) === false ? { verb: "freeze", prompt, environment } : null;
  }
}

/**
 * Whether the event's environment was held before it; null where that is not known. `/unfreeze` lifts a freeze and a hold
 * together, so it takes a freeze back only where nothing was held, and `/freeze` an unfreeze.
 */
export function wasHeld(
  { environment, sequence, type }: LedgerEvent,
  { after, before }: Around,
): boolean | null {
  if (environment === null) return false;
  if (before !== null) return environmentOf(before, environment).held !== null;
  // A freeze leaves a hold as it was; what an unfreeze lifted cannot be seen any more.
  const isRightAfter = after?.sequence === sequence && type === "prompt.frozen";
  return isRightAfter ? environmentOf(after, environment).held !== null : null;
}

/** What introduces the command: the way back from a rollback moves the pointer and leaves the hold. */
export function undoLead({ previous_version: left, type }: LedgerEvent): Sentence {
  return type === "prompt.rolled_back" && left !== null
    ? say`This serves ${left} again; merges stay held:`
    : say`This takes it back:`;
}
