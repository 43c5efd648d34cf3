import type { Cause, LedgerEvent } from "../ledger/event.ts";
import {
  defaultRollbackTarget,
  namedRollbackTarget,
  type RollbackDirection,
  type RollbackTarget,
} from "../ledger/rollback-target.ts";
import { type EnvironmentState, environmentOf, type PromptState } from "../ledger/state.ts";
import { appendEvents, versionsInState } from "./append.ts";
import {
  type Accepted,
  justRolledBack,
  type Refusal,
  type Repeat,
  refuse,
  repeatOf,
  staleness,
} from "./refusal.ts";

/** A wish to serve an older version again. */
export interface RollbackIntent {
  readonly environment: string;
  /** The version to serve; null for the default target. */
  readonly to: string | null;
  /** The version that must be live now; null to accept whatever is. */
  readonly from: string | null;
  readonly cause: Cause;
}

export interface RolledBack extends Accepted {
  readonly direction: RollbackDirection;
  readonly environment: string;
  readonly from: string;
  readonly to: string;
}

export type RollbackDecision = RolledBack | Refusal | Repeat;

export interface RollbackContext {
  readonly now: string;
  /** Whether a named version exists at all, to tell "unknown" from "never live here". */
  readonly versionExists: (version: string) => boolean;
  /** The event that moved the environment's pointer last, as far as it is known. */
  readonly lastMove?: LedgerEvent | undefined;
}

/** Decides a rollback (contracts §3): a new event with a higher sequence that names old content. Freezes never stop it. */
export function decideRollback(
  state: PromptState,
  intent: RollbackIntent,
  { lastMove, now, versionExists }: RollbackContext,
): RollbackDecision {
  const repeat = repeatOf(state, intent.cause.key);
  if (repeat) return repeat;
  if (state.lifecycle === "archived") return refuse("archived");
  const environment = environmentOf(state, intent.environment);
  if (environment.pointer === null) return refuse("nothing_live", { environment: intent.environment });
  if (environment.pointer.version === intent.to) {
    return refuse("already_live", { version: intent.to, environment: intent.environment });
  }
  // First: what was rolled back already is said to be done, and not that it may be asked for anew.
  const again =
    intent.to === null && intent.from === null
      ? justRolledBack(environment, intent.cause, lastMove)
      : undefined;
  const stale = again ?? staleness(environment, intent.from, { cause: intent.cause, now });
  if (stale) return stale;
  const found = findTarget(environment, intent, versionExists);
  if ("decision" in found) return found;
  const from = environment.pointer.version;
  const appended = appendEvents(
    state,
    [
      {
        key: intent.cause.key,
        type: "prompt.rolled_back",
        environment: intent.environment,
        version: found.target.version,
        previousVersion: from,
      },
    ],
    {
      promptId: state.prompt_id,
      slug: state.slug,
      cause: intent.cause,
      now,
      versionOf: versionsInState(state),
    },
  );
  return {
    decision: "append",
    ...appended,
    direction: found.direction,
    environment: intent.environment,
    from,
    to: found.target.version,
  };
}

function findTarget(
  environment: EnvironmentState,
  { to, environment: name }: RollbackIntent,
  versionExists: (version: string) => boolean,
): RollbackTarget | Refusal {
  if (to === null) {
    const live = environment.pointer?.version ?? null;
    return (
      defaultRollbackTarget(environment) ?? refuse("nothing_to_roll_back_to", { environment: name, live })
    );
  }
  const named = namedRollbackTarget(environment, to);
  if (named) return named;
  if (!versionExists(to)) return refuse("unknown_version", { version: to });
  return refuse("never_live_here", { version: to, environment: name });
}
