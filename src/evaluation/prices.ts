import type { TokenUsage } from "./model.ts";

/** USD per million tokens. */
export interface TokenPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** What a model's calls cost. */
export interface ModelPrice extends TokenPrice {
  /** What the whole of a call with more input tokens than `above` costs instead, ascending; absent where that does not matter. */
  readonly longer?: readonly (TokenPrice & { readonly above: number })[];
}

/** The price of a model as prompts name it; null where nobody knows it. */
export type PriceOf = (model: string) => ModelPrice | null;

/** USD of a call; null where its price or its token use is unknown, which is never the same as free. */
export function costOf(price: ModelPrice | null, usage: TokenUsage | null): number | null {
  if (price === null || usage === null) return null;
  const { inputTokens, outputTokens } = usage;
  const { inputPerMillion, outputPerMillion } =
    price.longer?.findLast(({ above }) => inputTokens > above) ?? price;
  return (inputTokens * inputPerMillion + outputTokens * outputPerMillion) / 1_000_000;
}
