import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pack } from "../../../scripts/build/pack.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder("pack");
});
afterEach(() => folder[Symbol.dispose]());

/** Where the packed chunks and the test meet. */
interface World {
  readonly packedLog: string[];
  readonly packedEntry?: { readonly later: () => Promise<{ readonly says: readonly string[] }> };
}

const ENTRY = `
globalThis.packedLog.push("entry");
exports.shared = "shared by the entry";
exports.later = () => Promise.resolve().then(() => require("./chunks/later.js"));
globalThis.packedEntry = exports;
`;
const LATER = `
globalThis.packedLog.push("later");
const entry = require("../action.js");
exports.says = [entry.shared, 'it\\'s \\\\ \`$x\`', "Größe 🚂", require("node:path").basename("/a/b"), \`\r*/ ~007e
// a line\`];
`;

test("a packed program compiles a chunk when it is asked for, once, and chunks share what they import", async () => {
  const log: string[] = [];
  const world: World = Object.assign(globalThis, { packedLog: log });
  const file = join(folder.path, "action.mjs");
  const chunks = [
    { fileName: "action.js", code: ENTRY },
    { fileName: "chunks/later.js", code: LATER },
    { fileName: "chunks/broken.js", code: "this is no JavaScript" },
  ];
  await writeFile(file, pack(chunks, "action.js"));
  await import(pathToFileURL(file).href);
  expect(log).toEqual(["entry"]);
  const later = await world.packedEntry?.later();
  expect(later?.says).toEqual([
    "shared by the entry",
    "it's \\ `$x`",
    "Größe 🚂",
    "b",
    "\n*/ ~007e\n// a line",
  ]);
  expect(await world.packedEntry?.later()).toBe(later);
  expect(log).toEqual(["entry", "later"]);
});
