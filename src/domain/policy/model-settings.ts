import { z } from "zod";
import { splitModelName } from "../prompt/model-name.ts";
import { matchesStarGlob } from "../star-glob.ts";

/** The parts of `models` in the config file: who serves models, which ones may be used, and what they cost. */

const address = z.url({ protocol: /^https?$/, error: "an address that begins with https:// or http://" });

const keyVariable = z
  .string()
  .regex(/^env:[A-Z][A-Z0-9_]*$/, "write env:NAME, the name of an environment variable, never a key");

/** A provider's key, by default from the variable that its own tools read. */
function apiKey(variable: string) {
  return keyVariable
    .default(`env:${variable}`)
    .describe("env:NAME, the environment variable that holds the key.");
}

function baseUrl(usual: string) {
  return address.optional().describe(`Where the API is, if not at ${usual}.`);
}

/** How fast a provider is asked, beside the run's own concurrency. */
const pace = {
  requests_per_minute: z
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe("Calls that may start in any minute."),
  tokens_per_minute: z
    .number()
    .positive()
    .max(1_000_000_000)
    .optional()
    .describe("Tokens, in and out, after which no call starts in any minute."),
  concurrency: z.int().min(1).max(128).optional().describe("Calls to this provider at once."),
};

const protocol = (text: string) => `The protocol that the provider speaks: ${text}.`;

const openai = z.strictObject({
  ...pace,
  type: z.literal("openai").describe(protocol("OpenAI's chat completions")),
  base_url: baseUrl("https://api.openai.com/v1"),
  api_key: apiKey("OPENAI_API_KEY"),
});

const openaiCompatible = z.strictObject({
  ...pace,
  type: z
    .literal("openai-compatible")
    .describe(protocol("OpenAI's chat completions, as vLLM, Ollama and gateways do")),
  base_url: address.describe(
    "Where the API is, up to what precedes /chat/completions, e.g. http://localhost:11434/v1.",
  ),
  api_key: keyVariable
    .optional()
    .describe("env:NAME, the environment variable that holds the key; absent: none is sent."),
});

const anthropic = z.strictObject({
  ...pace,
  type: z.literal("anthropic").describe(protocol("Anthropic's messages")),
  base_url: baseUrl("https://api.anthropic.com/v1"),
  api_key: apiKey("ANTHROPIC_API_KEY"),
});

const google = z.strictObject({
  ...pace,
  type: z.literal("google").describe(protocol("Google's Gemini API, generateContent")),
  base_url: baseUrl("https://generativelanguage.googleapis.com/v1beta"),
  api_key: apiKey("GEMINI_API_KEY"),
});

const azure = z.strictObject({
  ...pace,
  type: z.literal("azure").describe(protocol("Azure OpenAI's chat completions of a deployment")),
  base_url: address.describe("The resource, e.g. https://my-resource.openai.azure.com."),
  api_key: apiKey("AZURE_OPENAI_API_KEY"),
  api_version: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(?:-preview)?$/, "a version of Azure's API, e.g. 2024-10-21")
    .default("2024-10-21")
    .describe("The version of Azure's API."),
  deployments: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe("Deployments by model, where they are not named like it: {gpt-4.1: our-deployment}."),
});

const provider = z.discriminatedUnion("type", [openai, openaiCompatible, anthropic, google, azure], {
  error: 'its type is openai, anthropic, google, azure or openai-compatible, e.g. "type: openai"',
});

export const providersSchema = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), provider);

export type ProviderConfig = z.infer<typeof provider>;
/** A model as prompts name it, or many: `*` stands for any run of characters. */
export const modelGlob = z
  .string()
  .regex(/^[^\s/]+\/\S+$|^\*$/, "a model or a glob of models, e.g. openai/gpt-4.1*")
  .max(200);

const usd = z.number().nonnegative().max(1_000_000);
const price = z.strictObject({
  input: usd.describe("USD per million tokens of the request."),
  output: usd.describe("USD per million tokens of the answer."),
});

export const pricesSchema = z.record(modelGlob, price);

/** What `models.allowed` is about. */
export interface AllowedModels {
  readonly default: string;
  readonly judge?: string | undefined;
  readonly allowed?: readonly string[] | undefined;
}

/** A model's whole name, `provider/model`, under which settings know it. */
export function wholeModelName(name: string, defaultModel: string): string {
  const { model, publisher } = splitModelName(name, defaultModel);
  return `${publisher}/${model}`;
}

/**
 * Whether the config lets a prompt or a judge use a model: the default and the judge that it names itself, else what
 * `allowed` matches, else every model. A model of no provider is allowed here and cannot be called.
 */
export function allowsModel(models: AllowedModels, name: string): boolean {
  const whole = wholeModelName(name, models.default);
  const own = [models.default, ...(models.judge === undefined ? [] : [models.judge])];
  if (own.some((one) => wholeModelName(one, models.default) === whole)) return true;
  return models.allowed?.some((glob) => matchesStarGlob(glob, whole)) ?? true;
}
