import type { TokenUsage } from "./model.ts";

/** USD per million tokens. */
export interface ModelPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** The price of a model as prompts name it; null where nobody knows it. */
export type PriceOf = (model: string) => ModelPrice | null;

/** USD of a call; null where its price or its token use is unknown, which is never the same as free. */
export function costOf(price: ModelPrice | null, usage: TokenUsage | null): number | null {
  if (price === null || usage === null) return null;
  return (
    (usage.inputTokens * price.inputPerMillion + usage.outputTokens * price.outputPerMillion) / 1_000_000
  );
}
