import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import type { Cause, LedgerEvent } from "../../../src/domain/ledger/event.ts";
import type { PromptState } from "../../../src/domain/ledger/state.ts";
import type { Asker } from "../../../src/domain/policy/permission.ts";
import { CONFIG_PATH, readControls } from "../../../src/releases/controls.ts";
import { readState } from "../../../src/releases/documents.ts";
import { allStates, historyOf } from "../../../src/releases/history.ts";
import { statePath } from "../../../src/releases/layout.ts";
import { type Operation, operate } from "../../../src/releases/operate/operate.ts";
import {
  type AppendResult,
  type Members,
  OutsideError,
  type ReleaseBranch,
  type Sources,
  type Surroundings,
  UnknownOutcomeError,
} from "../../../src/releases/ports.ts";
import { type Publication, publish } from "../../../src/releases/publish/publish.ts";
import { type Verification, verify } from "../../../src/releases/verify/verify.ts";
import { type MemoryTree, type SourceContent, sourceTree } from "../../support/source-tree.ts";
import { type Home, memoryHome } from "./homes.ts";

export type Files = Readonly<Record<string, SourceContent>>;

/** A default branch in memory, whose commits a test makes. */
export interface MemorySources extends Sources {
  /** Makes these files a new commit, the default branch's head, and returns it. */
  push(files: Files): string;
  /** Makes an earlier commit the head again, as a forced push does. */
  reset(commit: string): void;
  /** Forgets a commit, as a shallow clone does. */
  forget(commit: string): void;
  /** How many trees were opened, with what was read of them. */
  readonly opened: readonly MemoryTree[];
}

export function memorySources(files: Files): MemorySources {
  const commits = new Map<string, Files | undefined>();
  const opened: MemoryTree[] = [];
  let head = "";
  const sources: MemorySources = {
    opened,
    push(next) {
      head = createHash("sha1").update(`commit ${commits.size}`).digest("hex");
      commits.set(head, next);
      return head;
    },
    reset: (commit) => {
      head = commit;
    },
    forget: (commit) => void commits.set(commit, undefined),
    async readDefaultBranch(paths) {
      return { commit: head, files: await sourceTree(commits.get(head) ?? {}).read(paths) };
    },
    tree(commit) {
      const found = commits.get(commit);
      const lost = async () => {
        throw new OutsideError("read the source", `there is no commit ${commit}`);
      };
      const tree = found ? sourceTree(found) : { ...sourceTree({}), list: lost, read: lost };
      opened.push({ ...tree, commit });
      return { ...tree, commit };
    },
    mergeBase: async () => null,
  };
  sources.push(files);
  return sources;
}

/** A prompt file that says `text`, with further lines at the top level. */
export function promptFile(text: string, ...lines: string[]): string {
  return [...lines, "messages:", "  - role: user", `    content: ${JSON.stringify(text)}`, ""].join("\n");
}

/** People by login; whoever is not named has no role. */
export interface FakeMembers extends Members {
  readonly people: Map<string, Omit<Asker, "login">>;
  /** The teams that were asked for, one list a call. */
  readonly calls: (readonly string[])[];
}

function fakeMembers(): FakeMembers {
  const people = new Map<string, Omit<Asker, "login">>();
  const calls: (readonly string[])[] = [];
  return {
    people,
    calls,
    async asker(login, teams) {
      calls.push(teams);
      const person = people.get(login) ?? { role: "none", teams: [] };
      const readable =
        person.teams === "unreadable" ? [] : person.teams.filter((team) => teams.includes(team));
      const unreadable = person.teams === "unreadable" && teams.length > 0;
      return { login, role: person.role, teams: unreadable ? "unreadable" : readable };
    },
  };
}

/** A repository with prompts, a release branch and people. */
export interface Scene {
  readonly home: Home;
  readonly sources: MemorySources;
  readonly members: FakeMembers;
  readonly surroundings: Surroundings;
  /** Lets time pass. */
  wait(minutes: number): void;
  operate(asked: Asked): ReturnType<typeof operate>;
  publish(publication?: Partial<Publication>, branch?: BranchOf): ReturnType<typeof publish>;
  verify(since?: string | null): Promise<Verification>;
  state(promptId?: string): Promise<PromptState>;
  events(promptId?: string): Promise<readonly LedgerEvent[]>;
  /** What is live, `<environment> <version>` each. */
  live(promptId?: string): Promise<readonly string[]>;
  head(): Promise<string>;
}

export type BranchOf = (name: string) => ReleaseBranch;

export interface Asked extends Partial<Omit<Operation, "cause">> {
  readonly verb: Operation["verb"];
  readonly key?: string;
  readonly login?: string;
  readonly requestedAt?: string | null;
  /** Another way to the release branch. */
  readonly branch?: BranchOf;
  /** As on the command line: nobody is asked. */
  readonly unverified?: boolean;
  readonly controls?: () => ReturnType<typeof readControls>;
  readonly branchName?: string;
}

interface SceneRequest {
  readonly files?: Files;
  readonly config?: string;
  readonly home?: Home;
}

export const ID = "support-triage";
export const PROMPT = "prompts/support-triage.prompt.yml";
export const CONFIG = "environments: { staging: {}, production: {} }\n";

/** Files of a repository with one prompt. */
export function oneFile(text: string, config: string = CONFIG): Files {
  return { [PROMPT]: promptFile(text, "name: Support triage"), [CONFIG_PATH]: config };
}

export function causeOf(key: string, { login = "ana", requestedAt = null as string | null } = {}): Cause {
  return {
    key,
    actor: { login, id: 7, role: null },
    origin: { kind: "comment", url: null },
    reason: null,
    requestedAt,
  };
}

export function setScene({ config = CONFIG, files, home = memoryHome() }: SceneRequest = {}): Scene {
  onTestFinished(() => home[Symbol.asyncDispose]());
  const sources = memorySources(files ?? oneFile("one", config));
  const members = fakeMembers();
  members.people.set("ana", { role: "maintain", teams: [] });
  let now = Date.parse("2026-03-12T09:00:00Z");
  let count = 0;
  const surroundings: Surroundings = {
    now: () => new Date(now).toISOString(),
    random: Math.random,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
  };
  const controls = () => readControls(sources);
  const opened = async () => home.open((await controls()).config.file.release_branch);
  const scene: Scene = {
    ...{ home, sources, members, surroundings },
    wait: (minutes) => {
      now += minutes * 60_000;
    },
    operate({ branch, branchName = "prompt-releases", controls: given, key, login, ...others }) {
      const { requestedAt = null, unverified, ...asked } = others;
      count += 1;
      return operate(
        {
          ...{ prompt: ID, version: null, from: null, environment: null, ...asked },
          cause: causeOf(key ?? `comment:${count}`, { ...(login && { login }), requestedAt }),
        },
        {
          branch: branch ?? home.open,
          controls: given ?? controls,
          members: unverified === true ? null : members,
          surroundings,
          branchName,
        },
      );
    },
    publish: (publication = {}, branch = home.open) =>
      publish(
        {
          causeFor: (promptId, commit) => causeOf(`merge:${commit}:${promptId}`),
          only: null,
          everything: false,
          pullRequestOf: async () => 12,
          evidence: null,
          onProgress: () => undefined,
          ...publication,
        },
        { branch, sources, controls, surroundings },
      ),
    verify: async (since = null) => verify(await opened(), { since, onProgress: () => undefined }),
    async state(promptId = ID) {
      const state = readState(await (await opened()).read([statePath(promptId)]), promptId);
      if (state === undefined) throw new Error(`${promptId} is not published`);
      return state;
    },
    async events(promptId = ID) {
      const history = await historyOf(await opened(), promptId, 1_000);
      return history?.events.toReversed() ?? [];
    },
    async live(promptId = ID) {
      const { environments } = await scene.state(promptId);
      return Object.entries(environments).flatMap(([name, { pointer }]) =>
        pointer === null ? [] : [`${name} ${pointer.version}`],
      );
    },
    async head() {
      const { head } = await (await opened()).read([]);
      if (head === null) throw new Error("There is no release branch");
      return head;
    },
  };
  return scene;
}

/** Publishes these contents of the one prompt, an hour apart. */
export async function publishAll(scene: Scene, contents: readonly string[], config?: string): Promise<void> {
  for (const content of contents) {
    scene.sources.push(oneFile(content, config));
    await scene.publish();
    scene.wait(60);
  }
}

/** Every prompt's ledger is without a gap and no key made two events. */
export async function eventCount(scene: Scene, branch: ReleaseBranch): Promise<number> {
  const states = await allStates(branch);
  const events = await Promise.all(states.map(({ prompt_id }) => scene.events(prompt_id)));
  return events.flat().length;
}

type Append = ReleaseBranch["append"];

/** A branch whose writing goes through something else first; the number counts the writes from 1. */
export function writingThrough(
  open: BranchOf,
  write: (
    append: () => Promise<AppendResult>,
    number: number,
    commit: Parameters<Append>[0],
  ) => Promise<AppendResult>,
): BranchOf {
  let number = 0;
  return (name) => {
    const branch = open(name);
    return {
      ...branch,
      append: (commit) => {
        number += 1;
        return write(() => branch.append(commit), number, commit);
      },
    };
  };
}

/** The answer to the first write is lost, after or before it was made. */
export function losingTheFirstAnswer(open: BranchOf, happened: boolean): BranchOf {
  return writingThrough(open, async (append, number) => {
    if (number > 1) return append();
    if (happened) await append();
    throw new UnknownOutcomeError("write the release branch", "502");
  });
}

/** Something happens just before the first write, and so after everything was read. */
export function beforeTheFirstWrite(open: BranchOf, happens: () => Promise<unknown>): BranchOf {
  return writingThrough(open, async (append, number) => {
    if (number === 1) await happens();
    return append();
  });
}

/** A branch that tells which paths are read, reading by reading. */
export function readingThrough(open: BranchOf, tell: (paths: readonly string[]) => void): BranchOf {
  return (name) => {
    const branch = open(name);
    return {
      ...branch,
      read(paths, at) {
        tell(paths);
        return branch.read(paths, at);
      },
    };
  };
}

/** All of something that comes one by one. */
export async function everything<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
