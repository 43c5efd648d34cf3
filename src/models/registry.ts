import { ownMember } from "../domain/json.ts";
import type { ProviderConfig } from "../domain/policy/config-schema.ts";
import { splitModelName } from "../domain/prompt/model-name.ts";
import { type Model, ModelError } from "../evaluation/model.ts";
import type { ModelSurroundings } from "./openai-compatible.ts";

export interface ModelsInput {
  /** `models.providers` of the default branch's config. */
  readonly providers: Readonly<Record<string, ProviderConfig>>;
  /** `models.default`: a model without a publisher is one of this one's. */
  readonly defaultModel: string;
  /** The value of an environment variable, or undefined. */
  readonly secretOf: (name: string) => string | undefined;
  readonly surroundings: ModelSurroundings;
  /** Of one attempt, in milliseconds. */
  readonly timeoutMs?: number;
}

const OPENAI_URL = "https://api.openai.com/v1";

/**
 * One model for all names: `openai/gpt-4.1` goes to the provider `openai`, which knows it as `gpt-4.1`, and only what
 * follows the first slash is the provider's name for it. Adapters are loaded with their first call. A provider that
 * cannot be used fails its calls, with the line of the config that is missing.
 */
export function makeModel(input: ModelsInput): Model {
  const models = new Map<string, Promise<Model>>();
  return {
    complete: async (request, signal) => {
      const { publisher } = splitModelName(request.model, input.defaultModel);
      const model = models.get(publisher) ?? loadProvider(publisher, input);
      models.set(publisher, model);
      return (await model).complete(request, signal);
    },
  };
}

async function loadProvider(name: string, input: ModelsInput): Promise<Model> {
  const provider = ownMember(input.providers, name);
  if (provider === undefined) {
    const entry = `${/^[a-z][a-z0-9-]*$/.test(name) ? name : "<name>"}: { type: openai-compatible, base_url: …, api_key: env:… }`;
    throw notConfigured(
      `No provider ${JSON.stringify(name)} is configured: add "${entry}" under models.providers.`,
    );
  }
  const baseUrl = provider.base_url ?? (provider.type === "openai" ? OPENAI_URL : undefined);
  if (baseUrl === undefined) {
    throw notConfigured(
      `The provider ${JSON.stringify(name)} needs an address: add "base_url: https://…" to models.providers.${name}.`,
    );
  }
  const apiKey = keyOf(name, provider, input);
  const { openAiCompatible } = await import("./openai-compatible.ts");
  return openAiCompatible({
    baseUrl,
    ...(apiKey !== undefined && { apiKey }),
    modelName: (model) => splitModelName(model, input.defaultModel).model,
    surroundings: input.surroundings,
    ...(input.timeoutMs !== undefined && { timeoutMs: input.timeoutMs }),
  });
}

function keyOf(name: string, provider: ProviderConfig, { secretOf }: ModelsInput): string | undefined {
  if (provider.api_key === undefined) return undefined;
  const variable = provider.api_key.replace(/^env:/, "");
  const value = secretOf(variable)?.trim();
  if (value !== undefined && value !== "") return value;
  throw notConfigured(
    `The provider ${JSON.stringify(name)} takes its key from ${variable}, which is not set.`,
  );
}

function notConfigured(message: string): ModelError {
  return new ModelError("not_configured", message);
}
