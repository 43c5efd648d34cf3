/**
 * A hidden line that names what a comment or an issue is for: `<!-- pointsman:kind:key -->`. Different keys make
 * different markers; what could end or break an HTML comment is percent-encoded. Anyone can write a marker, so it
 * counts only at the top of a text whose author is ours.
 */
export function marker(kind: string, key: string): string {
  if (!/^[a-z][a-z-]*[a-z]$/.test(kind)) throw new Error(`Not a kind of marker: ${kind}`);
  return `<!-- pointsman:${kind}:${encoded(key)} -->`;
}

function encoded(key: string): string {
  return encodeURIComponent(key.toWellFormed())
    .replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":")
    .replace(/(?<=^|-)-|-$/g, "%2D");
}

/** The key of the marker of a kind at the top of a text; undefined where there is none. It counts where the author is ours. */
export function markedKey(kind: string, body: string): string | undefined {
  const [, found, key = ""] = /^<!-- pointsman:([a-z-]+):(\S*) -->/.exec(body) ?? [];
  if (found !== kind) return undefined;
  try {
    return decodeURIComponent(key);
  } catch {
    return undefined;
  }
}

/** The text with its marker at the top, once. */
export function withMarker(mark: string, body: string): string {
  return isMarked(mark, body) ? body : `${mark}\n${body}`;
}

/** Whether a text is marked. Further down a marker proves nothing: reports show what others wrote. */
export function isMarked(mark: string, body: string | null | undefined): boolean {
  return body?.startsWith(mark) ?? false;
}

/** GitHub takes 65,536 characters, and its count of an unusual character is not ours: bytes are never fewer. */
export const MAX_BODY_BYTES = 65_000;

/** Throws where a body is too long: cutting it sensibly is the renderer's, so this is a bug. */
export function assertFits(body: string): void {
  const bytes = new TextEncoder().encode(body).byteLength;
  if (bytes > MAX_BODY_BYTES) throw new Error(`A body of ${bytes} bytes was not cut to ${MAX_BODY_BYTES}`);
}

/** Whether GitHub's text is ours: it trims and may change line ends. */
export function sameText(a: string, b: string): boolean {
  const normal = (text: string) => text.replaceAll("\r\n", "\n").trim();
  return normal(a) === normal(b);
}
