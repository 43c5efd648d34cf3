import { z } from "zod";
import { isJsonObject } from "../json.ts";
import { errorAt, FILE_START, type Position, type Problem } from "../problem.ts";
import { readYaml } from "../yaml/yaml-document.ts";
import { entryOf, type SourceNode, toJson } from "../yaml/yaml-tree.ts";
import {
  type ConfigFile,
  configSchema,
  type EnvironmentPermissionConfig,
  type PermissionConfig,
} from "./config-schema.ts";
import { hasRole, type PermissionRule } from "./permission.ts";

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

export interface ParsedConfig {
  readonly config: Config;
  readonly problems: readonly Problem[];
  /** The settings at the top level that the file has without errors; defaults stand in for all others. */
  readonly stated: ReadonlySet<string>;
}

/**
 * Reads the config file. Absent: all defaults. With errors: every problem at once, and in its place a cautious config, so
 * that a broken file neither opens a door nor stops a rollback: settings without errors hold, defaults stand in for the
 * others, and every role is at least maintain.
 */
export function parseConfig(bytes: Uint8Array | undefined, path: string): ParsedConfig {
  if (bytes === undefined)
    return { config: fromFile(configSchema.parse({})), problems: [], stated: new Set() };
  const read = readYaml(bytes, path);
  if (!read.ok) {
    const isEmpty = read.problems.every((problem) => problem.code === "empty_file");
    return isEmpty ? parseConfig(undefined, path) : salvaged(bytes, { path, problems: read.problems });
  }
  const document = toJson(read.root);
  if (document === null) return parseConfig(undefined, path);
  const parsed = configSchema.safeParse(document);
  const issues = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => told(issue, read.root)),
    ...hidden(read.root),
  ];
  const settings = isJsonObject(document) ? Object.entries(document) : [];
  if (parsed.success && issues.length === 0) {
    const stated = new Set(settings.map(([key]) => key));
    return { config: fromFile(parsed.data), problems: read.notices, stated };
  }
  const problems = issues.map((issue) => problemOf(issue, read.root, path));
  const broken = new Set(issues.map((issue) => issue.path[0]));
  const sound = settings.filter(([key]) => !broken.has(key));
  const stated = new Set(sound.map(([key]) => key));
  return { config: cautious(Object.fromEntries(sound)), problems, stated };
}

/** The cautious config of who knows nothing of what the file was to say. */
export function cautiousConfig(): Config {
  return cautious({});
}

/** What decides where a rollback goes and who answers it: read even where the file is no YAML. */
const VITAL = ["release_branch", "announce"] as const;

/** The config of a file that is no YAML: the vital settings that stand in it beyond doubt, defaults for all others. */
function salvaged(
  bytes: Uint8Array,
  { path, problems }: { readonly path: string; readonly problems: readonly Problem[] },
): ParsedConfig {
  const text = Buffer.from(bytes).toString("utf8").replaceAll("\r\n", "\n");
  const found = VITAL.flatMap((key) => standsAlone(text, key, path));
  return {
    config: cautious(Object.fromEntries(found)),
    problems,
    stated: new Set(found.map(([key]) => key)),
  };
}

/** A setting that is written once, at the left margin, with a value that can be used: what is indented below belongs to it. */
function standsAlone(
  text: string,
  key: (typeof VITAL)[number],
  path: string,
): readonly (readonly [string, unknown])[] {
  const [only, ...others] =
    text.match(new RegExp(`^["']?${key}["']?[ \\t]*:.*(?:\\n[ \\t]+.*)*`, "gm")) ?? [];
  if (only === undefined || others.length > 0) return [];
  const read = readYaml(only, path);
  const document = read.ok ? toJson(read.root) : null;
  if (!isJsonObject(document) || !configSchema.safeParse(document).success) return [];
  return [[key, document[key]]];
}

/** One thing that is wrong, with the path of the setting or unknown key. */
interface Issue {
  readonly kind: "unknown_key" | "invalid";
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What to tell of an issue: each unknown key, and of a choice of shapes what is wrong with the one that was meant. */
function told(issue: z.core.$ZodIssue, root: SourceNode): readonly Issue[] {
  const inner = (issues: readonly z.core.$ZodIssue[]) =>
    issues.flatMap((one) => told({ ...one, path: [...issue.path, ...one.path] }, root));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ kind: "unknown_key", path: [...issue.path, key], message: "" }));
    case "invalid_key":
      return inner(issue.issues);
    case "invalid_union": {
      // Told apart by one key, whose value is none of those there are.
      if (issue.errors.length === 0) return [{ kind: "invalid", path: issue.path, message: issue.message }];
      const isMap = nodeAt(root, issue.path)?.kind === "map";
      return inner(issue.errors.at(isMap ? -1 : 0) ?? []);
    }
    default:
      return [{ kind: "invalid", path: issue.path, message: issue.message }];
  }
}

/** zod passes over a key `__proto__` in maps of names. */
function hidden(node: SourceNode, path: readonly PropertyKey[] = []): readonly Issue[] {
  if (node.kind === "list") return node.items.flatMap((item, index) => hidden(item, [...path, index]));
  if (node.kind !== "map") return [];
  return node.entries.flatMap(({ key, value }): readonly Issue[] =>
    key === "__proto__" && NAMED.has(path.at(-1))
      ? [{ kind: "unknown_key", path: [...path, key], message: "" }]
      : hidden(value, [...path, key]),
  );
}

/** The settings that are maps of names. */
const NAMED: ReadonlySet<PropertyKey | undefined> = new Set([
  "environments",
  "providers",
  "deployments",
  "prices",
]);

function problemOf({ kind, message, path: place }: Issue, root: SourceNode, path: string): Problem {
  const at = positionOf(root, place);
  const name = place.length === 0 ? "The file" : `The setting ${JSON.stringify(place.join("."))}`;
  return kind === "unknown_key"
    ? errorAt({
        code: "config_unknown_key",
        path,
        at,
        message: `There is no setting ${JSON.stringify(place.join("."))}: remove it or mend its spelling.`,
      })
    : errorAt({ code: "config_invalid", path, at, message: `${name} is not usable: ${message}.` });
}

function nodeAt(root: SourceNode, path: readonly PropertyKey[]): SourceNode | undefined {
  return path.reduce<SourceNode | undefined>((node, key) => {
    if (node?.kind === "list") return typeof key === "number" ? node.items[key] : undefined;
    return node?.kind === "map" ? entryOf(node, String(key))?.value : undefined;
  }, root);
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

/** The config of the settings that can be used, with roles raised to maintain: what is missing may have been stricter. */
function cautious(settings: object): Config {
  const parsed = configSchema.safeParse(settings);
  const config = fromFile(parsed.success ? parsed.data : configSchema.parse({}));
  return { ...config, permissions: mapRules(config.permissions, raised) };
}

function raised(rule: PermissionRule): PermissionRule {
  const role = rule.role === null || hasRole(rule.role, "maintain") ? rule.role : "maintain";
  const environments = Object.entries(rule.environments).map(([name, own]) => [name, raised(own)] as const);
  return { ...rule, role, environments: Object.fromEntries(environments) };
}

const DEFAULT_PERMISSIONS = configSchema.parse({}).permissions;

function rulesOf(permissions: ConfigFile["permissions"]): Config["permissions"] {
  const defaults = mapRules(DEFAULT_PERMISSIONS, ruleOf);
  return mapRules(permissions, (config, verb) => {
    const rule = ruleOf(config);
    // Only environments are named: everywhere else the default holds.
    const isOpen = rule.role === null && rule.users.length + rule.teams.length === 0;
    return isOpen ? { ...rule, role: defaults[verb].role } : rule;
  });
}

function mapRules<T>(
  rules: Readonly<Record<ConfigVerb, T>>,
  toRule: (rule: T, verb: ConfigVerb) => PermissionRule,
): Config["permissions"] {
  return {
    rollback: toRule(rules.rollback, "rollback"),
    freeze: toRule(rules.freeze, "freeze"),
    unfreeze: toRule(rules.unfreeze, "unfreeze"),
    evaluate: toRule(rules.evaluate, "evaluate"),
    redeliver: toRule(rules.redeliver, "redeliver"),
    promote: toRule(rules.promote, "promote"),
    publish: toRule(rules.publish, "publish"),
    archive: toRule(rules.archive, "archive"),
    restore: toRule(rules.restore, "restore"),
    read: toRule(rules.read, "read"),
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
