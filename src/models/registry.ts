import { ownMember } from "../domain/json.ts";
import type { ConfigFile } from "../domain/policy/config-schema.ts";
import { allowsModel, type ProviderConfig, wholeModelName } from "../domain/policy/model-settings.ts";
import { splitModelName } from "../domain/prompt/model-name.ts";
import { parameterObjection } from "../domain/prompt/model-parameters.ts";
import { type Model, ModelError, type ModelRequest } from "../evaluation/model.ts";
import type { ModelSurroundings } from "./exchange.ts";
import { type Pace, paced } from "./pacing.ts";

export interface ModelsInput {
  /** `models` of the default branch's config. */
  readonly models: Pick<ConfigFile["models"], "default" | "providers" | "judge" | "allowed"> & {
    readonly parameters: readonly string[];
  };
  /** The value of an environment variable, or undefined. */
  readonly secretOf: (name: string) => string | undefined;
  readonly surroundings: ModelSurroundings;
  /** Of one attempt, in milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * One model for all names: `openai/gpt-4.1` goes to the provider `openai`, which knows it as `gpt-4.1`, and only what
 * follows the first slash is the provider's name for it. Adapters are loaded with their first call. A model that may not be
 * used, or whose provider cannot be, fails its calls with the line of the config that is missing.
 */
export function makeModel(input: ModelsInput): Model {
  const loaded = new Map<string, Promise<Model>>();
  return {
    complete: async (request, signal, beforeRetry) => {
      requireAllowed(request.model, input);
      requireKnownParameters(request, input);
      const { publisher } = splitModelName(request.model, input.models.default);
      const model = loaded.get(publisher) ?? loadProvider(publisher, input);
      loaded.set(publisher, model);
      return (await model).complete(request, signal, beforeRetry);
    },
  };
}

function requireAllowed(name: string, { models }: ModelsInput): void {
  if (allowsModel(models, name)) return;
  const whole = JSON.stringify(wholeModelName(name, models.default));
  throw new ModelError(
    "not_allowed",
    `The default branch's config does not allow the model ${whole}: add "- ${whole.slice(1, -1)}" to models.allowed there.`,
  );
}

function requireKnownParameters({ parameters }: ModelRequest, { models }: ModelsInput): void {
  const objection = parameterObjection(parameters, models.parameters);
  if (objection !== null) throw new ModelError("refused_request", objection);
}

async function loadProvider(name: string, input: ModelsInput): Promise<Model> {
  const provider = ownMember(input.models.providers, name);
  if (provider === undefined) {
    throw notConfigured(
      `No provider ${JSON.stringify(name)} is configured: add "${entryFor(name)}" under models.providers.`,
    );
  }
  const model = await load(provider, {
    modelName: (model) => splitModelName(model, input.models.default).model,
    keyIn: (setting) => keyOf(name, setting, input),
    surroundings: input.surroundings,
    timeoutMs: input.timeoutMs,
  });
  return paced(model, paceOf(provider), input.surroundings);
}

function paceOf(provider: ProviderConfig): Pace {
  return {
    requestsPerMinute: provider.requests_per_minute,
    tokensPerMinute: provider.tokens_per_minute,
    concurrency: provider.concurrency,
  };
}

/** Types of providers that are called like what they are. */
const KNOWN: ReadonlySet<string> = new Set(["openai", "anthropic", "google"]);

/** The line of the config that a provider of this name would have. */
function entryFor(name: string): string {
  if (KNOWN.has(name)) return `${name}: { type: ${name} }`;
  if (name === "azure") return "azure: { type: azure, base_url: … }";
  const written = /^[a-z][a-z0-9-]*$/.test(name) ? name : "<name>";
  return `${written}: { type: openai-compatible, base_url: …, api_key: env:… }`;
}

interface Loading {
  readonly modelName: (model: string) => string;
  readonly keyIn: (setting: string) => string;
  readonly surroundings: ModelSurroundings;
  readonly timeoutMs: number | undefined;
}

async function load(provider: ProviderConfig, { keyIn, modelName, ...exchanging }: Loading): Promise<Model> {
  switch (provider.type) {
    case "openai":
    case "openai-compatible": {
      const { openAiModel } = await import("./chat.ts");
      const { api_key: setting, base_url: baseUrl = "https://api.openai.com/v1" } = provider;
      const apiKey = setting === undefined ? undefined : keyIn(setting);
      return openAiModel({ baseUrl, apiKey, modelName, ...exchanging });
    }
    case "azure": {
      const { azureModel } = await import("./chat.ts");
      const { api_key: setting, api_version: apiVersion, base_url: baseUrl, deployments } = provider;
      const deploymentName = (model: string) => ownMember(deployments, modelName(model)) ?? modelName(model);
      return azureModel({ baseUrl, apiKey: keyIn(setting), apiVersion, deploymentName, ...exchanging });
    }
    case "anthropic": {
      const { anthropicModel } = await import("./anthropic.ts");
      const { api_key: setting, base_url: baseUrl = "https://api.anthropic.com/v1" } = provider;
      return anthropicModel({ baseUrl, apiKey: keyIn(setting), modelName, ...exchanging });
    }
    case "google": {
      const { googleModel } = await import("./google.ts");
      const { api_key: setting, base_url: baseUrl = "https://generativelanguage.googleapis.com/v1beta" } =
        provider;
      return googleModel({ baseUrl, apiKey: keyIn(setting), modelName, ...exchanging });
    }
  }
}

function keyOf(name: string, setting: string, { secretOf }: ModelsInput): string {
  const variable = setting.replace(/^env:/, "");
  const value = secretOf(variable)?.trim();
  if (value !== undefined && value !== "") return value;
  throw notConfigured(
    `The provider ${JSON.stringify(name)} takes its key from ${variable}, which is not set.`,
  );
}

function notConfigured(message: string): ModelError {
  return new ModelError("not_configured", message);
}
