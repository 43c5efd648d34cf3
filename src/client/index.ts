import { compile } from "../domain/prompt/compile.ts";
import { createMemory } from "./memory.ts";
import { originOf } from "./origin.ts";
import type { ClientOptions, PromptClient } from "./types.ts";

/** What applications import as `pointsman`: prompts from `pointsman serve`, compiled here. */

export type { CompiledMessage } from "../domain/prompt/compile.ts";
export type { Offence, VariableSchema } from "../domain/prompt/variables.ts";
export { PromptRefusedError, PromptUnavailableError } from "./errors.ts";
export type { Prompt } from "./prompt-document.ts";
export type { ClientOptions, Compiled, Delivered, Freshness, PromptChange, PromptClient } from "./types.ts";

const REFRESH_SECONDS = 10;

/** Makes a client. Nothing is fetched before the first use. Throws `TypeError` for options that cannot be meant. */
export function createClient(options: ClientOptions): PromptClient {
  const memory = createMemory({
    origin: originOf(options),
    refreshSeconds: options.refreshSeconds ?? REFRESH_SECONDS,
    clock: options.clock ?? (() => performance.now()),
  });
  return {
    get: memory.get,
    onChange: memory.onChange,
    async compile(id, variables) {
      const delivered = await memory.get(id);
      return { ...compile(delivered.prompt, variables), ...delivered };
    },
  };
}
