import type { ProviderFindOptions, ModelPrice as RegistryPrice } from "@pydantic/genai-prices";
import { ownMember } from "../domain/json.ts";
import type { ConfigFile } from "../domain/policy/config-schema.ts";
import { type ProviderConfig, wholeModelName } from "../domain/policy/model-settings.ts";
import { splitModelName } from "../domain/prompt/model-name.ts";
import { matchesStarGlob } from "../domain/star-glob.ts";
import type { ModelPrice, PriceOf } from "../evaluation/prices.ts";

export interface PricesInput {
  /** `models.prices` of the config, by models or globs of them: the first that matches counts. */
  readonly overrides: ConfigFile["models"]["prices"];
  /** `models.default`: a model without a publisher is one of this one's. */
  readonly defaultModel: string;
  /** `models.providers`. */
  readonly providers: ConfigFile["models"]["providers"];
  /** Some prices hold from a date on, or at some hours. Milliseconds since the epoch. */
  readonly nowMs: number;
}

/**
 * The prices of the config, then those of the registry `@pydantic/genai-prices` as it was when this was built; nothing is
 * fetched. Where a price depends on the length of the context, the dearest is taken, and the
 * price of writing to a cache where that is dearer; discounts for cached input are not counted. A model that is billed in other ways as well, or served at an address that the registry does not know, has no
 * known price.
 */
export async function makePrices(input: PricesInput): Promise<PriceOf> {
  const { defaultModel, overrides, providers } = input;
  const { calcPrice, findProvider } = await import("@pydantic/genai-prices");
  const timestamp = new Date(input.nowMs);
  const known = (name: string): ModelPrice | null => {
    const { model, publisher } = splitModelName(name, defaultModel);
    const provider = ownMember(providers, publisher);
    const seller = provider && findProvider(sellerOf(provider))?.id;
    if (seller === undefined) return null;
    const listed = calcPrice({}, model, { providerId: seller, timestamp });
    return listed === null ? null : priceIn(listed.model_price, seller);
  };
  return (name) => {
    const whole = wholeModelName(name, defaultModel);
    const own = Object.entries(overrides).find(([glob]) => matchesStarGlob(glob, whole))?.[1];
    return own === undefined ? known(name) : { inputPerMillion: own.input, outputPerMillion: own.output };
  };
}

/** Who sells a provider's models, as the registry looks for it: by type, or by the address if that is not the type's own. */
function sellerOf({ base_url: url, type }: ProviderConfig): ProviderFindOptions {
  return type === "azure" || url === undefined ? { providerId: type } : { providerApiUrl: url };
}

/** Units that a call is billed in whatever its tokens are. */
const PER_CALL = ["requests_kcount", "input_text_messages_kcount"];

function priceIn(prices: RegistryPrice, seller: string): ModelPrice | null {
  if (PER_CALL.some((unit) => prices[unit] !== undefined)) return null;
  const input = dearest(prices.input_mtok);
  const output = dearest(prices.output_mtok);
  if (input === null || output === null) return null;
  // Anthropic writes to its cache only when asked to; elsewhere every call may be one that does.
  const write = seller === "anthropic" ? null : dearest(prices.cache_write_mtok);
  const reasoning = dearest(prices.output_reasoning_mtok);
  return {
    inputPerMillion: Math.max(input, write ?? 0),
    outputPerMillion: Math.max(output, reasoning ?? 0),
  };
}

function dearest(price: RegistryPrice[string]): number | null {
  if (price === undefined || typeof price === "number") return price ?? null;
  return Math.max(price.base, ...price.tiers.map((tier) => tier.price));
}
