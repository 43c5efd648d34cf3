import { builtinModules } from "node:module";
import { posix } from "node:path";
import { findCycles, shortestPath } from "./graph.ts";
import { type Import, type Module, readModule } from "./read-module.ts";
import {
  entries,
  impureNames,
  keptPackages,
  mayImport,
  pureBuiltins,
  pureRooms,
  roomOf,
  writingNames,
} from "./rooms.ts";

/**
 * Holds the source to the rules of the house: import direction, no cycles (type imports included), purity, no module
 * mocks. Takes the files by path from the repository root; gives one line (`path:line: what is wrong`) per breach.
 */
export function checkHouse(files: ReadonlyMap<string, string>): readonly string[] {
  const modules = [...files]
    .filter(([path]) => path.endsWith(".ts"))
    .map(([path, source]) => readModule(path, source));
  const sources = modules.filter(({ path }) => path.startsWith("src/"));
  return [
    ...sources.flatMap((module) => [...checkImports(module, files), ...checkTouches(module)]),
    ...modules.flatMap(checkMocks),
    ...findCycles(graphOf(modules, () => true)).map(
      (cycle) => `${cycle[0]}:1: import cycle: ${cycle.join(" → ")}`,
    ),
    ...checkClient(sources),
  ];
}

function checkImports(module: Module, files: ReadonlyMap<string, string>): readonly string[] {
  const room = roomOf(module.path);
  if (room === undefined) return [`${module.path}:1: stands in no room of the house`];
  return module.imports.flatMap((found) => {
    const wrong = isRelative(found)
      ? relativeBreach(module.path, room, found, files)
      : packageBreach(room, found);
    return wrong === undefined ? [] : [`${module.path}:${found.line}: ${wrong}`];
  });
}

function relativeBreach(
  path: string,
  room: string,
  found: Import,
  files: ReadonlyMap<string, string>,
): string | undefined {
  const target = resolve(path, found);
  if (!files.has(target)) return `imports ${found.specifier}, which is no file (imports carry the extension)`;
  if (target === "package.json" && entries.has(room)) return undefined;
  if (roomOf(target) === room) return undefined;
  if (!mayImport(room, target)) return `${room} may not import ${target}`;
  if (room === "delivery" && target === "src/releases/ports.ts") {
    const writes = found.names.filter((name) => writingNames.has(name));
    if (writes.length > 0 || found.names.length === 0)
      return `delivery has no way to write: ${writes.join(", ")}`;
  }
  return undefined;
}

function packageBreach(room: string, { specifier, names }: Import): string | undefined {
  const builtin = builtinName(specifier);
  if (builtin === undefined) {
    if (room === "client") return `client has no dependencies: ${specifier}`;
    const kept = keptPackages.find(({ packages }) => packages.test(specifier));
    if (kept === undefined || kept.rooms.has(room)) return undefined;
    return `${specifier} is for ${[...kept.rooms].join(", ")}`;
  }
  if (builtin === "process" && !entries.has(room)) return "only entries see the process";
  if (!pureRooms.has(room)) return undefined;
  if (!pureBuiltins.has(builtin)) return `${room} does no I/O: ${specifier}`;
  const impure = names.filter((name) => impureNames.has(name));
  return impure.length > 0 ? `${room} is pure: ${impure.join(", ")} must be passed in` : undefined;
}

const forbiddenOutsideEntries = new Set(["process.env", "Date.now", "new Date()", "Date", "Math.random"]);

function checkTouches({ path, touches }: Module): readonly string[] {
  const room = roomOf(path) ?? "";
  if (entries.has(room)) return [];
  return touches
    .filter(({ what }) => pureRooms.has(room) || forbiddenOutsideEntries.has(what))
    .map(({ what, line }) => `${path}:${line}: ${what} is for entries: pass it in`);
}

function checkMocks({ path, touches }: Module): readonly string[] {
  return touches
    .filter(({ what }) => what === "vi.mock" || what === "vi.doMock")
    .map(({ what, line }) => `${path}:${line}: ${what}: use a fake, not a module mock`);
}

/** What applications import must run without any package: nothing that the client reaches may import one. */
function checkClient(sources: readonly Module[]): readonly string[] {
  const graph = graphOf(sources, (found) => !found.typeOnly);
  return sources
    .filter(({ path }) => roomOf(path) === "client")
    .flatMap(({ path }) => {
      const trail = shortestPath(graph, path, (target) => !target.startsWith("src/"));
      return trail === undefined ? [] : [`${path}:1: client has no dependencies: ${trail.join(" → ")}`];
    });
}

/** Files lead to files, and to the packages they import by name; Node's own modules are left out. */
function graphOf(
  modules: readonly Module[],
  counts: (found: Import) => boolean,
): ReadonlyMap<string, string[]> {
  return new Map(
    modules.map((module) => [
      module.path,
      module.imports
        .filter((found) => counts(found) && builtinName(found.specifier) === undefined)
        .map((found) => (isRelative(found) ? resolve(module.path, found) : found.specifier)),
    ]),
  );
}

function isRelative({ specifier }: Import): boolean {
  return specifier.startsWith(".");
}

function resolve(from: string, { specifier }: Import): string {
  return posix.join(posix.dirname(from), specifier);
}

/** `fs` for `node:fs/promises`; undefined for packages and files. */
function builtinName(specifier: string): string | undefined {
  if (!specifier.startsWith("node:") && !builtinModules.includes(specifier)) return undefined;
  return specifier.replace(/^node:/, "").split("/")[0];
}
