import { type Config, type ConfigVerb, cautiousConfig, parseConfig } from "../domain/policy/config.ts";
import { errorAt, FILE_START, hasErrors, type Problem } from "../domain/problem.ts";
import type { WatchedBranch } from "./alarm-store.ts";
import type { ConfigStore } from "./config-store.ts";
import type { Sources, SourceTree } from "./ports.ts";

/** Where the config lives, always on the default branch: a pull request cannot loosen what it is judged by. */
export const CONFIG_PATH = ".github/pointsman.yml";

/** What people call it by mistake, since workflows may be called so. */
const MISNAMED_PATH = ".github/pointsman.yaml";

type Files = ReadonlyMap<string, Uint8Array>;

/** Where the config in force is from. */
export type ConfigStanding =
  /** The file at `commit`, or the defaults where there is none. */
  | { readonly kind: "present" }
  /** The file has errors or is gone: the last one that could be read is in force, that of `commit`. `brokenSince` is RFC 3339. */
  | { readonly kind: "remembered"; readonly commit: string; readonly brokenSince: string }
  /**
   * The file has errors, and no earlier one is known. `config` is a cautious guess: a rollback may rest on it where it names
   * its environment, and nothing else.
   */
  | {
      readonly kind: "unreadable";
      /** Who answers, where the file says that without an error. */
      readonly announce: Config["file"]["announce"] | null;
    };

/** The config in force, and the commit that says so. */
export interface Controls {
  readonly config: Config;
  /** Problems of the config file at `commit`. Where there are errors, `standing` says what is in force instead. */
  readonly problems: readonly Problem[];
  /** The default branch's head. */
  readonly commit: string;
  readonly standing: ConfigStanding;
}

/** The controls of one config file. */
export function controlsOf(bytes: Uint8Array | undefined, commit: string): Controls {
  const { config, problems, stated } = parseConfig(bytes, CONFIG_PATH);
  if (!hasErrors(problems)) return { config, problems, commit, standing: { kind: "present" } };
  const announce = stated.has("announce") ? config.file.announce : null;
  return { config, problems, commit, standing: { kind: "unreadable", announce } };
}

/** The controls of the files at `CONFIG_FILES`: a config under a wrong name says nothing, and does not mean the defaults. */
function controlsAmong(files: Files, commit: string): Controls {
  const bytes = files.get(CONFIG_PATH);
  if (bytes !== undefined || !files.has(MISNAMED_PATH)) return controlsOf(bytes, commit);
  const message = `The config file is called ${CONFIG_PATH}: give it that name, this one is not read.`;
  const misnamed = errorAt({ code: "config_misnamed", path: MISNAMED_PATH, at: FILE_START, message });
  const standing = { kind: "unreadable", announce: null } as const;
  return { config: cautiousConfig(), problems: [misnamed], commit, standing };
}

const CONFIG_FILES = [CONFIG_PATH, MISNAMED_PATH];

/** A file that was there and is not is no wish for the defaults: a renaming looks the same. */
function gone(): Problem {
  const message = "The file is gone: put it back, or put an empty one to mean the defaults.";
  return errorAt({ code: "config_gone", path: CONFIG_PATH, at: FILE_START, message });
}

/** Reads the config of the default branch's head, in one trip. For who remembers none: with errors it is unreadable. */
export async function readControls(sources: Pick<Sources, "readDefaultBranch">): Promise<Controls> {
  const { commit, files } = await sources.readDefaultBranch(CONFIG_FILES);
  return controlsAmong(files, commit);
}

/** The config as it stands in a tree. For who remembers none: with errors it is unreadable. */
export async function controlsIn(tree: Pick<SourceTree, "read" | "commit">): Promise<Controls> {
  return controlsAmong(await tree.read(CONFIG_FILES), tree.commit);
}

interface Remembering {
  readonly sources: Pick<Sources, "readDefaultBranch">;
  readonly configs: ConfigStore;
  readonly repositoryId: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * The controls in force: the config of the default branch's head, which is remembered; where it has errors or is gone, the last
 * one that could be read. What this pointsman cannot read of what an earlier one remembered counts as not remembered.
 */
export async function controlsInForce(remembering: Remembering): Promise<Controls> {
  const { configs, now, repositoryId, sources } = remembering;
  const [{ commit, files }, last] = await Promise.all([
    sources.readDefaultBranch(CONFIG_FILES),
    configs.last(repositoryId),
  ]);
  const present = controlsAmong(files, commit);
  const remembered = last === null ? null : controlsOf(Buffer.from(last.text), last.commit);
  const isUsable = last !== null && remembered?.standing.kind === "present";
  const isGone = isUsable && !files.has(CONFIG_PATH) && last.text.trim() !== "";
  if (present.standing.kind === "present" && !isGone) {
    const text = Buffer.from(files.get(CONFIG_PATH) ?? []).toString("utf8");
    const isKnown = last?.text === text && last.brokenSince === null;
    if (!isKnown) await configs.remember(repositoryId, { text, commit });
    return present;
  }
  if (!isUsable) return present;
  const since = last.brokenSince ?? now();
  if (last.brokenSince === null) await configs.broke(repositoryId, since);
  const brokenSince = new Date(since).toISOString();
  return {
    config: remembered.config,
    problems: hasErrors(present.problems) ? present.problems : [gone()],
    commit,
    standing: { kind: "remembered", commit: last.commit, brokenSince },
  };
}

const DEFAULT_CONFIG = parseConfig(undefined, CONFIG_PATH).config;

/** What a repository's release branch was called last: a guess that spares a trip, checked against the config afterwards. */
export async function lastBranchName(
  configs: Pick<ConfigStore, "last">,
  repositoryId: number,
): Promise<string> {
  const last = await configs.last(repositoryId);
  const config = last === null ? DEFAULT_CONFIG : parseConfig(Buffer.from(last.text), CONFIG_PATH).config;
  return config.file.release_branch;
}

/** The first error of the config file, as `path:line`; null where it has none. */
export function brokenAt({ problems }: Pick<Controls, "problems">): string | null {
  const error = problems.find(({ severity }) => severity === "error");
  return error === undefined ? null : `${error.path}:${error.line}`;
}

/** The release branch that a config names. */
export function watchedBranch(repositoryId: number, { config }: Pick<Controls, "config">): WatchedBranch {
  return { repositoryId, branch: config.file.release_branch };
}

/** All teams that a verb's rule names, in any environment: they are looked up beside the asker's role. */
export function teamsNamedBy(config: Config, verb: ConfigVerb): readonly string[] {
  const rule = config.permissions[verb];
  return [...new Set([...rule.teams, ...Object.values(rule.environments).flatMap((own) => own.teams)])];
}

/** Whose rules say who may publish: the environments whose pointer a merge moves; null is the general rule, where none is. */
export function concernedByPublishing({ environments, file }: Config): readonly (string | null)[] {
  const moved = environments.filter((name) => file.environments[name]?.on_merge === "publish");
  return moved.length > 0 ? moved : [null];
}

/** Environments where nothing goes live without the gate's evidence, in promotion order. */
export function requiringEvidence({ config }: Pick<Controls, "config">): readonly string[] {
  return config.environments.filter((name) => config.file.environments[name]?.evidence === "required");
}
