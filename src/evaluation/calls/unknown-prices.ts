import type { Failed } from "../outcome.ts";
import type { PreparedPrompt } from "../prepared-prompt.ts";
import type { PriceOf } from "../prices.ts";
import { modelsOf } from "./estimate.ts";

export interface CostLimits {
  /** Null: the run has no cap. */
  readonly capUsd: number | null;
  readonly allowUnknownPrices: boolean;
}

/** The models of these prompts whose price nobody knows, each once, sorted. */
export function unknownPrices(prompts: readonly PreparedPrompt[], priceOf: PriceOf): readonly string[] {
  return [...new Set(prompts.flatMap(modelsOf))].filter((model) => priceOf(model) === null).toSorted();
}

/** Why a prompt must not cost anything. */
export interface Withheld {
  readonly failed: Failed;
  /** Whether only the head asks models whose price nobody knows. */
  readonly isHeadsDoing: boolean;
}

/** Undefined where a prompt may cost something. What costs something unknown cannot be held to a cap. */
export function withheldFor(
  prepared: PreparedPrompt,
  priceOf: PriceOf,
  { allowUnknownPrices, capUsd }: CostLimits,
): Withheld | undefined {
  if (capUsd === null || allowUnknownPrices) return undefined;
  const unknown = unknownPrices([prepared], priceOf);
  if (unknown.length === 0) return undefined;
  const failed = { kind: "error", code: "price_unknown", message: message(unknown, capUsd) } as const;
  const before = modelsOfBase(prepared);
  const isHeadsDoing = before.length > 0 && !before.some((model) => unknown.includes(model));
  return { failed, isHeadsDoing };
}

/** The models that the base's own calls would go to; none where there is no base. */
function modelsOfBase({ evaluators, prompt: { base } }: PreparedPrompt): readonly string[] {
  if (base === null) return [];
  return [
    base.effective.model,
    ...evaluators.flatMap(({ asks, isNew }) => (isNew ? [] : (asks?.model ?? []))),
  ];
}

function message(models: readonly string[], capUsd: number): string {
  const names = models.map((model) => JSON.stringify(model));
  const lines = names.map((name) => `${name}: { input: …, output: … }`).join(", ");
  return `Nobody knows what ${names.join(", ")} costs, and the run has a cap of ${capUsd} USD, so nothing was started. Add "prices: { ${lines} }" under "models" of the config, in USD per million tokens, or "allow_unknown_prices: true" under "budget".`;
}
