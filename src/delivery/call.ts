import { environmentOf, type PromptState } from "../domain/ledger/state.ts";
import type { Version } from "../domain/ledger/version.ts";
import type { Reach } from "./api-keys.ts";
import { BrokenBranchError } from "./live-prompts.ts";
import type { ReleaseView } from "./ports.ts";
import { type Problem, problem, quote } from "./problem.ts";

/** One request to one repository, after it was let in. */
export interface Call {
  /** `owner/name`, as the server calls it. */
  readonly repository: string;
  readonly view: ReleaseView;
  readonly reach: Reach;
  /** A part of the path, decoded; empty where the route has none of that name. */
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  /** The parsed JSON body of a POST. */
  readonly body: unknown;
}

/** A JSON document to answer with. `etag` makes it one that can be revalidated. */
export interface Answer {
  readonly kind: "answer";
  readonly body: Readonly<Record<string, unknown>>;
  readonly etag?: string;
  /** Whether it was given before, to an earlier sending of the same request. */
  readonly repeated?: boolean;
}

export function answer(body: Answer["body"], etag?: string): Answer {
  return { kind: "answer", body, ...(etag === undefined ? {} : { etag }) };
}

/** Ids and slugs alike. Nothing else ever becomes part of a path on the branch. */
const PROMPT_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LONGEST_PROMPT_NAME = 63;

export function isPromptName(name: string): boolean {
  return name.length <= LONGEST_PROMPT_NAME && PROMPT_NAME.test(name);
}

export interface FoundPrompt {
  readonly kind: "found";
  readonly state: PromptState;
}

/** The prompt that the path names, archived or not. What was never released anywhere the key may look is unknown. */
export async function findPrompt(call: Call): Promise<FoundPrompt | Problem> {
  const name = call.param("id");
  const unknown = problem("unknown_prompt", `No prompt that was released here is called ${quote(name)}.`);
  if (!isPromptName(name)) return unknown;
  const state = await call.view.state(name);
  if (state === undefined || !isInReach(call, state)) return unknown;
  return { kind: "found", state };
}

function isInReach(call: Call, state: PromptState): boolean {
  if (call.reach.environments === null) return true;
  return reachableEnvironments(call).some((name) => environmentOf(state, name).pointer !== null);
}

/** The known environments that the key may look into. */
export function reachableEnvironments({ reach, view }: Call): readonly string[] {
  return view.environments.filter((name) => reach.environments?.has(name) ?? true);
}

/** Whether the key may see a version: with a key for some environments only, what was live in one of them. */
export function maySeeVersion(call: Call, state: PromptState, version: string): boolean {
  if (call.reach.environments === null) return true;
  return reachableEnvironments(call).some((name) => {
    const { retired, rolled_back, trail } = environmentOf(state, name);
    return [...trail, ...rolled_back, ...retired].some((ref) => ref.version === version);
  });
}

/** A prompt's live version in an environment, and where in the ledger it became that. */
export interface LivePrompt {
  readonly kind: "live";
  readonly state: PromptState;
  readonly environment: string;
  readonly version: Version;
  /** The sequence of the event that made the version live there: the one that webhooks carry. */
  readonly sequence: number;
  readonly since: string;
  readonly by: string;
}

/** What is live for the prompt that the path names. `environment` undefined is the default one. */
export async function findLive(call: Call, environment: string | undefined): Promise<LivePrompt | Problem> {
  const name = chooseEnvironment(call, environment);
  if (typeof name !== "string") return name;
  const found = await findPrompt(call);
  if (found.kind === "problem") return found;
  const { state } = found;
  if (state.lifecycle === "archived") {
    return problem("archived", `The prompt ${state.prompt_id} is archived: /restore brings it back.`);
  }
  const { pointer } = environmentOf(state, name);
  if (pointer === null) {
    const live = reachableEnvironments(call).filter((other) => environmentOf(state, other).pointer !== null);
    return problem("not_live", `No version of ${state.prompt_id} is live in ${name}.`, { live_in: live });
  }
  const version = await call.view.version(state.prompt_id, pointer.version);
  if (version === undefined) throw new BrokenBranchError(`${pointer.version} is live and does not exist.`);
  const { by, sequence, since } = pointer;
  return { kind: "live", state, environment: name, version, sequence, since, by };
}

/** The environment that is meant, where it is known and the key is for it. */
export function chooseEnvironment(call: Call, asked: string | undefined): string | Problem {
  const { environments } = call.view;
  const name = asked ?? environments.at(-1) ?? environments[0];
  if (call.reach.environments !== null && !call.reach.environments.has(name)) {
    return problem("forbidden_environment", `This key is not for the environment ${quote(name)}.`);
  }
  if (environments.includes(name)) return name;
  const detail = `There is no environment ${quote(name)}.`;
  return problem("unknown_environment", detail, { environments: reachableEnvironments(call) });
}
