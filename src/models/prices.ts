import type { ProviderFindOptions, ModelPrice as RegistryPrice } from "@pydantic/genai-prices";
import { ownMember } from "../domain/json.ts";
import type { ConfigFile } from "../domain/policy/config-schema.ts";
import { type ProviderConfig, wholeModelName } from "../domain/policy/model-settings.ts";
import { splitModelName } from "../domain/prompt/model-name.ts";
import { matchesStarGlob } from "../domain/star-glob.ts";
import type { ModelPrice, PriceOf, TokenPrice } from "../evaluation/prices.ts";

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
 * fetched. The price of writing to a cache is taken where that is dearer; discounts for cached input are not counted. A model
 * that is billed in other ways as well, or served at an address that the registry does not know, has no known price.
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

/** Units that count here. */
const UNITS = ["input_mtok", "output_mtok", "cache_write_mtok", "output_reasoning_mtok"] as const;

/** Units that a call is billed in whatever its tokens are. */
const PER_CALL = ["requests_kcount", "input_text_messages_kcount"];

function priceIn(prices: RegistryPrice, seller: string): ModelPrice | null {
  if (PER_CALL.some((unit) => prices[unit] !== undefined)) return null;
  const short = priceFrom(0, prices, seller);
  if (short === null) return null;
  const tiers = UNITS.flatMap((unit) => tiersOf(prices[unit]));
  const starts = [...new Set(tiers.map(({ start }) => start))].toSorted((a, b) => a - b);
  const longer = starts.flatMap((above) => {
    const price = priceFrom(above + 1, prices, seller);
    return price === null ? [] : [{ above, ...price }];
  });
  return longer.length === 0 ? short : { ...short, longer };
}

/** What calls with so many input tokens cost. */
function priceFrom(inputTokens: number, prices: RegistryPrice, seller: string): TokenPrice | null {
  const at = (unit: (typeof UNITS)[number]) => priceAt(inputTokens, prices[unit]);
  const input = at("input_mtok");
  const output = at("output_mtok");
  if (input === null || output === null) return null;
  // Anthropic writes to its cache only when asked to; elsewhere every call may be one that does.
  const write = seller === "anthropic" ? null : at("cache_write_mtok");
  return {
    inputPerMillion: Math.max(input, write ?? 0),
    outputPerMillion: Math.max(output, at("output_reasoning_mtok") ?? 0),
  };
}

/** A tier holds for the whole of a call with more input tokens than its start. */
function priceAt(inputTokens: number, price: RegistryPrice[string]): number | null {
  if (price === undefined || typeof price === "number") return price ?? null;
  const tiers = tiersOf(price).toSorted((a, b) => a.start - b.start);
  return tiers.findLast(({ start }) => inputTokens > start)?.price ?? price.base;
}

function tiersOf(price: RegistryPrice[string]) {
  return price === undefined || typeof price === "number" ? [] : price.tiers;
}
