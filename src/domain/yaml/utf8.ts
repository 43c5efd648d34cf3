import type { Position } from "../problem.ts";

export type Utf8Result =
  | { readonly ok: true; readonly text: string }
  /** `at`: the line of the first byte that is wrong, columns counted in characters. */
  | { readonly ok: false; readonly at: Position };

/** Decodes strictly: a byte that is not UTF-8 is an error, never a replacement character. A byte order mark stays. */
export function decodeUtf8(bytes: Uint8Array): Utf8Result {
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { ok: false, at: firstInvalid(bytes) };
  }
}

function firstInvalid(bytes: Uint8Array): Position {
  const lenient = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const encoded = new TextEncoder().encode(lenient);
  let same = 0;
  while (same < bytes.length && bytes[same] === encoded[same]) same += 1;
  const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, same)).split("\n");
  return { line: before.length, column: (before.at(-1)?.replace(/\uFFFD+$/, "").length ?? 0) + 1 };
}
