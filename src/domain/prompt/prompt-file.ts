import { parsePromptId, promptIdFromPath } from "../identifiers.ts";
import type { Json, JsonObject } from "../json.ts";
import { FILE_START, hasErrors, listProblems, type Position, type Problem } from "../problem.ts";
import {
  complain,
  type FieldReader,
  listField,
  mapsOf,
  present,
  remark,
  textField,
} from "../yaml/field-reader.ts";
import { readYaml } from "../yaml/yaml-document.ts";
import {
  entryOf,
  type MapNode,
  type ScalarNode,
  type SourceNode,
  toJson,
  toJsonObject,
} from "../yaml/yaml-tree.ts";
import { type EvaluatorSpec, readEvaluators } from "./evaluator-spec.ts";
import { readModelParameters } from "./model-parameters.ts";
import { type ResponseFormat, readResponseShape } from "./response-format.ts";
import { type ResultsSource, readResultsSource } from "./results-source.ts";
import { partialReferences, type TemplateSource } from "./template.ts";
import { readTools, type ToolsSource } from "./tools.ts";
import { readVariables } from "./variable-declarations.ts";
import type { VariableDeclaration } from "./variables.ts";

export { RESPONSE_FORMATS } from "./response-format.ts";

export const MESSAGE_ROLES = ["system", "developer", "user", "assistant"] as const;
export type MessageRole = (typeof MESSAGE_ROLES)[number];

/** A message as written: its text is a template that may still refer to partials. */
export interface PromptMessage {
  readonly role: MessageRole;
  readonly content: TemplateSource;
  readonly position: Position;
}

/** One entry of `testData`: all its keys, whether messages or only evaluators use them. */
export interface TestCase {
  readonly values: JsonObject;
  readonly position: Position;
}

/** A value that another room reads, with the place to report its problems at. */
export interface PositionedJson {
  readonly value: Json;
  readonly position: Position;
}

/** What a prompt file says, checked for shape. References (partials, tools file) are not followed yet. */
export interface PromptFile {
  readonly path: string;
  /** From the `id` key, else from the path. */
  readonly id: string;
  /** Whether the file has an `id` key: without it, a move changes the identity. */
  readonly idDeclared: boolean;
  readonly idPosition: Position;
  readonly name?: string;
  readonly description?: string;
  readonly model?: string;
  readonly modelPosition: Position;
  /** As the author wrote them, unknown ones included. */
  readonly modelParameters?: JsonObject;
  readonly responseFormat?: ResponseFormat;
  /** GitHub's `{name, strict, schema}` as minified JSON, in the author's key order. */
  readonly jsonSchema?: string;
  readonly messages: readonly PromptMessage[];
  readonly variables: readonly VariableDeclaration[];
  readonly tools?: ToolsSource;
  readonly testData: readonly TestCase[];
  readonly evaluators: readonly EvaluatorSpec[];
  readonly gates?: GatesSource;
  /** Results of another program that stand for the file's own cases and evaluators. */
  readonly results?: ResultsSource;
  /** Keys that are not ours, kept as they are. */
  readonly extra: JsonObject;
}

/** The file's own rules, and where each of them stands. */
export interface GatesSource extends PositionedJson {
  readonly keys: Readonly<Record<string, Position>>;
}

export type PromptFileResult =
  | { readonly ok: true; readonly file: PromptFile; readonly notices: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a prompt file (contracts §1). What cannot be read is told with all its problems at once. */
export function parsePromptFile(data: string | Uint8Array, path: string): PromptFileResult {
  const read = readYaml(data, path);
  if (!read.ok) return read;
  const reader: FieldReader = { path, problems: [...read.notices] };
  const file = read.root.kind === "map" ? readFile(reader, read.root) : notAMap(reader);
  const problems = listProblems(reader.problems);
  if (file === undefined || hasErrors(problems)) return { ok: false, problems };
  return { ok: true, file, notices: problems };
}

function notAMap(reader: FieldReader): undefined {
  const message = 'A prompt file must be a map: start it with "name: …", "model: …" and "messages:".';
  return complain(reader, "not_a_prompt", FILE_START, message);
}

function readFile(reader: FieldReader, root: MapNode): PromptFile | undefined {
  const id = readId(reader, root);
  const messages = readMessages(reader, root);
  const extra = readExtra(reader, root);
  const modelParameters = readModelParameters(reader, root);
  const tools = readTools(reader, present(root, "tools"));
  const gates = entryOf(root, "gates")?.value;
  const results = readResultsSource(reader, root);
  const file = {
    ...readTexts(reader, root),
    ...readResponseShape(reader, root),
    path: reader.path,
    idPosition: entryOf(root, "id")?.keyPosition ?? FILE_START,
    modelPosition: entryOf(root, "model")?.keyPosition ?? root.position,
    messages,
    variables: readVariables(reader, present(root, "variables")),
    testData: readTestData(reader, root),
    evaluators: readEvaluators(reader, listField(reader, root, "evaluators")),
    extra,
    ...(modelParameters !== undefined && { modelParameters }),
    ...(tools !== undefined && { tools }),
    ...(gates !== undefined && { gates: gatesOf(gates) }),
    ...(results !== undefined && { results }),
  };
  return id === undefined ? undefined : { ...file, ...id };
}

function gatesOf(node: SourceNode): GatesSource {
  const entries = node.kind === "map" ? node.entries : [];
  const keys = Object.fromEntries(entries.map(({ key, keyPosition }) => [key, keyPosition]));
  return { value: toJson(node), position: node.position, keys };
}

function readId(reader: FieldReader, root: MapNode): { id: string; idDeclared: boolean } | undefined {
  const written = textField(reader, root, "id");
  if (written === undefined) return { id: promptIdFromPath(reader.path), idDeclared: false };
  const result = parsePromptId(written.text);
  if (result.ok) return { id: result.id, idDeclared: true };
  return complain(reader, `id_${result.reason}`, written.position, result.message);
}

function readTexts(
  reader: FieldReader,
  root: MapNode,
): { readonly name?: string; readonly description?: string; readonly model?: string } {
  const name = textField(reader, root, "name")?.text.trim();
  const description = textField(reader, root, "description")?.text;
  const model = textField(reader, root, "model")?.text.trim();
  return {
    ...(name !== undefined && name !== "" && { name }),
    ...(description !== undefined && { description }),
    ...(model !== undefined && model !== "" && { model }),
  };
}

function readMessages(reader: FieldReader, root: MapNode): readonly PromptMessage[] {
  const list = listField(reader, root, "messages");
  if (list === undefined || list.items.length === 0) {
    const at = list?.position ?? root.position;
    const message = 'The file has no messages: add a "messages" list with "role" and "content".';
    if (list !== undefined || present(root, "messages") === undefined)
      complain(reader, "no_messages", at, message);
    return [];
  }
  return mapsOf(reader, list, "messages").flatMap((map) => readMessage(reader, map) ?? []);
}

function readMessage(reader: FieldReader, map: MapNode): PromptMessage | undefined {
  for (const { key, keyPosition } of map.entries) {
    if (key === "role" || key === "content") continue;
    remark(
      reader,
      "unknown_key",
      keyPosition,
      `The key ${JSON.stringify(key)} means nothing in a message and is ignored.`,
    );
  }
  const role = readRole(reader, map);
  const content = textField(reader, map, "content");
  if (content === undefined && present(map, "content") === undefined) {
    complain(reader, "no_content", map.position, 'This message has no content: add "content: …" to it.');
  }
  if (role === undefined || content === undefined) return undefined;
  return { role, content: templateOf(reader, content), position: map.position };
}

function templateOf(reader: FieldReader, node: ScalarNode): TemplateSource {
  return { text: node.text, path: reader.path, positionAt: node.positionAt };
}

/** Roles are matched without case, as GitHub's runner did. */
function readRole(reader: FieldReader, map: MapNode): MessageRole | undefined {
  const node = textField(reader, map, "role");
  const role = MESSAGE_ROLES.find((one) => one === node?.text.toLowerCase());
  if (role !== undefined) return role;
  if (node === undefined && present(map, "role") !== undefined) return undefined;
  const seen = node === undefined ? "is missing" : `${JSON.stringify(node.text)} is unknown`;
  const message = `The role of this message ${seen}: use ${MESSAGE_ROLES.join(", ")}.`;
  return complain(reader, "message_role", node?.position ?? map.position, message);
}

function readTestData(reader: FieldReader, root: MapNode): readonly TestCase[] {
  const list = listField(reader, root, "testData");
  if (list === undefined) return [];
  return mapsOf(reader, list, "testData").map((map) => ({
    values: toJsonObject(map),
    position: map.position,
  }));
}

const KNOWN_KEYS = [
  ...["id", "name", "description", "model", "modelParameters", "responseFormat", "jsonSchema", "messages"],
  ...["variables", "tools", "testData", "evaluators", "gates", "evaluation"],
];

function readExtra(reader: FieldReader, root: MapNode): JsonObject {
  const unknown = root.entries.filter(({ key }) => !KNOWN_KEYS.includes(key));
  for (const { key, keyPosition } of unknown) {
    const meant = KNOWN_KEYS.find((known) => known.toLowerCase() === key.replace(/[-_ ]/g, "").toLowerCase());
    const hint = meant === undefined ? "" : `; if "${meant}" is meant, write it so`;
    const message = `The key ${JSON.stringify(key)} is not part of the format and changes nothing${hint}.`;
    remark(reader, "unknown_key", keyPosition, message);
  }
  return Object.fromEntries(unknown.map(({ key, value }) => [key, toJson(value)]));
}

/** What a loader must fetch next to a prompt file before it can be resolved. */
export interface PromptReferences {
  /** Names of partials that its messages refer to directly, each once. */
  readonly partials: readonly string[];
  readonly toolsPath?: string;
}

export function promptReferences(file: PromptFile): PromptReferences {
  const partials = [...new Set(file.messages.flatMap((message) => partialReferences(message.content.text)))];
  return { partials, ...(file.tools?.kind === "file" && { toolsPath: file.tools.path }) };
}
