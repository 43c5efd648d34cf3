import type { Model, ModelResponse } from "../evaluation/model.ts";
import { chatBody } from "./chat-request.ts";
import { isFiltered, readCompletion } from "./chat-response.ts";
import { accepted, type Exchanging, exchange, headerKey, type ModelPost } from "./exchange.ts";
import { pathSegment } from "./path-segment.ts";
import { withRetries } from "./retry.ts";

export interface OpenAiOptions extends Exchanging {
  /** Without `/chat/completions`, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Absent for servers that ask for none. Never part of an error or a log. */
  readonly apiKey?: string | undefined;
  /** The name that the server knows for a prompt's model. */
  readonly modelName: (model: string) => string;
}

/**
 * A model behind OpenAI's chat-completions protocol: OpenAI itself, vLLM, Ollama, gateways. Why this is not an SDK:
 * docs/decisions/0002-model-adapters.md.
 */
export function openAiModel({ apiKey, baseUrl, modelName, ...exchanging }: OpenAiOptions): Model {
  const authorization = apiKey === undefined ? {} : { authorization: `Bearer ${headerKey(apiKey)}` };
  const url = `${withoutSlash(baseUrl)}/chat/completions`;
  return chatModel({ urlOf: () => url, headers: authorization, modelName, ...exchanging });
}

export interface AzureOptions extends Exchanging {
  /** The resource, e.g. `https://my-resource.openai.azure.com`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** `2024-10-21`, or a later one. */
  readonly apiVersion: string;
  /** The deployment that serves a prompt's model. */
  readonly deploymentName: (model: string) => string;
}

/** A model of Azure OpenAI: the same protocol, with the deployment in the address and the key in a header of its own. */
export function azureModel(options: AzureOptions): Model {
  const { apiKey, apiVersion, baseUrl, deploymentName, ...exchanging } = options;
  const query = new URLSearchParams({ "api-version": apiVersion });
  const root = withoutSlash(baseUrl).replace(/\/openai$/, "");
  return chatModel({
    urlOf: (deployment) => `${root}/openai/deployments/${pathSegment(deployment)}/chat/completions?${query}`,
    headers: { "api-key": headerKey(apiKey) },
    modelName: deploymentName,
    ...exchanging,
  });
}

interface ChatOptions extends Exchanging {
  /** Where a model is asked, by the server's name for it. */
  readonly urlOf: (name: string) => string;
  /** Those that bring the key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly modelName: (model: string) => string;
}

function chatModel(options: ChatOptions): Model {
  const headers = { "content-type": "application/json", accept: "application/json", ...options.headers };
  return {
    complete: async (request, signal, beforeRetry) => {
      const name = options.modelName(request.model);
      const post = { url: options.urlOf(name), headers, body: chatBody(request, name) };
      const { surroundings } = options;
      return withRetries(() => askOnce(post, options, signal), { beforeRetry, signal, surroundings });
    },
  };
}

async function askOnce(post: ModelPost, exchanging: Exchanging, signal: AbortSignal): Promise<ModelResponse> {
  const answer = await exchange(post, exchanging, signal);
  if (isFiltered(answer.status, answer.body)) return withheld(answer.latencyMs);
  const { body, latencyMs } = accepted(answer, exchanging.surroundings);
  return readCompletion(body, latencyMs);
}

/** An answer that a content filter kept back before the model could give one. */
function withheld(latencyMs: number): ModelResponse {
  return { text: "", toolCalls: [], finishReason: "content_filter", usage: null, latencyMs };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
