import type { EvidenceRule } from "../../domain/decisions/evidence.ts";
import { decideLifecycle, type LifecycleDecision } from "../../domain/decisions/lifecycle.ts";
import { decidePromote, type PromoteDecision } from "../../domain/decisions/promote.ts";
import { type Refusal, refuse } from "../../domain/decisions/refusal.ts";
import { decideRollback, type RollbackDecision } from "../../domain/decisions/rollback.ts";
import type { Cause, EventType } from "../../domain/ledger/event.ts";
import type { PublishedVersion } from "../../domain/ledger/ledger.ts";
import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import { nearestFew } from "../../domain/nearest.ts";
import { type Asker, decidePermission } from "../../domain/policy/permission.ts";
import { brokenAt, type Controls } from "../controls.ts";
import { readEvent, readVersion } from "../documents.ts";
import type { BranchSnapshot } from "../ports.ts";
import { promptsInReadme } from "../readme.ts";

/** The verbs that change one prompt's pointers or standing without making a version. */
export type OperationVerb = "rollback" | "promote" | "freeze" | "unfreeze" | "archive" | "restore";

/** What causes each kind of event, but for publications. */
export const VERB_OF_EVENT: Readonly<Record<Exclude<EventType, "prompt.published">, OperationVerb>> = {
  "prompt.promoted": "promote",
  "prompt.rolled_back": "rollback",
  "prompt.archived": "archive",
  "prompt.restored": "restore",
  "prompt.frozen": "freeze",
  "prompt.unfrozen": "unfreeze",
};

/** What somebody asks for, words as typed; everything is checked against the present state at each attempt. */
export interface Operation {
  readonly verb: OperationVerb;
  /** A prompt's id or slug. */
  readonly prompt: string;
  readonly version: string | null;
  readonly from: string | null;
  /** Null means the default environment, the last one. */
  readonly environment: string | null;
  /** `actor.role` becomes what the repository says of the asker, where it is asked. */
  readonly cause: Cause;
}

type Decision = RollbackDecision | PromoteDecision | LifecycleDecision;
export type AcceptedDecision = Extract<Decision, { decision: "append" }>;

/** What is known beside the outcome itself, for the answer. */
export interface Circumstances {
  readonly controls: Controls;
  readonly environment: string;
  /** Who asked, with the role found; null on the command line. */
  readonly asker: Asker | null;
}

/** Everything that the decision rests on. */
export interface Situation extends Circumstances {
  readonly snapshot: BranchSnapshot;
  readonly state: PromptState | undefined;
}

/** Decides an operation: first who may, then whether there is such a prompt and environment, then what follows. */
export function decide(operation: Operation, situation: Situation, now: string): Decision {
  const { controls, environment, state } = situation;
  const notPermitted = permission(operation, situation);
  if (notPermitted) return notPermitted;
  if (situation.snapshot.head === null) {
    // Which branch the releases are on is what the file does not say.
    if (controls.standing.kind === "unreadable") return configBroken(controls, []);
    return refuse("no_release_branch", { branch: controls.config.file.release_branch });
  }
  if (state === undefined) return refuse("unknown_prompt", { prompt: operation.prompt });
  const stopped = () => stoppedByConfig(operation, controls, state);
  const known = knownEnvironments(controls, state);
  if (!known.includes(environment)) {
    return stopped() ?? refuse("unknown_environment", { environment, known: known.join(", ") });
  }
  const decided = decideVerb(operation, situation, { now, state });
  // What was done already is answered as it was.
  return decided.decision === "append" ? (stopped() ?? decided) : decided;
}

function decideVerb(
  operation: Operation,
  situation: Situation,
  { now, state }: { readonly now: string; readonly state: PromptState },
): Decision {
  const { asker, controls, environment } = situation;
  const cause = withRole(operation.cause, asker);
  const { from, verb, version } = operation;
  switch (verb) {
    case "rollback": {
      const versionExists = (id: string) => versionOf(situation, id) !== undefined;
      const { pointer } = environmentOf(state, environment);
      const lastMove = pointer ? readEvent(situation.snapshot, state.prompt_id, pointer.sequence) : undefined;
      return decideRollback(
        state,
        { environment, to: version, from, cause },
        { now, versionExists, lastMove },
      );
    }
    case "promote": {
      const context = {
        now,
        environments: controls.config.environments,
        versionOf: (id: string) => versionOf(situation, id),
        evidence: evidenceToPromote(situation),
        evaluationOf: (id: string) =>
          readVersion(situation.snapshot, state.prompt_id, id)?.evaluation ?? null,
      };
      return decidePromote(state, { environment, version, from, cause }, context);
    }
    case "freeze":
    case "unfreeze":
      return decideLifecycle(state, { change: verb, environment, cause }, now);
    case "archive":
    case "restore":
      return decideLifecycle(state, { change: verb, cause }, now);
  }
}

/** Why an operation is not permitted, or undefined where it is; on the command line everything is. */
export function permission(
  { verb }: Operation,
  { asker, controls, environment }: Circumstances,
): Refusal | undefined {
  if (asker === null) return undefined;
  const { environments, permissions } = controls.config;
  // Archiving and restoring change what every environment serves, so every environment's rule has a say.
  const concerned = verb === "archive" || verb === "restore" ? environments : [environment];
  for (const name of concerned) {
    const decided = decidePermission(permissions[verb], asker, name);
    if (decided.permitted) continue;
    return refuse("not_permitted", { why: decided.code, needs: decided.needs, role: asker.role });
  }
  return undefined;
}

/**
 * What a config with errors stops. It may ask for a role or evidence that the last readable one does not know, so nothing new
 * goes live on that. Where no config is known at all, who may do what is a guess, and so is the environment where none is
 * named: only a rollback that names it is run, which brings back what was live there.
 */
function stoppedByConfig(
  { environment, verb }: Operation,
  controls: Controls,
  state: PromptState,
): Refusal | undefined {
  const { kind } = controls.standing;
  if (kind === "present" || (kind === "remembered" && verb !== "promote")) return undefined;
  if (verb === "rollback" && environment !== null) return undefined;
  return configBroken(controls, knownEnvironments(controls, state));
}

/** `known`: the environments that a rollback may name all the same. */
function configBroken(controls: Controls, known: readonly string[]): Refusal {
  return refuse("config_broken", { where: brokenAt(controls), known: known.join(", ") });
}

/** Where the config says nothing, what the ledger says: the environments in which something of the prompt happened. */
function knownEnvironments({ config, standing }: Controls, state: PromptState): readonly string[] {
  return standing.kind === "unreadable" ? Object.keys(state.environments) : config.environments;
}

/** What promotions to the environment ask for: where merges move its pointer, a promotion is what overrides them. */
export function evidenceToPromote({
  controls,
  environment,
}: Pick<Circumstances, "controls" | "environment">): EvidenceRule {
  const policy = controls.config.file.environments[environment];
  return policy?.on_merge === "hold" ? policy.evidence : "optional";
}

function versionOf({ snapshot, state }: Situation, id: string): PublishedVersion | undefined {
  const version = state && readVersion(snapshot, state.prompt_id, id);
  if (version === undefined) return undefined;
  return { version: id, digest: version.digest, slug: version.slug, path: version.source.path };
}

function withRole(cause: Cause, asker: Asker | null): Cause {
  const role = asker?.role ?? cause.actor.role ?? "unverified";
  return { ...cause, actor: { ...cause.actor, role } };
}

/** More names than these help nobody to choose. */
export const MOST_SUGGESTIONS = 3;

/** The names that were probably meant by one that is unknown, the nearest first. */
export function suggestionsFor(
  operation: Operation,
  { controls, snapshot }: Situation,
  { code }: Refusal,
): readonly string[] {
  if (code === "unknown_prompt") {
    const known = promptsInReadme(snapshot.files.get("README.md"));
    return nearestFew(operation.prompt, known, MOST_SUGGESTIONS);
  }
  if (code === "unknown_environment" && operation.environment !== null) {
    return nearestFew(operation.environment, controls.config.environments, MOST_SUGGESTIONS);
  }
  return [];
}
