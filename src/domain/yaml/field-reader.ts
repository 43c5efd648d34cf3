import { errorAt, noticeAt, type Position, type Problem } from "../problem.ts";
import { entryOf, type ListNode, type MapNode, type ScalarNode, type SourceNode } from "./yaml-tree.ts";

/** Collects what is wrong while a file's tree is read, so that everything is told at once. */
export interface FieldReader {
  readonly path: string;
  readonly problems: Problem[];
}

export function complain(reader: FieldReader, code: string, at: Position, message: string): undefined {
  reader.problems.push(errorAt({ code, path: reader.path, at, message }));
}

export function remark(reader: FieldReader, code: string, at: Position, message: string): void {
  reader.problems.push(noticeAt({ code, path: reader.path, at, message }));
}

/** A key with nothing behind it says as little as a missing one. */
export function isNull(node: SourceNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

export function present(map: MapNode, key: string): SourceNode | undefined {
  const node = entryOf(map, key)?.value;
  return node === undefined || isNull(node) ? undefined : node;
}

/** A text. A number or boolean counts as written: `name: 1.50` is the text `1.50`, as for GitHub's own reader. */
export function textField(reader: FieldReader, map: MapNode, key: string): ScalarNode | undefined {
  const node = present(map, key);
  if (node === undefined || node.kind === "scalar") return node;
  return complain(
    reader,
    "not_a_text",
    node.position,
    `"${key}" must be a text: write one, in quotes if it is long.`,
  );
}

export function listField(reader: FieldReader, map: MapNode, key: string): ListNode | undefined {
  const node = present(map, key);
  if (node === undefined || node.kind === "list") return node;
  return complain(
    reader,
    "not_a_list",
    node.position,
    `"${key}" must be a list: start each entry with "- ".`,
  );
}

export function mapField(reader: FieldReader, map: MapNode, key: string): MapNode | undefined {
  const node = present(map, key);
  if (node === undefined || node.kind === "map") return node;
  return complain(
    reader,
    "not_a_map",
    node.position,
    `"${key}" must be a map: write "key: value" lines under it.`,
  );
}

/** The maps of a list; an entry of another kind is a problem and left out. */
export function mapsOf(reader: FieldReader, list: ListNode, what: string): readonly MapNode[] {
  return list.items.flatMap((item) => {
    if (item.kind === "map") return [item];
    complain(
      reader,
      "not_a_map",
      item.position,
      `Each entry of "${what}" must be a map of "key: value" lines.`,
    );
    return [];
  });
}
