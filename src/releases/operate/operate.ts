import { defaultVersion } from "../../domain/decisions/promote.ts";
import { justRolledBack, type Refusal, refuse } from "../../domain/decisions/refusal.ts";
import { eventDigest, type LedgerEvent } from "../../domain/ledger/event.ts";
import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import { defaultEnvironment } from "../../domain/policy/config.ts";
import type { Asker } from "../../domain/policy/permission.ts";
import {
  compareAndSwap,
  type Doubtful,
  type GaveUp,
  type ImmutableTouched,
  type Plan,
} from "../compare-and-swap.ts";
import { type Controls, teamsNamedBy } from "../controls.ts";
import { commitOf, readEvent, readState } from "../documents.ts";
import { findPrompt } from "../find-prompt.ts";
import { eventPath, parseBranchPath, versionPath } from "../layout.ts";
import { operationMessage } from "../messages.ts";
import type { Members, ReleaseBranch, Surroundings } from "../ports.ts";
import {
  type AcceptedDecision,
  type Circumstances,
  decide,
  evidenceToPromote,
  type Operation,
  permission,
  type Situation,
  suggestionsFor,
} from "./operation-decision.ts";

export type { Operation, OperationVerb } from "./operation-decision.ts";

export interface OperationPorts {
  /** Opens the release branch by the name that the config gives it. */
  readonly branch: (name: string) => ReleaseBranch;
  readonly controls: () => Promise<Controls>;
  /**
   * Null where the repository is not asked who may: on the command line, where whoever may push may also operate, and for a key of
   * the HTTP API, which was judged before. An actor whose role nobody names is recorded as unverified.
   */
  readonly members: Members | null;
  readonly surroundings: Surroundings;
  /**
   * Throws `BranchAlarmError` where what was read at a branch's head may be forged, so that nothing is refused on it either;
   * absent where nobody watches the branch. Appending vouches for itself.
   */
  readonly vouch?: (branchName: string, head: string | null) => Promise<void>;
  /** The branch name seen last, so that state and config can be read in one trip. */
  readonly branchName: string;
  /** Has this process decide about one branch once at a time, so that its own commands do not overtake each other. At once where absent. */
  readonly inTurn?: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** The change was made, now or (`repeated`) by an earlier run of the same cause. */
export interface Done extends Circumstances {
  readonly status: "done";
  readonly event: LedgerEvent;
  readonly state: PromptState;
  /** The state before the change; null where an earlier run of the same cause made it. */
  readonly before: PromptState | null;
  readonly decision: AcceptedDecision | null;
  /** A release commit that holds the event; null for what an earlier run of the same cause made. */
  readonly commit: string | null;
  readonly repeated: boolean;
}

export interface Refused extends Circumstances {
  readonly status: "refused";
  readonly refusal: Refusal;
  /** The prompt's state, where there is such a prompt and the asker may know. */
  readonly state: PromptState | null;
  /** The names that were probably meant by one that is unknown, the nearest first. */
  readonly suggestions: readonly string[];
}

export type OperationOutcome = Done | Refused | GaveUp | ImmutableTouched;

/**
 * The one road of every operation: read, decide, append. Comments, the HTTP API and the command line all take it. State,
 * config and the asker's role are read together in one trip and again for each new decision.
 */
export async function operate(operation: Operation, ports: OperationPorts): Promise<OperationOutcome> {
  let branchName = ports.branchName;
  let last: Situation | undefined;
  const { inTurn = (work) => work() } = ports;
  const swapped = await inTurn(() =>
    compareAndSwap<OperationOutcome>(
      (commit) => ports.branch(branchName).append(commit),
      async (doubtful) => {
        const situation = await readSituation(operation, ports, branchName);
        branchName = situation.controls.config.file.release_branch;
        last = situation;
        return planOperation(operation, situation, { ports, doubtful });
      },
      ports.surroundings,
    ),
  );
  if (swapped.status === "settled") return swapped.result;
  if (swapped.status !== "missing") return swapped;
  if (last === undefined) throw new TypeError("A commit was refused that no situation led to");
  return missingVersion(last, swapped.paths);
}

/** The ledger names a version whose file somebody removed: nothing is made live that cannot be served. */
function missingVersion(situation: Situation, paths: readonly string[]): Refused {
  const { asker, controls, environment, state } = situation;
  const parsed = parseBranchPath(paths[0] ?? "");
  const version = parsed?.kind === "version" ? parsed.version : (paths[0] ?? "");
  const refusal = refuse("version_missing", { version });
  return { status: "refused", refusal, state: state ?? null, suggestions: [], asker, controls, environment };
}

async function readSituation(
  operation: Operation,
  ports: OperationPorts,
  branchName: string,
): Promise<Situation> {
  const find = (name: string) =>
    findPrompt(ports.branch(name), operation.prompt, operation.version === null ? [] : [operation.version]);
  const [controls, guessed, stranger] = await Promise.all([
    ports.controls(),
    find(branchName),
    askerOf(operation, ports),
  ]);
  const environment = operation.environment ?? defaultEnvironment(controls.config);
  const actualName = controls.config.file.release_branch;
  const [found, asker] = await Promise.all([
    actualName === branchName ? guessed : find(actualName),
    withTeams(operation, ports, { controls, environment, asker: stranger }),
  ]);
  const state = found.promptId === undefined ? undefined : readState(found.snapshot, found.promptId);
  const situation = { controls, snapshot: found.snapshot, state, asker, environment };
  const branch = ports.branch(actualName);
  return withLastMove(operation, branch, await withEvidence(operation, branch, situation));
}

/** A version that a promotion does not name is known from the state only: its evidence, where asked for, is one more trip. */
async function withEvidence(
  { verb, version }: Operation,
  branch: ReleaseBranch,
  situation: Situation,
): Promise<Situation> {
  const { controls, environment, snapshot, state } = situation;
  if (verb !== "promote" || version !== null || state === undefined) return situation;
  if (snapshot.head === null || evidenceToPromote(situation) === "optional") return situation;
  const meant = defaultVersion(state, environment, controls.config.environments);
  if (meant === null) return situation;
  return withFile(versionPath(state.prompt_id, meant), branch, situation);
}

/** Whether a rollback just before went back, or was taken back, only its event says: one more trip where this may be a second tap. */
async function withLastMove(
  { cause, from, verb, version }: Operation,
  branch: ReleaseBranch,
  situation: Situation,
): Promise<Situation> {
  const { environment, state } = situation;
  if (verb !== "rollback" || version !== null || from !== null || state === undefined) return situation;
  const there = environmentOf(state, environment);
  if (there.pointer === null || justRolledBack(there, cause) === undefined) return situation;
  return withFile(eventPath(state.prompt_id, there.pointer.sequence), branch, situation);
}

async function withFile(path: string, branch: ReleaseBranch, situation: Situation): Promise<Situation> {
  const { snapshot } = situation;
  if (snapshot.head === null) return situation;
  const { files } = await branch.read([path], snapshot.head);
  return { ...situation, snapshot: { ...snapshot, files: new Map([...snapshot.files, ...files]) } };
}

/** Teams are looked up only where the role and the login do not permit already: that is one more trip. */
async function withTeams(
  operation: Operation,
  ports: OperationPorts,
  circumstances: Circumstances,
): Promise<Asker | null> {
  const { asker, controls } = circumstances;
  if (asker === null || permission(operation, circumstances) === undefined) return asker;
  const teams = teamsNamedBy(controls.config, operation.verb);
  return teams.length === 0 ? asker : askerOf(operation, ports, teams);
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
  { doubtful, ports }: { readonly doubtful: Doubtful<OperationOutcome>; readonly ports: OperationPorts },
): Promise<Plan<OperationOutcome>> {
  const { asker, controls, environment, snapshot, state } = situation;
  const circumstances: Circumstances = { controls, environment, asker };
  const decision = decide(operation, situation, ports.surroundings.now());
  if (decision.decision === "refuse") {
    if (decision.code !== "not_permitted") {
      await ports.vouch?.(controls.config.file.release_branch, snapshot.head);
    }
    const suggestions = suggestionsFor(operation, situation, decision);
    const shown = decision.code === "not_permitted" ? null : (state ?? null);
    const refused = { status: "refused", refusal: decision, state: shown, suggestions } as const;
    return { kind: "done", result: { ...refused, ...circumstances } };
  }
  if (state === undefined) throw new TypeError("A decision was made about a prompt without a state");
  if (decision.decision === "repeat") {
    const branch = ports.branch(controls.config.file.release_branch);
    const result = await repeated(branch, state, decision.sequence, circumstances);
    const own = doubtful?.(snapshot.head ?? "");
    return { kind: "done", result: isSameEvent(own, result) ? own : result };
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

/** An attempt of this very run whose answer was lost made the event: that is no repetition. */
function isSameEvent(own: OperationOutcome | undefined, found: Done): own is Done {
  return own?.status === "done" && eventDigest(own.event) === eventDigest(found.event);
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
