import { errorAt, hasErrors, listProblems, type Position, type Problem } from "../problem.ts";
import { complain, type FieldReader, isNull, present, textField } from "../yaml/field-reader.ts";
import { readJson } from "../yaml/json-document.ts";
import { readYaml, YAML_LIMITS, type YamlResult } from "../yaml/yaml-document.ts";
import { entryOf, type ListNode, type SourceNode, toMinifiedJson } from "../yaml/yaml-tree.ts";
import type { LoadedText } from "./partials.ts";
import { resolveInRepository } from "./repository-path.ts";
import { linePositions } from "./text-position.ts";

/** Where a prompt's tools come from. Inline tools are minified JSON strings in the author's key order. */
export type ToolsSource =
  | { readonly kind: "inline"; readonly tools: readonly string[]; readonly position: Position }
  /** `path` is within the repository, already resolved against the prompt file's folder. */
  | { readonly kind: "file"; readonly path: string; readonly position: Position };

export type ToolsFileResult =
  | { readonly ok: true; readonly tools: readonly string[]; readonly notices: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const MAX_TOOLS = 128;
const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Reads `tools`: a list of function tools, or the path of a JSON or YAML file with such a list. */
export function readTools(reader: FieldReader, node: SourceNode | undefined): ToolsSource | undefined {
  if (node === undefined) return undefined;
  if (node.kind === "list") {
    const tools = readToolList(reader, node);
    return tools.length === 0 ? undefined : { kind: "inline", tools, position: node.position };
  }
  if (node.kind === "scalar" && typeof node.value === "string")
    return readToolsPath(reader, node.value, node.position);
  const message = '"tools" must be a list of function tools, or the path of a JSON or YAML file with one.';
  return complain(reader, "tools_malformed", node.position, message);
}

function readToolsPath(reader: FieldReader, written: string, position: Position): ToolsSource | undefined {
  const resolved = resolveInRepository(reader.path, written);
  if (!resolved.ok) return complain(reader, `tools_path_${resolved.reason}`, position, resolved.message);
  if (/\.(?:json|ya?ml)$/i.test(resolved.path)) return { kind: "file", path: resolved.path, position };
  const message = `The tools file ${JSON.stringify(written)} must end in .json, .yml or .yaml.`;
  return complain(reader, "tools_path_kind", position, message);
}

/** Reads a tools file: the list itself, or a map with the list under `tools`. */
export function parseToolsFile({ path, text }: LoadedText): ToolsFileResult {
  const read = path.toLowerCase().endsWith(".json") ? readJsonFile(text, path) : readYaml(text, path);
  if (!read.ok) return read;
  const reader: FieldReader = { path, problems: [...read.notices] };
  const root = read.root;
  const list = root.kind === "map" ? entryOf(root, "tools")?.value : root;
  if (list?.kind !== "list") {
    const message = 'A tools file must hold a list of function tools, or a map with one under "tools".';
    complain(reader, "tools_malformed", root.position, message);
    return { ok: false, problems: listProblems(reader.problems) };
  }
  const tools = readToolList(reader, list);
  if (hasErrors(reader.problems)) return { ok: false, problems: listProblems(reader.problems) };
  return { ok: true, tools, notices: reader.problems };
}

function readJsonFile(text: string, path: string): YamlResult {
  const failed = (code: string, at: Position, message: string): YamlResult => {
    return { ok: false, problems: [errorAt({ code, path, at, message })] };
  };
  const positionAt = linePositions(text);
  if (text.length > YAML_LIMITS.bytes) {
    return failed(
      "file_too_large",
      positionAt(0),
      `A tools file holds at most ${YAML_LIMITS.bytes} bytes: shorten it.`,
    );
  }
  const read = readJson(text.replace(/^\uFEFF/, " "), positionAt);
  if (read.ok) return { ok: true, root: read.root, notices: [] };
  return failed("json_syntax", positionAt(read.offset), read.message);
}

function readToolList(reader: FieldReader, list: ListNode): readonly string[] {
  if (list.items.length > MAX_TOOLS) {
    complain(
      reader,
      "too_many_tools",
      list.position,
      `A prompt takes at most ${MAX_TOOLS} tools: remove some.`,
    );
  }
  const names = new Set<string>();
  for (const item of list.items) {
    const name = toolName(reader, item);
    if (name === undefined) continue;
    if (names.has(name)) {
      complain(
        reader,
        "duplicate_tool",
        item.position,
        `A tool named "${name}" is there already: rename one of them.`,
      );
    }
    names.add(name);
  }
  return list.items.map(toMinifiedJson);
}

/** The function's name, where the entry has OpenAI's shape of a function tool. */
function toolName(reader: FieldReader, item: SourceNode): string | undefined {
  const type = item.kind === "map" ? present(item, "type") : undefined;
  const definition = item.kind === "map" ? present(item, "function") : undefined;
  if (type?.kind !== "scalar" || type.value !== "function" || definition?.kind !== "map") {
    const message =
      "A tool must be {type: function, function: {name, description, parameters}}: write it in this shape.";
    return complain(reader, "tool_malformed", item.position, message);
  }
  const parameters = entryOf(definition, "parameters")?.value;
  if (parameters !== undefined && parameters.kind !== "map" && !isNull(parameters)) {
    complain(
      reader,
      "tool_malformed",
      parameters.position,
      'A tool\'s "parameters" must be a JSON Schema, so a map.',
    );
  }
  const name = textField(reader, definition, "name");
  if (name !== undefined && typeof name.value === "string" && TOOL_NAME.test(name.text)) return name.text;
  const message = "A tool needs a name of 1 to 64 letters, digits, _ and -: set function.name.";
  return complain(reader, "tool_name", (name ?? definition).position, message);
}
