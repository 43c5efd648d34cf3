import { digestOf } from "../domain/digest.ts";

/** What tells the provider of a model from another: its address and protocol among that, never its key. */
export type ProviderOf = (model: string) => string;

/** Digests of their providers by models: the same name at another address is another model. */
export type ProviderDigests = Readonly<Record<string, string>>;

export function providerDigests(models: readonly string[], providerOf: ProviderOf): ProviderDigests {
  const names = [...new Set(models)].toSorted();
  return Object.fromEntries(names.map((model) => [model, digestOf(providerOf(model))]));
}
