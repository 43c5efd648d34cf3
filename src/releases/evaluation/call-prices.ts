import type { ConfigFile } from "../../domain/policy/config-schema.ts";
import { allowsModel } from "../../domain/policy/model-settings.ts";
import { splitModelName } from "../../domain/prompt/model-name.ts";
import type { PriceOf } from "../../evaluation/prices.ts";

const NOTHING = { inputPerMillion: 0, outputPerMillion: 0 };

/**
 * The prices of calls: of a model that the config has no provider for, or does not allow, none is ever made, and that is
 * what its case should say, not that nobody knows what it would cost.
 */
export function callPrices({ models }: Pick<ConfigFile, "models">, priceOf: PriceOf): PriceOf {
  return (name) => {
    const { publisher } = splitModelName(name, models.default);
    const isCallable = Object.hasOwn(models.providers, publisher) && allowsModel(models, name);
    return isCallable ? priceOf(name) : NOTHING;
  };
}
