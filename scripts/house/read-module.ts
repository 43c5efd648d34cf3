import { parseSync, Visitor, type VisitorObject } from "rolldown/utils";

/** One import, re-export, dynamic import or `import("…")` type of a module. */
export interface Import {
  readonly specifier: string;
  /** Names taken from there; `*` for a whole namespace. Empty for a side-effect, dynamic or type-position import. */
  readonly names: readonly string[];
  /** Erased before running. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** A use of the world outside that a rule may forbid: `process.env`, `Date.now`, `new Date()`, `fetch` … */
export interface Touch {
  readonly what: string;
  readonly line: number;
}

export interface Module {
  /** Relative to the repository root, with `/`. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly touches: readonly Touch[];
}

type Range = { readonly start: number };

const watchedMembers = new Set([
  "process.env",
  "Date.now",
  "Math.random",
  "performance.now",
  "crypto.randomUUID",
  "crypto.getRandomValues",
  "vi.mock",
  "vi.doMock",
]);
const watchedCalls = new Set(["fetch", "Date", "setTimeout", "setInterval"]);

/** Reads what a TypeScript module imports and touches. Throws with every syntax error. */
export function readModule(path: string, source: string): Module {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors.map((error) => error.message).join("; ")}`);
  const lineOf = (node: Range) => source.slice(0, node.start).split("\n").length;
  const imports: Import[] = [];
  const touches: Touch[] = [];
  const importing = importVisitor((from, taken) => {
    const literal = stringLiteral(from);
    if (literal !== undefined) imports.push({ specifier: literal.value, line: lineOf(literal), ...taken });
  });
  const touching = touchVisitor((what, node) => touches.push({ what, line: lineOf(node) }));
  new Visitor({ ...importing, ...touching }).visit(program);
  return { path, imports, touches };
}

function importVisitor(
  add: (from: unknown, taken: Pick<Import, "names" | "typeOnly">) => void,
): VisitorObject {
  return {
    ImportDeclaration(node) {
      const names = node.specifiers.map((taken) =>
        taken.type === "ImportSpecifier" ? nameOf(taken.imported) : "*",
      );
      const allTypes = node.specifiers.every((taken) => "importKind" in taken && taken.importKind === "type");
      add(node.source, { names, typeOnly: node.importKind === "type" || (names.length > 0 && allTypes) });
    },
    ExportNamedDeclaration(node) {
      const names = node.specifiers.map((taken) => nameOf(taken.local));
      const allTypes = node.specifiers.every((taken) => taken.exportKind === "type");
      add(node.source, { names, typeOnly: node.exportKind === "type" || (names.length > 0 && allTypes) });
    },
    ExportAllDeclaration(node) {
      add(node.source, { names: ["*"], typeOnly: node.exportKind === "type" });
    },
    ImportExpression(node) {
      add(node.source, { names: [], typeOnly: false });
    },
    TSImportType(node) {
      add(node.source, { names: [], typeOnly: true });
    },
  };
}

function touchVisitor(touch: (what: string, node: Range) => void): VisitorObject {
  return {
    MemberExpression(node) {
      const name = memberName(node);
      if (name !== undefined && watchedMembers.has(name)) touch(name, node);
    },
    VariableDeclarator(node) {
      if (nameOf(node.init) === "process") touch("process.env", node);
    },
    CallExpression({ callee }) {
      if (callee.type === "Identifier" && watchedCalls.has(callee.name)) touch(callee.name, callee);
    },
    NewExpression(node) {
      if (nameOf(node.callee) === "Date" && node.arguments.length === 0) touch("new Date()", node);
    },
  };
}

type Dotted = { readonly object: unknown; readonly property: unknown };

/** `a.b` for the last two names of a member expression: `globalThis.Date.now` reads as `Date.now`. */
function memberName({ object, property }: Dotted): string | undefined {
  const left =
    isNode(object) && object.type === "MemberExpression" ? nameOf(object.property) : nameOf(object);
  return left === "" ? undefined : `${left}.${nameOf(property)}`;
}

/** The text of an identifier or a string literal; empty for anything else. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return "";
  const text = node.type === "Identifier" ? node.name : node.type === "Literal" ? node.value : "";
  return typeof text === "string" ? text : "";
}

function stringLiteral(node: unknown): { readonly value: string; readonly start: number } | undefined {
  if (!isNode(node) || node.type !== "Literal") return undefined;
  const { value, start } = node;
  return typeof value === "string" && typeof start === "number" ? { value, start } : undefined;
}

function isNode(node: unknown): node is { readonly type: string; readonly [key: string]: unknown } {
  return typeof node === "object" && node !== null && "type" in node;
}
