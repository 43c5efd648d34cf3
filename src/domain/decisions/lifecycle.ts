import type { Cause, EventType } from "../ledger/event.ts";
import { environmentOf, type Mark, type PromptState } from "../ledger/state.ts";
import { appendEvents, versionsInState } from "./append.ts";
import { type Accepted, type Refusal, type Repeat, refuse, repeatOf, tooOld } from "./refusal.ts";

/** Changes that move no pointer. Freezing concerns one environment, archiving the whole prompt. */
export type LifecycleIntent =
  | { readonly change: "freeze" | "unfreeze"; readonly environment: string; readonly cause: Cause }
  | { readonly change: "archive" | "restore"; readonly cause: Cause };

export interface LifecycleChanged extends Accepted {
  /** After an unfreeze: the version published meanwhile that waits, to be named in the `/promote` that brings it. */
  readonly waiting: string | null;
}

export type LifecycleDecision = LifecycleChanged | Refusal | Repeat;

const TYPES = {
  freeze: "prompt.frozen",
  unfreeze: "prompt.unfrozen",
  archive: "prompt.archived",
  restore: "prompt.restored",
} as const satisfies Record<LifecycleIntent["change"], EventType>;

/** Decides freeze, unfreeze, archive and restore (contracts §3). */
export function decideLifecycle(state: PromptState, intent: LifecycleIntent, now: string): LifecycleDecision {
  const repeat = repeatOf(state, intent.cause.key);
  if (repeat) return repeat;
  const refusal = tooOld(intent.cause, now) ?? refusalOf(state, intent);
  if (refusal) return refusal;
  const environment = "environment" in intent ? intent.environment : null;
  const pointer = environment === null ? null : environmentOf(state, environment).pointer;
  const appended = appendEvents(
    state,
    [
      {
        key: intent.cause.key,
        type: TYPES[intent.change],
        environment,
        version: pointer?.version ?? null,
        previousVersion: pointer?.version ?? null,
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
  return { decision: "append", ...appended, waiting: waitingVersion(state, intent) };
}

/** The latest version, where a freeze or hold that ends now kept it from going live. */
function waitingVersion(state: PromptState, intent: LifecycleIntent): string | null {
  if (intent.change !== "unfreeze") return null;
  const { frozen, held } = environmentOf(state, intent.environment);
  const isNewer = (mark: Mark | null) => mark !== null && mark.sequence < state.latest.sequence;
  return isNewer(frozen) || isNewer(held) ? state.latest.version : null;
}

function refusalOf(state: PromptState, intent: LifecycleIntent): Refusal | undefined {
  const archived = state.lifecycle === "archived";
  switch (intent.change) {
    case "archive":
      return archived ? refuse("already_archived") : undefined;
    case "restore":
      return archived ? undefined : refuse("not_archived");
    case "freeze":
    case "unfreeze":
      return archived ? refuse("archived") : freezeRefusal(state, intent);
  }
}

function freezeRefusal(
  state: PromptState,
  { change, environment }: { readonly change: "freeze" | "unfreeze"; readonly environment: string },
): Refusal | undefined {
  const { frozen, held } = environmentOf(state, environment);
  if (change === "freeze") {
    return frozen ? refuse("already_frozen", { environment, by: frozen.by }) : undefined;
  }
  return frozen || held ? undefined : refuse("not_frozen", { environment });
}
