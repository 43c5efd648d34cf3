import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "./generate-docs-files.ts";

/** Writes everything in the docs that follows from the code. A test holds the committed files to it. */
const root = dirname(import.meta.dirname);
for (const [path, text] of await generatedFiles(root)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(path);
}
