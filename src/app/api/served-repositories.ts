import type { ServedRepository } from "../../delivery/admission.ts";
import { OutsideError } from "../../releases/ports.ts";
import type { GitHubApp } from "../github-app.ts";
import type { AppRepository } from "../repository.ts";
import { type Serving, type ServingTools, serveRepository } from "./served-repository.ts";
import { keyPace } from "./traffic.ts";

/** The repositories that the app is installed on, as far as somebody asked for them. */
export interface ServedRepositories {
  /** By `owner/name`, whatever its case; undefined where the app is not installed on it, or its id is another. */
  readonly find: (name: string, id: number | null) => Promise<ServedRepository | undefined>;
  /** GitHub told of a push: whatever is remembered of the repository may be old. */
  readonly pushed: (repositoryId: number) => void;
  /** Ends all streams, and lets no other begin. What is asked is answered on. */
  readonly close: () => void;
}

interface Parts extends Omit<ServingTools, "signal"> {
  readonly github: Pick<GitHubApp, "find">;
}

interface Tools extends Parts, ServingTools {
  /** Whether GitHub may be asked for one more name now. */
  readonly mayLook: () => boolean;
}

/** Which repository a name means, and whether the app may still see it, is asked again after this long. */
const NAME_HOLDS_MS = 10 * 60_000;
/** So long nobody asks again for a repository that the app is not installed on, or could not be asked for. */
const UNKNOWN_HOLDS_MS = 30_000;
const FAILURE_HOLDS_MS = 2_000;
/** Names remembered: past it one that means nothing is forgotten, else the one asked for longest ago, its streams ended. */
const MOST_NAMES = 1_000;
/** A key for all repositories could have GitHub asked for any number of names. */
const NEW_NAMES = { perSecond: 1, burst: 50 };

interface Entry {
  /** Null: the app is not installed there. */
  serving: Serving | null;
  foundAt: number;
  /** Being looked for, for all who ask meanwhile. */
  looking: Promise<void> | null;
  failure: { readonly error: unknown; readonly at: number } | null;
}

/** A name that was found is served on while GitHub cannot be asked about it. */
export function servedRepositories(parts: Parts): ServedRepositories {
  const entries = new Map<string, Entry>();
  const closing = new AbortController();
  const admits = keyPace({ ...NEW_NAMES, now: parts.now });
  const tools = { ...parts, signal: closing.signal, mayLook: () => admits("names") };
  return {
    find: async (name, id) => {
      const entry = entryOf(entries, name.toLowerCase());
      await lookFor(name, entry, tools);
      const { serving } = entry;
      if (serving === null || (id !== null && serving.repositoryId !== id)) return undefined;
      // Another repository that took over an old name, or was renamed, is meant only where its id says so.
      const isNamed = serving.served.name.toLowerCase() === name.toLowerCase();
      return isNamed || id !== null ? serving.served : undefined;
    },
    pushed: (repositoryId) => {
      for (const { serving } of entries.values()) {
        if (serving?.repositoryId !== repositoryId) continue;
        serving.controls.forget();
        serving.head.look();
      }
    },
    close: () => {
      closing.abort();
      for (const { serving } of entries.values()) serving?.served.feed.close();
    },
  };
}

/** The entry of a name, made the last to be forgotten. */
function entryOf(entries: Map<string, Entry>, name: string): Entry {
  const entry = entries.get(name) ?? {
    serving: null,
    foundAt: Number.NEGATIVE_INFINITY,
    looking: null,
    failure: null,
  };
  entries.delete(name);
  entries.set(name, entry);
  if (entries.size > MOST_NAMES) forgetOne(entries);
  return entry;
}

function forgetOne(entries: Map<string, Entry>): void {
  const [oldest] = entries;
  const empty = [...entries].find(([, { looking, serving }]) => serving === null && looking === null);
  const [name, entry] = empty ?? oldest ?? [];
  if (name !== undefined) entries.delete(name);
  entry?.serving?.served.feed.close();
}

/** What was found before is used meanwhile; only the first time somebody waits. */
async function lookFor(name: string, entry: Entry, tools: Tools): Promise<void> {
  const now = tools.now();
  const holds = entry.serving === null ? UNKNOWN_HOLDS_MS : NAME_HOLDS_MS;
  if (now - entry.foundAt < holds && (entry.serving === null || (await entry.serving.holds()))) return;
  const { failure } = entry;
  const justFailed = failure !== null && now - failure.at < FAILURE_HOLDS_MS;
  if (!justFailed && entry.looking === null && entry.serving === null && !tools.mayLook()) {
    throw new OutsideError(
      "look for a repository",
      "more names are asked for than GitHub should be asked about",
    );
  }
  if (!justFailed) {
    entry.looking ??= find(name, entry, tools).finally(() => {
      entry.looking = null;
    });
  }
  if (entry.serving !== null) return;
  await entry.looking;
  if (entry.failure !== null && entry.serving === null) throw entry.failure.error;
}

async function find(name: string, entry: Entry, tools: Tools): Promise<void> {
  try {
    const repository = await tools.github.find(name);
    entry.serving = await servingOf(repository, entry.serving, tools);
    entry.foundAt = tools.now();
    entry.failure = null;
  } catch (error) {
    entry.failure = { error, at: tools.now() };
    tools.log(`a repository could not be looked for: ${error instanceof Error ? error.message : "?"}`);
  }
}

/** The same serving goes on where the repository is the same: what it remembers stays, and its streams go on. */
async function servingOf(
  repository: AppRepository | null,
  before: Serving | null,
  tools: Tools,
): Promise<Serving | null> {
  if (repository !== null && before !== null && (await goesOn(before, repository))) return before;
  before?.served.feed.close();
  if (repository === null) return null;
  const serving = await serveRepository(repository, tools);
  if (tools.signal.aborted) serving.served.feed.close();
  return serving;
}

async function goesOn(serving: Serving, { id, installation }: AppRepository): Promise<boolean> {
  return serving.repositoryId === id && serving.installation === installation && (await serving.holds());
}
