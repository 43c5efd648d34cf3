import type { OutputChunk } from "rolldown";

/**
 * Puts the CommonJS chunks of a program into one ES module. Each chunk stands there as a text that is compiled when it is
 * first asked for: V8 goes through all code of a file before it runs the first line, also through what a run never calls,
 * and passes over a text at once (docs/decisions/0001-tooling.md).
 */
export function pack(chunks: readonly Pick<OutputChunk, "code" | "fileName">[], entry: string): string {
  const texts = chunks.map(({ code, fileName }) => `  ${JSON.stringify(fileName)}: ${literalOf(code)},`);
  return [LINKER, "const chunks = {", ...texts, "};", "", `load(${JSON.stringify(entry)});`, ""].join("\n");
}

/**
 * A string literal of one line of code a line, so that the built file can be read and its differences searched. In ASCII
 * alone, for V8 keeps such a source, and every string in it, in half the memory.
 */
function literalOf(code: string): string {
  const escaped = code
    .replaceAll(/[\\']/g, "\\$&")
    .replaceAll("\r", "\\r")
    .replaceAll(/[^\n\t -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("\n", "\\n\\\n");
  return `'${escaped}'`;
}

/** Node's own way of running CommonJS, on texts in place of files. */
const LINKER = `import { createRequire } from "node:module";
import { posix } from "node:path";
import { compileFunction, constants } from "node:vm";

const requireBuiltin = createRequire(import.meta.url);
const modules = new Map();

function load(name) {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  const require = (specifier) =>
    specifier.startsWith(".") ? load(posix.join(posix.dirname(name), specifier)) : requireBuiltin(specifier);
  compileFunction(chunks[name], ["module", "exports", "require"], {
    filename: \`\${import.meta.filename}/\${name}\`,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })(module, module.exports, require);
  return module.exports;
}
`;
