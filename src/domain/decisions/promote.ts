import type { Cause } from "../ledger/event.ts";
import type { PublishedVersion, VersionLookup } from "../ledger/ledger.ts";
import { environmentOf, type PromptState } from "../ledger/state.ts";
import type { VersionEvaluation } from "../ledger/version-evaluation.ts";
import { appendEvents, versionsInState } from "./append.ts";
import { type EvidenceRule, evidenceStanding } from "./evidence.ts";
import {
  type Accepted,
  movedSince,
  type Refusal,
  type Repeat,
  refuse,
  repeatOf,
  staleness,
  tooOld,
} from "./refusal.ts";

/** A wish to make a version live in an environment. */
export interface PromoteIntent {
  readonly environment: string;
  /** The version to promote; null for what is live one environment before (in the first one: the latest). */
  readonly version: string | null;
  readonly from: string | null;
  readonly cause: Cause;
}

export interface PromoteContext {
  readonly now: string;
  /** Environment names in promotion order. */
  readonly environments: readonly string[];
  /** Looks up versions that the state does not name, among those stored on the branch. */
  readonly versionOf: VersionLookup;
  /**
   * What stands between a version without sufficient evidence and this environment. Where merges move the pointer a
   * promotion is what overrides them (contracts §3), so only environments that hold can require it of promotions.
   */
  readonly evidence: EvidenceRule;
  readonly evaluationOf: (version: string) => VersionEvaluation | null;
}

export interface Promoted extends Accepted {
  readonly environment: string;
  readonly from: string | null;
  readonly to: string;
  readonly liftedHold: boolean;
}

export type PromoteDecision = Promoted | Refusal | Repeat;

/** Decides a promotion: explicit, so it may make flagged content live again, and it lifts a hold; a freeze stops it. */
export function decidePromote(
  state: PromptState,
  intent: PromoteIntent,
  context: PromoteContext,
): PromoteDecision {
  const repeat = repeatOf(state, intent.cause.key);
  if (repeat) return repeat;
  if (state.lifecycle === "archived") return refuse("archived");
  const environment = environmentOf(state, intent.environment);
  if (environment.frozen) {
    return refuse("frozen", { environment: intent.environment, by: environment.frozen.by });
  }
  const stale = staleness(environment, intent.from, { cause: intent.cause, now: context.now });
  if (stale) return stale;
  const unseen = intent.version === null ? movedBefore(state, intent, context) : undefined;
  if (unseen) return unseen;
  const found = findVersion(state, intent, context);
  if ("decision" in found) return found;
  const from = environment.pointer?.version ?? null;
  if (from === found.version) {
    return refuse("already_live", { version: found.version, environment: intent.environment });
  }
  const unproven = withoutEvidence(found.version, intent, context);
  if (unproven) return unproven;
  const appended = appendEvents(
    state,
    [
      {
        key: intent.cause.key,
        type: "prompt.promoted",
        environment: intent.environment,
        version: found.version,
        previousVersion: from,
      },
    ],
    {
      promptId: state.prompt_id,
      slug: state.slug,
      cause: intent.cause,
      now: context.now,
      versionOf: (id) => (id === found.version ? found : versionsInState(state)(id)),
    },
  );
  return {
    decision: "append",
    ...appended,
    environment: intent.environment,
    from,
    to: found.version,
    liftedHold: environment.held !== null,
  };
}

/** Without a version the one of the environment before is meant: as it was when the request was written. */
function movedBefore(
  state: PromptState,
  { cause, environment }: PromoteIntent,
  { environments, now }: PromoteContext,
): Refusal | undefined {
  const before = environments[environments.indexOf(environment) - 1];
  if (before === undefined) return undefined;
  const moved = movedSince(environmentOf(state, before), cause);
  return tooOld(cause, now) ?? (moved && refuse(moved.code, { ...moved.details, environment: before }));
}

function findVersion(
  state: PromptState,
  intent: PromoteIntent,
  context: PromoteContext,
): PublishedVersion | Refusal {
  const wanted = intent.version ?? defaultVersion(state, intent.environment, context.environments);
  if (wanted === null) return refuse("nothing_to_promote", { environment: intent.environment });
  const found = versionsInState(state)(wanted) ?? context.versionOf(wanted);
  return found ?? refuse("unknown_version", { version: wanted });
}

function withoutEvidence(
  version: string,
  { environment }: PromoteIntent,
  { evaluationOf, evidence }: PromoteContext,
): Refusal | undefined {
  if (evidence === "optional") return undefined;
  const evaluation = evaluationOf(version);
  const standing = evidenceStanding(evaluation);
  if (standing === "sufficient") return undefined;
  const code = standing === "missing" ? "evidence_missing" : "evidence_failed";
  return refuse(code, { version, environment, verdict: evaluation?.verdict ?? null });
}

/** The version that a promotion without one means; null where nothing is live one environment before. */
export function defaultVersion(
  state: PromptState,
  environment: string,
  environments: readonly string[],
): string | null {
  const before = environments[environments.indexOf(environment) - 1];
  if (before === undefined) return state.latest.version;
  return environmentOf(state, before).pointer?.version ?? null;
}
