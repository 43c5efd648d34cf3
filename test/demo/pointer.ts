import type { Stage } from "../support/stage.ts";

/** What production serves of a prompt, read from the release branch as anybody can. */
export async function production({ repository }: Stage, prompt: string): Promise<string | undefined> {
  const text = await repository.file(`prompts/${prompt}/state.json`, "prompt-releases");
  if (text === undefined) return undefined;
  return JSON.parse(text).environments.production?.pointer?.version;
}
