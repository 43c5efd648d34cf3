import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { completeLock } from "./lock/complete.ts";

/**
 * Adds what package-lock.json lacks of other platforms' optional packages; `--check` only says whether it lacks any.
 * See docs/decisions/0001-tooling.md for why a lock file can lack them.
 */
const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const path = "package-lock.json";
const { text, added } = completeLock(readFileSync(path, "utf8"));

if (added.length === 0) {
  console.log(`${path} names every platform's packages`);
} else if (values.check) {
  console.error(`${path} lacks ${added.join(", ")}: run \`node scripts/complete-lock.ts\``);
  process.exitCode = 1;
} else {
  writeFileSync(path, text);
  console.log(`${path}: added ${added.join(", ")}`);
}
