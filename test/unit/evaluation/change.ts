import { changeOf, fileOf } from "./support.ts";

/** A change of one word: what is live, what is proposed, and both together. */
export const BASE = fileOf({ word: "old" });
export const HEAD = fileOf({ word: "new" });
export const CHANGE = changeOf(BASE, HEAD);

/** The codes of why a prompt got its verdict. */
export function reasonsOf(prompt: {
  readonly reasons: readonly { readonly code: string }[];
}): readonly string[] {
  return prompt.reasons.map((reason) => reason.code);
}

/** How often a message was asked for before. */
export function counter(): (content: string) => number {
  const counts = new Map<string, number>();
  return (content) => {
    const count = counts.get(content) ?? 0;
    counts.set(content, count + 1);
    return count;
  };
}
