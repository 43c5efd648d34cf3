import { defaultEnvironment } from "../domain/config.ts";
import { decideLifecycle, type LifecycleDecision } from "../domain/decisions/lifecycle.ts";
import { decidePromote, type PromoteDecision } from "../domain/decisions/promote.ts";
import { type Refusal, refuse } from "../domain/decisions/refusal.ts";
import { decideRollback, type RollbackDecision } from "../domain/decisions/rollback.ts";
import type { Cause, LedgerEvent } from "../domain/event.ts";
import type { PublishedVersion } from "../domain/ledger.ts";
import { nearest } from "../domain/nearest.ts";
import { type Asker, decidePermission } from "../domain/permission.ts";
import type { PromptState } from "../domain/state.ts";
import { compareAndSwap, type GaveUp, type ImmutableTouched, type Plan } from "./compare-and-swap.ts";
import { type Controls, teamsNamedBy } from "./controls.ts";
import { commitOf, readEvent, readState, readVersion } from "./documents.ts";
import { findPrompt } from "./find-prompt.ts";
import { eventPath } from "./layout.ts";
import { operationMessage } from "./messages.ts";
import type { BranchSnapshot, Members, ReleaseBranch, Surroundings } from "./ports.ts";
import { promptsInReadme } from "./readme.ts";

/** The verbs that change one prompt's pointers or standing without making a version. */
export type OperationVerb = "rollback" | "promote" | "freeze" | "unfreeze" | "archive" | "restore";

/** What somebody asks for, words as typed; everything is checked against the present state at each attempt. */
export interface Operation {
  readonly verb: OperationVerb;
  /** A prompt's id or slug. */
  readonly prompt: string;
  readonly version: string | null;
  readonly from: string | null;
  /** Null means the default environment, the last one. */
  readonly environment: string | null;
  /** `actor.role` is filled in from what the repository says. */
  readonly cause: Cause;
}

export interface OperationPorts {
  /** Opens the release branch by the name that the config gives it. */
  readonly branch: (name: string) => ReleaseBranch;
  readonly controls: () => Promise<Controls>;
  /** Null on the command line, where whoever may push may also operate; its actors are recorded as unverified. */
  readonly members: Members | null;
  readonly surroundings: Surroundings;
  /** The branch name seen last, so that state and config can be read in one trip. */
  readonly branchName: string;
}

type Decision = RollbackDecision | PromoteDecision | LifecycleDecision;
type AcceptedDecision = Extract<Decision, { decision: "append" }>;

/** What is known beside the outcome itself, for the answer. */
interface Circumstances {
  readonly controls: Controls;
  readonly environment: string;
  /** Who asked, with the role found; null on the command line. */
  readonly asker: Asker | null;
}

/** The change was made, now or (`repeated`) by an earlier run of the same cause. */
export interface Done extends Circumstances {
  readonly status: "done";
  readonly event: LedgerEvent;
  readonly state: PromptState;
  /** The state before the change; null where an earlier run of the same cause made it. */
  readonly before: PromptState | null;
  readonly decision: AcceptedDecision | null;
  /** The release commit that holds the event; null where only a later one is known. */
  readonly commit: string | null;
  readonly repeated: boolean;
}

export interface Refused extends Circumstances {
  readonly status: "refused";
  readonly refusal: Refusal;
  /** The prompt's state, where there is such a prompt. */
  readonly state: PromptState | null;
  /** The name that was probably meant. */
  readonly suggestion: string | null;
}

export type OperationOutcome = Done | Refused | GaveUp | ImmutableTouched;

/**
 * The one road of every operation: read, decide, append. Comments, the HTTP API and the command line all take it. State,
 * config and the asker's role are read together in one trip and again for each new decision.
 */
export async function operate(operation: Operation, ports: OperationPorts): Promise<OperationOutcome> {
  let branchName = ports.branchName;
  const swapped = await compareAndSwap(
    (commit) => ports.branch(branchName).append(commit),
    async () => {
      const situation = await readSituation(operation, ports, branchName);
      branchName = situation.controls.config.file.release_branch;
      return planOperation(operation, situation, ports);
    },
    ports.surroundings,
  );
  return swapped.status === "settled" ? swapped.result : swapped;
}

/** Everything that the decision rests on. */
interface Situation {
  readonly controls: Controls;
  readonly snapshot: BranchSnapshot;
  readonly state: PromptState | undefined;
  readonly asker: Asker | null;
  readonly environment: string;
}

async function readSituation(
  operation: Operation,
  ports: OperationPorts,
  branchName: string,
): Promise<Situation> {
  const find = (name: string) =>
    findPrompt(ports.branch(name), operation.prompt, operation.version === null ? [] : [operation.version]);
  const [controls, guessed, asker] = await Promise.all([
    ports.controls(),
    find(branchName),
    askerOf(operation, ports),
  ]);
  const actualName = controls.config.file.release_branch;
  const found = actualName === branchName ? guessed : await find(actualName);
  const teams = ports.members === null ? [] : teamsNamedBy(controls.config, operation.verb);
  return {
    controls,
    snapshot: found.snapshot,
    state: found.promptId === undefined ? undefined : readState(found.snapshot, found.promptId),
    asker: teams.length === 0 ? asker : await askerOf(operation, ports, teams),
    environment: operation.environment ?? defaultEnvironment(controls.config),
  };
}

async function askerOf(
  { cause }: Operation,
  { members }: OperationPorts,
  teams: readonly string[] = [],
): Promise<Asker | null> {
  return members === null ? null : members.asker(cause.actor.login, teams);
}

async function planOperation(
  operation: Operation,
  situation: Situation,
  ports: OperationPorts,
): Promise<Plan<OperationOutcome>> {
  const { asker, controls, environment, snapshot, state } = situation;
  const circumstances: Circumstances = { controls, environment, asker };
  const decision = decide(operation, situation, ports.surroundings.now());
  if (decision.decision === "refuse") {
    const suggestion = suggestionFor(operation, situation, decision);
    const result = {
      status: "refused",
      refusal: decision,
      state: state ?? null,
      suggestion,
      ...circumstances,
    } as const;
    return { kind: "done", result };
  }
  if (state === undefined) throw new TypeError("A decision was made about a prompt without a state");
  if (decision.decision === "repeat") {
    const branch = ports.branch(controls.config.file.release_branch);
    const result = await repeated(branch, state, decision.sequence, circumstances);
    return { kind: "done", result };
  }
  const [event] = decision.events;
  if (event === undefined) throw new TypeError("An operation appends one event");
  const write = { before: state, appended: decision, version: undefined };
  return {
    kind: "append",
    commit: commitOf(snapshot, [write], operationMessage(event)),
    result: (commit) => ({
      status: "done",
      event,
      state: decision.state,
      before: state,
      decision,
      commit,
      repeated: false,
      ...circumstances,
    }),
  };
}

function decide(operation: Operation, situation: Situation, now: string): Decision {
  const { asker, controls, environment, state } = situation;
  const refused = permission(operation, situation) ?? unknownNames(operation, situation);
  if (refused) return refused;
  if (state === undefined) return refuse("unknown_prompt", { prompt: operation.prompt });
  const cause = withRole(operation.cause, asker);
  const { from, verb, version } = operation;
  switch (verb) {
    case "rollback": {
      const versionExists = (id: string) => versionOf(situation, id) !== undefined;
      return decideRollback(state, { environment, to: version, from, cause }, { now, versionExists });
    }
    case "promote": {
      const { environments } = controls.config;
      const context = { now, environments, versionOf: (id: string) => versionOf(situation, id) };
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

function permission({ verb }: Operation, { asker, controls, environment }: Situation): Refusal | undefined {
  if (asker === null) return undefined;
  const decided = decidePermission(controls.config.permissions[verb], asker, environment);
  if (decided.permitted) return undefined;
  return refuse("not_permitted", { why: decided.code, needs: decided.needs, role: asker.role });
}

function unknownNames(
  operation: Operation,
  { controls, environment, state }: Situation,
): Refusal | undefined {
  if (state === undefined) return refuse("unknown_prompt", { prompt: operation.prompt });
  if (controls.config.environments.includes(environment)) return undefined;
  return refuse("unknown_environment", { environment, known: controls.config.environments.join(", ") });
}

function versionOf({ snapshot, state }: Situation, id: string): PublishedVersion | undefined {
  const version = state && readVersion(snapshot, state.prompt_id, id);
  if (version === undefined) return undefined;
  return { version: id, digest: version.digest, slug: version.slug, path: version.source.path };
}

function withRole(cause: Cause, asker: Asker | null): Cause {
  const role = asker?.role ?? "unverified";
  return { ...cause, actor: { ...cause.actor, role } };
}

function suggestionFor(
  operation: Operation,
  { controls, snapshot }: Situation,
  { code }: Refusal,
): string | null {
  if (code === "unknown_prompt") {
    return nearest(operation.prompt, promptsInReadme(snapshot.files.get("README.md"))) ?? null;
  }
  if (code === "unknown_environment" && operation.environment !== null) {
    return nearest(operation.environment, controls.config.environments) ?? null;
  }
  return null;
}

async function repeated(
  branch: ReleaseBranch,
  state: PromptState,
  sequence: number,
  circumstances: Circumstances,
): Promise<Done> {
  const snapshot = await branch.read([eventPath(state.prompt_id, sequence)]);
  const event = readEvent(snapshot, state.prompt_id, sequence);
  if (event === undefined)
    throw new TypeError(`Event ${sequence} of ${state.prompt_id} is missing on the release branch`);
  const done = {
    status: "done",
    event,
    state,
    before: null,
    decision: null,
    commit: null,
    repeated: true,
  } as const;
  return { ...done, ...circumstances, environment: event.environment ?? circumstances.environment };
}
