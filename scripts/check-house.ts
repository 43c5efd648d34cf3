import { globSync, readFileSync } from "node:fs";
import { checkHouse } from "./house/check-house.ts";

/** Prints every breach of the rules of the house; exit code 1 if there is one. */
const paths = globSync(["src/**/*", "test/**/*.ts", "scripts/**/*.ts", "package.json"], {
  withFileTypes: true,
})
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll("\\", "/"))
  .map((path) => path.replace(`${process.cwd().replaceAll("\\", "/")}/`, "").replace(/^\.\//, ""))
  .filter((path) => !path.startsWith("test/fixtures/"));

const breaches = checkHouse(new Map(paths.sort().map((path) => [path, readFileSync(path, "utf8")])));
for (const breach of breaches) console.error(breach);
console.log(`${paths.length} files, ${breaches.length} breaches of the house's rules`);
if (breaches.length > 0) process.exitCode = 1;
