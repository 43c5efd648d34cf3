import type { Json } from "../json.ts";
import type { Position } from "../problem.ts";
import { complain, type FieldReader, isNull, present, remark, textField } from "../yaml/field-reader.ts";
import { entryOf, type MapNode, type SourceNode, toJson } from "../yaml/yaml-tree.ts";
import { VARIABLE_NAME } from "./template.ts";
import { checkValue, type VariableDeclaration, type VariableSchema, type VariableType } from "./variables.ts";

/** Names of types as files in the wild have them. A type that is not here is read as a text, with a notice. */
const TYPE_NAMES: Readonly<Record<string, VariableType>> = {
  string: "string",
  str: "string",
  text: "string",
  number: "number",
  float: "number",
  integer: "integer",
  int: "integer",
  boolean: "boolean",
  bool: "boolean",
  json: "json",
  object: "json",
  array: "json",
  list: "json",
  dict: "json",
};

const KNOWN_KEYS = new Set([
  "name",
  "type",
  "description",
  "required",
  "default",
  "enum",
  "maxLength",
  "max_length",
]);

interface NamedNode {
  readonly name: string;
  readonly position: Position;
  readonly node: SourceNode;
}

/** Reads `variables`: a map from names to declarations, or a list of declarations (or bare names) with `name`. */
export function readVariables(
  reader: FieldReader,
  node: SourceNode | undefined,
): readonly VariableDeclaration[] {
  if (node === undefined) return [];
  const declarations = namedNodes(reader, node).flatMap((named) => readDeclaration(reader, named) ?? []);
  const seen = new Map<string, Position>();
  return declarations.filter(({ name, position }) => {
    const first = seen.get(name);
    seen.set(name, first ?? position);
    if (first === undefined) return true;
    complain(
      reader,
      "duplicate_variable",
      position,
      `"${name}" is declared on line ${first.line} already: remove one.`,
    );
    return false;
  });
}

function namedNodes(reader: FieldReader, node: SourceNode): readonly NamedNode[] {
  if (node.kind === "map") {
    return node.entries.map(({ key, keyPosition, value }) => ({
      name: key,
      position: keyPosition,
      node: value,
    }));
  }
  if (node.kind === "list") return node.items.flatMap((item) => namedItem(reader, item) ?? []);
  const message =
    '"variables" must be a map of names to declarations, or a list of declarations with "name".';
  complain(reader, "variables_malformed", node.position, message);
  return [];
}

function namedItem(reader: FieldReader, item: SourceNode): NamedNode | undefined {
  if (item.kind === "scalar" && !isNull(item))
    return { name: item.text, position: item.position, node: item };
  const name = item.kind === "map" ? textField(reader, item, "name") : undefined;
  if (name !== undefined) return { name: name.text, position: item.position, node: item };
  return complain(
    reader,
    "variables_malformed",
    item.position,
    'Each declared variable needs a "name": add one.',
  );
}

function readDeclaration(reader: FieldReader, named: NamedNode): VariableDeclaration | undefined {
  const { name, position, node } = named;
  if (!VARIABLE_NAME.test(name)) {
    const message = `${JSON.stringify(name)} cannot name a variable: use letters, digits and _ . -, starting with a letter or _.`;
    return complain(reader, "variable_name", position, message);
  }
  if (node.kind === "map") return readDetails(reader, named, node);
  if (isNull(node) || (node.kind === "scalar" && node.text === name))
    return { name, position, type: "string" };
  const message = `The declaration of "${name}" must be a map: write for example "description: …" under it.`;
  return complain(reader, "variables_malformed", node.position, message);
}

function readDetails(reader: FieldReader, named: NamedNode, map: MapNode): VariableDeclaration {
  for (const { key, keyPosition } of map.entries) {
    if (KNOWN_KEYS.has(key)) continue;
    const message = `The key ${JSON.stringify(key)} means nothing in a variable's declaration and is ignored.`;
    remark(reader, "unknown_key", keyPosition, message);
  }
  const description = textField(reader, map, "description")?.text;
  const required = readRequired(reader, map);
  const maxLength = readMaxLength(reader, map);
  const allowed = readEnum(reader, map);
  const declaration: VariableDeclaration = {
    name: named.name,
    position: named.position,
    type: readType(reader, map),
    ...(description !== undefined && { description }),
    ...(required !== undefined && { required }),
    ...(maxLength !== undefined && { maxLength }),
    ...(allowed !== undefined && { enum: allowed }),
  };
  return withDefault(reader, declaration, map);
}

function readType(reader: FieldReader, map: MapNode): VariableType {
  const node = textField(reader, map, "type");
  if (node === undefined) return "string";
  const type = Object.hasOwn(TYPE_NAMES, node.text) ? TYPE_NAMES[node.text] : undefined;
  if (type !== undefined) return type;
  const message = `The type ${JSON.stringify(node.text)} is read as a text: use string, number, integer, boolean or json.`;
  remark(reader, "unknown_type", node.position, message);
  return "string";
}

function readRequired(reader: FieldReader, map: MapNode): boolean | undefined {
  const node = present(map, "required");
  if (node === undefined) return undefined;
  if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
  return complain(reader, "not_a_boolean", node.position, '"required" must be true or false.');
}

function readMaxLength(reader: FieldReader, map: MapNode): number | undefined {
  const node = present(map, "maxLength") ?? present(map, "max_length");
  if (node === undefined) return undefined;
  const value = node.kind === "scalar" ? node.value : undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
  return complain(reader, "not_a_length", node.position, '"maxLength" must be a whole number from 1.');
}

function readEnum(reader: FieldReader, map: MapNode): readonly Json[] | undefined {
  const node = present(map, "enum");
  if (node === undefined) return undefined;
  if (node.kind === "list" && node.items.length > 0) return node.items.map(toJson);
  return complain(reader, "enum_malformed", node.position, '"enum" must be a list with at least one value.');
}

/** Adds the default and holds it, and the enum's values, to the declared type. */
function withDefault(
  reader: FieldReader,
  declaration: VariableDeclaration,
  map: MapNode,
): VariableDeclaration {
  const { name, type } = declaration;
  const own: VariableSchema = { name, type, required: false };
  for (const value of declaration.enum ?? []) checkDeclared(reader, own, value, entryOf(map, "enum")?.value);
  const node = type === "json" ? entryOf(map, "default")?.value : present(map, "default");
  if (node === undefined) return declaration;
  const value = toJson(node);
  const { enum: allowed, maxLength } = declaration;
  const full = { ...own, ...(allowed && { enum: allowed }), ...(maxLength && { max_length: maxLength }) };
  checkDeclared(reader, full, value, node);
  return { ...declaration, default: value };
}

function checkDeclared(
  reader: FieldReader,
  schema: VariableSchema,
  value: Json,
  node: SourceNode | undefined,
): void {
  for (const offence of checkValue(schema, value)) {
    const at = node?.position ?? { line: 1, column: 1 };
    complain(reader, "declared_value", at, `This value does not fit its own variable: ${offence.message}`);
  }
}
