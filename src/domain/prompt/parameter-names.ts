/** Which model parameters a prompt may bring: what it is sent to, and what that costs, is not a prompt's to say. */

/** Parameters of OpenAI's protocol that shape an answer, and what Anthropic and Google have beside them. */
const KNOWN: ReadonlySet<string> = new Set([
  "temperature",
  "top_p",
  "top_k",
  "max_tokens",
  "max_completion_tokens",
  "seed",
  "stop",
  "frequency_penalty",
  "presence_penalty",
  "logit_bias",
  "logprobs",
  "top_logprobs",
  "reasoning_effort",
  "verbosity",
  "tool_choice",
  "parallel_tool_calls",
  "thinking",
  "thinkingConfig",
  "safetySettings",
  "user",
]);

/** What gateways read as another model, address or answer, or as what the prompt itself says: no config allows it. */
const NEVER: ReadonlySet<string> = new Set([
  "model",
  "models",
  "messages",
  "prompt",
  "input",
  "system",
  "contents",
  "systeminstruction",
  "responseformat",
  "tools",
  "functions",
  "fallbacks",
  "contextwindowfallbacks",
  "baseurl",
  "userconfig",
  "datasources",
  "route",
  "router",
  "provider",
  "customllmprovider",
  "extrabody",
  "extraheaders",
  "extraquery",
  "headers",
  "proto",
]);
const NEVER_BEGINNINGS = ["api", "stream", "mock", "deployment"];

export type ParameterUse =
  | "sent"
  /** Sent only where the config names it. */
  | "unknown"
  /** Never sent. */
  | "routing";

/** @param wireName under the name of OpenAI's protocol, where it has one */
export function parameterUse(wireName: string, allowed: readonly string[]): ParameterUse {
  if (KNOWN.has(wireName)) return "sent";
  const plain = plainName(wireName);
  if (NEVER.has(plain) || NEVER_BEGINNINGS.some((start) => plain.startsWith(start))) return "routing";
  return allowed.includes(wireName) ? "sent" : "unknown";
}

/** A name without case and separators: servers differ in how exactly they read one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
