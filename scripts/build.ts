import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildDist } from "./build/build.ts";
import { executables } from "./build/bundles.ts";

/** Builds `dist/` anew. A failed build leaves it as it was. */
const root = dirname(import.meta.dirname);
const files = await buildDist(root);

rmSync(join(root, "dist"), { recursive: true, force: true });
for (const [name, text] of files) {
  const path = join(root, "dist", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: executables.has(name) ? 0o755 : 0o644 });
  if (name.endsWith(".js")) console.log(`dist/${name} ${Math.ceil(text.length / 1024)} KB`);
}
