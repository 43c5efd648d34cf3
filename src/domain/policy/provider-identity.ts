import { canonicalJson } from "../digest.ts";
import { ownMember } from "../json.ts";
import { splitModelName } from "../prompt/model-name.ts";
import type { ConfigFile } from "./config-schema.ts";

/**
 * What tells the provider of a model from any other: all that the config says of it, its address and protocol among that.
 * The config names keys and holds none. How fast it
 * may be asked changes no answer.
 */
export function providerIdentity({ models }: Pick<ConfigFile, "models">, model: string): string {
  const { publisher } = splitModelName(model, models.default);
  const provider = ownMember(models.providers, publisher);
  if (provider === undefined) return canonicalJson({ publisher });
  const {
    concurrency: _calls,
    requests_per_minute: _requests,
    tokens_per_minute: _tokens,
    ...rest
  } = provider;
  return canonicalJson({ publisher, ...rest });
}
