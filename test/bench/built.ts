import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
/** A checkout writes files in any order; only what is older by more than this was built before. */
const SAME_TIME_MS = 10_000;

/** The path of a built file. Throws where it is not there; `say` hears where it is older than the sources. */
export function builtFile(name: string, say: (message: string) => void): string {
  const path = join(ROOT, "dist", name);
  if (!existsSync(path)) throw new Error(`dist/${name} is missing: run “npm run build” first.`);
  const sources = globSync("src/**/*.ts", { cwd: ROOT }).map((file) => statSync(join(ROOT, file)).mtimeMs);
  if (Math.max(...sources) > statSync(path).mtimeMs + SAME_TIME_MS) {
    say(`dist/${name} is older than src: run “npm run build” to measure what the sources say.`);
  }
  return path;
}
