import type { OutputChunk } from "rolldown";

/**
 * Puts the CommonJS chunks of a program into one ES module. Each chunk stands there as a comment, and is read from the file
 * and compiled when it is first asked for: V8 goes through all code of a file before it runs the first line, also through
 * what a run never calls, and passes over a comment fastest (docs/decisions/0001-tooling.md).
 */
export function pack(chunks: readonly Pick<OutputChunk, "code" | "fileName">[], entry: string): string {
  const places: string[] = [];
  const comments: string[] = [];
  let fromEnd = 0;
  for (const { code, fileName } of chunks.toReversed()) {
    const text = inComment(code);
    fromEnd += text.length + END.length;
    places.unshift(`  ${JSON.stringify(fileName)}: { fromEnd: ${fromEnd}, length: ${text.length} },`);
    const begin = `\n/* ${fileName}\n`;
    fromEnd += begin.length;
    comments.unshift(begin, text, END);
  }
  const head = [LINKER, "const places = {", ...places, "};", "", `load(${JSON.stringify(entry)});`, ""];
  return head.join("\n") + comments.join("");
}

const END = "*/\n";

/**
 * The code as it is, so that the built file can be read and its differences searched. In ASCII alone, so that places in the
 * file are places in the text, and V8 keeps it in half the memory: `~` and four hex digits stand for anything else, for
 * itself, and for a slash that would end the comment.
 */
function inComment(code: string): string {
  return code.replaceAll(
    /[^\n\t -}]|(?<=\*)\//g,
    (unit) => `~${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Node's own way of running CommonJS, on parts of one file in place of files. */
const LINKER = `import { fstatSync, openSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { posix } from "node:path";
import { compileFunction, constants } from "node:vm";

const requireBuiltin = createRequire(import.meta.url);
const file = openSync(import.meta.filename);
const { size } = fstatSync(file);
const modules = new Map();

function load(name) {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  const require = (specifier) =>
    specifier.startsWith(".") ? load(posix.join(posix.dirname(name), specifier)) : requireBuiltin(specifier);
  compileFunction(codeOf(name), ["module", "exports", "require"], {
    filename: \`\${import.meta.filename}/\${name}\`,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })(module, module.exports, require);
  return module.exports;
}

function codeOf(name) {
  const { fromEnd, length } = places[name];
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, size - fromEnd);
  return bytes.latin1Slice().replaceAll(/~([0-9a-f]{4})/g, (_, unit) => String.fromCharCode(Number.parseInt(unit, 16)));
}
`;
