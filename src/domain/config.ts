import { z } from "zod";
import {
  type ConfigFile,
  configSchema,
  type EnvironmentPermissionConfig,
  type PermissionConfig,
} from "./config-schema.ts";
import type { PermissionRule } from "./permission.ts";
import { errorAt, FILE_START, type Position, type Problem } from "./problem.ts";
import { readYaml } from "./yaml-document.ts";
import { entryOf, type SourceNode, toJson } from "./yaml-tree.ts";

/** Verbs whose permission the config can set; `read` stands for all that write nothing. */
export type ConfigVerb = keyof ConfigFile["permissions"];

/** The config in force: the file with its defaults, and the permissions in one shape. */
export interface Config {
  readonly file: ConfigFile;
  /** Environment names in promotion order; never empty. */
  readonly environments: readonly [string, ...string[]];
  readonly permissions: Readonly<Record<ConfigVerb, PermissionRule>>;
}

/** The environment that is meant where none is named: the last one. */
export function defaultEnvironment(config: Config): string {
  return config.environments.at(-1) ?? config.environments[0];
}

/**
 * Reads the config file. Absent: all defaults. With errors: every problem at once, and in its place a cautious config in
 * which everything needs at least the role maintain, so that a broken file neither opens a door nor stops a rollback.
 */
export function parseConfig(
  bytes: Uint8Array | undefined,
  path: string,
): { readonly config: Config; readonly problems: readonly Problem[] } {
  if (bytes === undefined) return { config: fromFile(configSchema.parse({})), problems: [] };
  const read = readYaml(bytes, path);
  if (!read.ok) {
    const isEmpty = read.problems.every((problem) => problem.code === "empty_file");
    return isEmpty ? parseConfig(undefined, path) : { config: cautious(), problems: read.problems };
  }
  const parsed = configSchema.safeParse(toJson(read.root));
  if (parsed.success) return { config: fromFile(parsed.data), problems: read.notices };
  const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, read.root, path));
  return { config: cautious(), problems };
}

/** One problem an issue, and for unknown keys one a key, each where the key or value stands. */
function problemsOf(issue: z.core.$ZodIssue, root: SourceNode, path: string): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      errorAt({
        code: "config_unknown_key",
        path,
        at: positionOf(root, [...issue.path, key]),
        message: `There is no setting ${JSON.stringify([...issue.path, key].join("."))}: remove it or mend its spelling.`,
      }),
    );
  }
  const setting =
    issue.path.length === 0 ? "The file" : `The setting ${JSON.stringify(issue.path.join("."))}`;
  return [
    errorAt({
      code: "config_invalid",
      path,
      at: positionOf(root, issue.path),
      message: `${setting} is not usable: ${issue.message}.`,
    }),
  ];
}

/** Where the deepest part of a path that exists was written. */
function positionOf(root: SourceNode, path: readonly PropertyKey[]): Position {
  let node = root;
  let position: Position = root.kind === "scalar" ? root.position : FILE_START;
  for (const key of path) {
    const entry = node.kind === "map" ? entryOf(node, String(key)) : undefined;
    const next = node.kind === "list" && typeof key === "number" ? node.items[key] : entry?.value;
    if (next === undefined) return position;
    position = entry?.keyPosition ?? next.position;
    node = next;
  }
  return position;
}

/** The JSON Schema of the config file, for editors. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { io: "input" });
}

function fromFile(file: ConfigFile): Config {
  const [first, ...rest] = Object.keys(file.environments);
  if (first === undefined) throw new TypeError("A config has at least one environment");
  return { file, environments: [first, ...rest], permissions: rulesOf(file.permissions) };
}

function cautious(): Config {
  const config = fromFile(configSchema.parse({}));
  const maintain: PermissionRule = { role: "maintain", users: [], teams: [], environments: {} };
  return { ...config, permissions: mapRules(config.permissions, () => maintain) };
}

function rulesOf(permissions: ConfigFile["permissions"]): Config["permissions"] {
  return mapRules(permissions, ruleOf);
}

function mapRules<T>(
  rules: Readonly<Record<ConfigVerb, T>>,
  toRule: (rule: T) => PermissionRule,
): Config["permissions"] {
  return {
    rollback: toRule(rules.rollback),
    freeze: toRule(rules.freeze),
    unfreeze: toRule(rules.unfreeze),
    evaluate: toRule(rules.evaluate),
    promote: toRule(rules.promote),
    publish: toRule(rules.publish),
    archive: toRule(rules.archive),
    restore: toRule(rules.restore),
    read: toRule(rules.read),
  };
}

function ruleOf(config: PermissionConfig | EnvironmentPermissionConfig): PermissionRule {
  if (typeof config === "string") return { role: config, users: [], teams: [], environments: {} };
  const environments = "environments" in config ? config.environments : {};
  return {
    role: config.role ?? null,
    users: config.users,
    teams: config.teams,
    environments: Object.fromEntries(Object.entries(environments).map(([name, own]) => [name, ruleOf(own)])),
  };
}
