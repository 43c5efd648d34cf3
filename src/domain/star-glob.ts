/**
 * Whether a text is matched by a glob in which `*` stands for any run of characters, slashes included, and everything else
 * for itself. By hand rather than through a regular expression: globs are whatever a config file says.
 */
export function matchesStarGlob(glob: string, text: string): boolean {
  const [head = "", ...rest] = glob.split("*");
  const tail = rest.pop();
  if (tail === undefined) return glob === text;
  if (!text.startsWith(head)) return false;
  let from = head.length;
  for (const piece of rest) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - tail.length >= from && text.endsWith(tail);
}
