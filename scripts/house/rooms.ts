/** The rooms of `src/` and what each may import (docs/architecture.md draws it). */

/** Read input, wire, exit. The only rooms that see the environment and the clock, and that know every other room. */
export const entries = new Set(["action", "app", "cli"]);

/** Each implements a port and knows no other adapter. */
const adapters = new Set([
  "sources",
  "branch",
  "github",
  "models",
  "webhooks",
  "inbox",
  "database",
  "delivery",
]);

/** What adapters share because it does the same for each, with the adapters that may import it. */
const tools = new Map([
  ["git", new Set(["sources", "branch"])],
  ["work", new Set(["webhooks", "inbox"])],
]);

/** The one door into an entry: the command line starts the app (docs/decisions/0016-one-way-to-run.md). */
const doors = new Map([["cli", new Set(["src/app/run.ts"])]]);

/** No I/O, clock or chance at all. */
export const pureRooms = new Set(["domain", "evaluation", "reports"]);

const inner = new Map<string, readonly string[]>([
  ["domain", []],
  ["evaluation", ["domain"]],
  ["releases", ["domain", "evaluation"]],
  ["reports", ["domain", "evaluation", "releases"]],
  ["commands", ["domain", "evaluation", "releases", "reports"]],
  ["projections", ["domain", "evaluation", "releases", "reports"]],
  ["client", ["domain"]],
]);

/**
 * Files that adapters may import: the ports, also those of commands, projections and the workers that the database keeps,
 * the layout of the release branch, and the one shape of a GitHub client.
 */
const portFiles = new Set([
  "src/releases/ports.ts",
  "src/releases/alarm-store.ts",
  "src/releases/config-store.ts",
  "src/releases/layout.ts",
  "src/evaluation/ports.ts",
  "src/evaluation/model.ts",
  "src/evaluation/prices.ts",
  "src/commands/ports.ts",
  "src/projections/ports.ts",
  "src/github/repository.ts",
  "src/inbox/inbox-store.ts",
  "src/webhooks/outbox/store.ts",
]);

/** The ways to write that `releases/ports.ts` declares: not for `delivery`. */
export const writingNames = new Set(["ReleaseBranch", "BranchCommit", "AppendResult", "*"]);

/** Node's modules that neither do I/O nor read the clock. */
export const pureBuiltins = new Set([
  "assert",
  "buffer",
  "crypto",
  "events",
  "path",
  "string_decoder",
  "url",
  "util",
]);

/** What of a pure module is not pure. */
export const impureNames = new Set([
  "randomUUID",
  "randomBytes",
  "randomInt",
  "randomFill",
  "getRandomValues",
  "webcrypto",
]);

/** Packages that one concern keeps to itself, with the rooms that may import them. */
export const keptPackages: readonly { readonly packages: RegExp; readonly rooms: ReadonlySet<string> }[] = [
  {
    packages: /^(octokit|@actions\/github|@octokit\/.+)(\/|$)/,
    rooms: new Set(["branch", "sources", "github", ...entries]),
  },
  { packages: /^@actions\/core(\/|$)/, rooms: new Set(["action"]) },
  { packages: /^probot(\/|$)/, rooms: new Set(["github", "app"]) },
  { packages: /^(kysely|pg)(\/|$)/, rooms: new Set(["database"]) },
  { packages: /^(@ai-sdk|@pydantic)\//, rooms: new Set(["models"]) },
];

/** The room of a file, or undefined outside `src/` and for files and folders that are no room. */
export function roomOf(path: string): string | undefined {
  const room = /^src\/([^/]+)\//.exec(path)?.[1];
  if (room === undefined) return undefined;
  return inner.has(room) || adapters.has(room) || tools.has(room) || entries.has(room) ? room : undefined;
}

/** Whether a file of `room` may import the file `target`, which is in another room. */
export function mayImport(room: string, target: string): boolean {
  const targetRoom = roomOf(target);
  if (doors.get(room)?.has(target)) return true;
  if (targetRoom === undefined || entries.has(targetRoom)) return false;
  if (entries.has(room)) return true;
  if (tools.get(targetRoom)?.has(room)) return true;
  if (adapters.has(room) || tools.has(room)) return targetRoom === "domain" || portFiles.has(target);
  return inner.get(room)?.includes(targetRoom) ?? false;
}
