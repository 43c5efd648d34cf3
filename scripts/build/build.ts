import { isAbsolute, resolve } from "node:path";
import { type OutputChunk, type RolldownOutput, rolldown } from "rolldown";
import { type Bundle, bundles, executables, typedEntries } from "./bundles.ts";
import { declarations } from "./declarations.ts";
import { licencesOf } from "./licences.ts";
import { pack } from "./pack.ts";

/** The files of `dist/`: paths below it, and texts. The same sources give the same bytes wherever the folder is. */
export type Dist = ReadonlyMap<string, string>;

/** Builds everything in memory. `root` is the repository's folder. */
export async function buildDist(root: string): Promise<Dist> {
  const outputs = await Promise.all(bundles.map((bundle) => runBundle(root, bundle)));
  const files = new Map<string, string>();
  for (const [path, code] of outputs.flatMap((output, index) => filesOf(chunksOf(output), bundles[index]))) {
    if (files.has(path)) throw new Error(`two bundles make ${path}`);
    files.set(path, code);
  }
  for (const [path, text] of declarations(root, typedEntries)) files.set(path, text);
  files.set("licenses.txt", licencesOf(inlinedFiles(outputs)));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function filesOf(
  chunks: readonly OutputChunk[],
  bundle: Bundle | undefined,
): readonly (readonly [path: string, code: string])[] {
  if (bundle?.kind !== "packed") return chunks.map(({ code, fileName }) => [fileName, code]);
  return Object.keys(bundle.entries).map((name) => [`${name}.js`, pack(chunks, `${name}.js`)]);
}

async function runBundle(root: string, { entries, kind }: Bundle): Promise<RolldownOutput> {
  const alone = kind !== "with packages";
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, resolve(root, path)])),
    platform: "node",
    tsconfig: false,
    transform: { target: "node24" },
    external: alone ? /^node:/ : isPackage,
    onLog: (level, log, handler) => {
      if (level === "warn") throw new Error(`${log.code}: ${log.message}`);
      handler(level, log);
    },
  });
  const output = await build.generate({
    format: kind === "packed" ? "cjs" : "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name].js",
    banner: ({ fileName }) => (executables.has(fileName) ? "#!/usr/bin/env node" : ""),
    // A chunk for each set of modules that the same lazy imports share: no verb loads what only another one needs.
    codeSplitting: kind !== "one file",
  });
  await build.close();
  if (kind === "one file" && chunksOf(output).length > 1)
    throw new Error(`${Object.keys(entries)} is more than one file`);
  return output;
}

function isPackage(id: string): boolean {
  return !id.startsWith(".") && !id.startsWith("\0") && !isAbsolute(id);
}

function chunksOf({ output }: RolldownOutput): readonly OutputChunk[] {
  return output.map((file) => {
    if (file.type !== "chunk") throw new Error(`${file.fileName}: only JavaScript is built`);
    return file;
  });
}

/** Files of packages that went into the bundles, as absolute paths. */
function inlinedFiles(outputs: readonly RolldownOutput[]): readonly string[] {
  return outputs.flatMap(chunksOf).flatMap(({ modules }) => Object.keys(modules));
}
