import { type Config, type ConfigVerb, parseConfig } from "../domain/policy/config.ts";
import type { Problem } from "../domain/problem.ts";
import type { Sources } from "./ports.ts";

/** Where the config lives, always on the default branch: a pull request cannot loosen what it is judged by. */
export const CONFIG_PATH = ".github/pointsman.yml";

/** The config in force, and the commit that says so. */
export interface Controls {
  readonly config: Config;
  /** Problems of the config file. Where there are errors, `config` is the cautious fallback. */
  readonly problems: readonly Problem[];
  readonly commit: string;
}

/** Reads the config of the default branch's head, in one trip. */
export async function readControls(sources: Pick<Sources, "readDefaultBranch">): Promise<Controls> {
  const { commit, files } = await sources.readDefaultBranch([CONFIG_PATH]);
  return { ...parseConfig(files.get(CONFIG_PATH), CONFIG_PATH), commit };
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
