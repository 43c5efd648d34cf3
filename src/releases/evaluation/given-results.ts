import type { PromptToEvaluate } from "../../evaluation/prepared-prompt.ts";
import { promptfooResults } from "../../evaluation/promptfoo/given-results.ts";
import { resultsInForce } from "../../evaluation/results-in-force.ts";
import type { Controls } from "../controls.ts";

/** The bytes of a file of the workspace; undefined where there is no plain one. */
export type ReadWorkspaceFile = (path: string) => Promise<Uint8Array | undefined>;

/** Prompts with the results that stand for their trials, where a file names some: each file is read once. */
export async function withGivenResults(
  prompts: readonly PromptToEvaluate[],
  { controls, read }: { readonly controls: Controls; readonly read: ReadWorkspaceFile },
): Promise<readonly PromptToEvaluate[]> {
  const { allow_removed_cases: allowLoosening } = controls.config.file.gates;
  const known = new Map<string, Promise<Uint8Array | undefined>>();
  const readOnce = (path: string) => {
    const bytes = known.get(path) ?? read(path);
    known.set(path, bytes);
    return bytes;
  };
  return Promise.all(
    prompts.map(async (prompt) => {
      const { source } = resultsInForce(prompt, allowLoosening);
      if (source === null) return prompt;
      return { ...prompt, results: promptfooResults(source.path, await readOnce(source.path)) };
    }),
  );
}
