import { globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildDist } from "./build/build.ts";
import { executables } from "./build/bundles.ts";

/** Builds in memory and compares with the committed `dist/`: says which file differs; exit code 1 if one does. */
const root = dirname(import.meta.dirname);
const dist = join(root, "dist");
const built = await buildDist(root);
const committed = new Set(
  globSync("**/*", { cwd: dist })
    .filter((path) => statSync(join(dist, path)).isFile())
    .map((path) => path.replaceAll("\\", "/")),
);

const differences = [
  ...[...built].flatMap(([path, text]) => differenceOf(path, text) ?? []),
  ...[...committed].filter((path) => !built.has(path)).map((path) => `dist/${path} is not made by the build`),
];
for (const difference of differences) console.error(difference);
if (differences.length > 0) {
  console.error("dist/ is not what the sources make: run `npm run build` and commit it");
  process.exitCode = 1;
} else {
  console.log(`dist/: ${built.size} files, as built`);
}

function differenceOf(path: string, text: string): string | undefined {
  if (!committed.has(path)) return `dist/${path} is missing`;
  const there = readFileSync(join(dist, path), "utf8");
  if (there !== text) return `dist/${path} differs ${firstDifference(there, text)}`;
  const executable = (statSync(join(dist, path)).mode & 0o100) !== 0;
  return executables.has(path) && !executable ? `dist/${path} is not executable` : undefined;
}

function firstDifference(there: string, built_: string): string {
  const [old, fresh] = [there.split("\n"), built_.split("\n")];
  const line = fresh.findIndex((text, index) => text !== old[index]);
  return line < 0 ? "(it has more lines)" : `from line ${line + 1}: ${fresh[line]?.slice(0, 100)}`;
}
