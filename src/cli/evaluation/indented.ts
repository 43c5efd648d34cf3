/** A text two spaces further right; empty lines stay empty. */
export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
