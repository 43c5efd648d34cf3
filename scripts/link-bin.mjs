// Run by npm after an install in a clone: `npx pointsman` then finds the command without asking npm's cache. JavaScript,
// for `npm ci --omit=dev` runs it on the machine's own Node, which may not read TypeScript.
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

const folder = join(
  dirname(import.meta.dirname ?? new URL(".", import.meta.url).pathname),
  "node_modules/.bin",
);
if (process.platform !== "win32") {
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, "pointsman"), { force: true });
  symlinkSync("../../dist/cli.js", join(folder, "pointsman"));
}
