export interface CutText {
  readonly text: string;
  readonly truncated: boolean;
}

/** At most so many bytes of a text's UTF-8, whole characters only. Half surrogate pairs become U+FFFD. */
export function cutText(text: string, maxBytes: number): CutText {
  const bytes = new TextEncoder().encode(text.length > maxBytes ? text.slice(0, maxBytes + 1) : text);
  if (bytes.length <= maxBytes) return { text: text.toWellFormed(), truncated: false };
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end -= 1;
  return {
    text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, end)),
    truncated: true,
  };
}
