import { matchesStarGlob } from "../domain/star-glob.ts";
import { type Preparation, type PromptToEvaluate, suiteOf } from "./prepared-prompt.ts";

export type CaseSelection =
  | { readonly ok: true; readonly prompts: readonly PromptToEvaluate[] }
  /** A pattern that no case's name fits. */
  | { readonly ok: false; readonly pattern: string; readonly known: readonly string[] };

/** The prompts that have cases of these names, with those alone. In a pattern `*` stands for anything. */
export function selectCases(
  prompts: readonly PromptToEvaluate[],
  patterns: readonly string[],
  preparation: Pick<Preparation, "allowLoosening" | "judges">,
): CaseSelection {
  const suites = prompts.map((prompt) => ({ prompt, cases: suiteOf(prompt, preparation).cases }));
  const known = suites.flatMap(({ cases }) => cases.map(({ name }) => name));
  const unmatched = patterns.find((pattern) => !known.some((name) => fits(pattern, name)));
  if (unmatched !== undefined) return { ok: false, pattern: unmatched, known };
  const selected = suites.flatMap(({ cases, prompt }): PromptToEvaluate[] => {
    const wanted = cases.filter(({ name }) => patterns.some((pattern) => fits(pattern, name)));
    return wanted.length === 0 ? [] : [{ ...prompt, onlyCases: new Set(wanted.map(({ id }) => id)) }];
  });
  return { ok: true, prompts: selected };
}

/** A name may hold a `*` of its own. */
function fits(pattern: string, name: string): boolean {
  return pattern === name || matchesStarGlob(pattern, name);
}
