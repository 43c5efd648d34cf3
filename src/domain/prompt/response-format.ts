import { complain, type FieldReader, isNull, present, remark, textField } from "../yaml/field-reader.ts";
import { readJson } from "../yaml/json-document.ts";
import { entryOf, type MapNode, type SourceNode, toMinifiedJson } from "../yaml/yaml-tree.ts";

export const RESPONSE_FORMATS = ["text", "json_object", "json_schema"] as const;
export type ResponseFormat = (typeof RESPONSE_FORMATS)[number];

export interface ResponseShape {
  readonly responseFormat?: ResponseFormat;
  /** GitHub's `{name, strict, schema}` as minified JSON, in the author's key order. */
  readonly jsonSchema?: string;
}

/**
 * Reads `responseFormat` and `jsonSchema`. The schema is a text of JSON in GitHub's format; a map in place is taken too.
 * Without `responseFormat: json_schema` it never reaches the model, so it is left out, with a notice.
 */
export function readResponseShape(reader: FieldReader, root: MapNode): ResponseShape {
  const responseFormat = readFormat(reader, root);
  const node = present(root, "jsonSchema");
  const jsonSchema = node && readSchema(reader, node);
  if (responseFormat === "json_schema") {
    if (node !== undefined) return { responseFormat, ...(jsonSchema !== undefined && { jsonSchema }) };
    const at = present(root, "responseFormat")?.position ?? root.position;
    complain(
      reader,
      "json_schema_missing",
      at,
      'With "responseFormat: json_schema" the file needs a "jsonSchema": add it.',
    );
  } else if (node !== undefined) {
    const message =
      '"jsonSchema" has no effect without "responseFormat: json_schema": add that line, or remove the schema.';
    remark(reader, "json_schema_unused", node.position, message);
  }
  return { ...(responseFormat !== undefined && { responseFormat }) };
}

function readFormat(reader: FieldReader, root: MapNode): ResponseFormat | undefined {
  const node = textField(reader, root, "responseFormat");
  if (node === undefined) return undefined;
  const format = RESPONSE_FORMATS.find((one) => one === node.text);
  if (format !== undefined) return format;
  const message = `The response format ${JSON.stringify(node.text)} is unknown: use text, json_object or json_schema.`;
  return complain(reader, "response_format", node.position, message);
}

function readSchema(reader: FieldReader, node: SourceNode): string | undefined {
  const tree = node.kind === "scalar" ? readSchemaText(reader, node) : node;
  if (tree === undefined) return undefined;
  if (tree.kind !== "map") {
    const message = '"jsonSchema" must hold an object with "name" and "schema": write it as JSON text.';
    return complain(reader, "json_schema_malformed", node.position, message);
  }
  const name = entryOf(tree, "name")?.value;
  const hasName = name?.kind === "scalar" && typeof name.value === "string" && name.value !== "";
  if (!hasName)
    complain(
      reader,
      "json_schema_malformed",
      tree.position,
      '"jsonSchema" needs a "name": add it at its top.',
    );
  const schema = entryOf(tree, "schema")?.value;
  if (schema?.kind !== "map") {
    const message = '"jsonSchema" needs a "schema" that is an object: put the schema itself under that key.';
    complain(reader, "json_schema_malformed", (schema ?? tree).position, message);
  }
  const strict = entryOf(tree, "strict")?.value;
  if (
    strict !== undefined &&
    !isNull(strict) &&
    !(strict.kind === "scalar" && typeof strict.value === "boolean")
  ) {
    complain(
      reader,
      "json_schema_malformed",
      strict.position,
      '"strict" in "jsonSchema" must be true or false.',
    );
  }
  return toMinifiedJson(tree);
}

function readSchemaText(
  reader: FieldReader,
  node: SourceNode & { readonly kind: "scalar" },
): SourceNode | undefined {
  const read = readJson(node.text.trimStart(), () => node.position);
  if (read.ok) return read.root;
  const skipped = node.text.length - node.text.trimStart().length;
  return complain(
    reader,
    "json_schema_syntax",
    node.positionAt(skipped + read.offset),
    `"jsonSchema": ${read.message}`,
  );
}
