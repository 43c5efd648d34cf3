import type { PromptState } from "../domain/ledger/state.ts";
import { nearest } from "../domain/nearest.ts";
import { type Catalog, loadCatalog } from "../releases/catalog/catalog.ts";
import { readState } from "../releases/documents.ts";
import { findPrompt } from "../releases/find-prompt.ts";
import { README_PATH } from "../releases/layout.ts";
import { promptsInReadme } from "../releases/readme.ts";
import type { LocalRepository, ReadBranch } from "./repository.ts";
import { no, type VerbResult } from "./result.ts";

/** A published prompt, or the answer that there is none of that name. */
export type FoundState =
  | { readonly kind: "found"; readonly state: PromptState }
  | { readonly kind: "absent"; readonly result: VerbResult };

/** Finds a published prompt by id or slug. */
export async function findState({ branch }: ReadBranch, name: string): Promise<FoundState> {
  const { promptId, snapshot } = await findPrompt(branch, name);
  const state = promptId === undefined ? undefined : readState(snapshot, promptId);
  if (state !== undefined) return { kind: "found", state };
  return { kind: "absent", result: unknownPrompt(name, promptsInReadme(snapshot.files.get(README_PATH))) };
}

function unknownPrompt(name: string, known: readonly string[]): VerbResult {
  const suggestion = nearest(name, known) ?? null;
  const hint = suggestion === null ? "“pointsman status” lists them." : `Did you mean ${suggestion}?`;
  return no({
    code: "unknown_prompt",
    message: `There is no published prompt ${name}. ${hint}`,
    json: { prompt: name, suggestion },
  });
}

/** The answer that prompt files have no such prompt. */
export function unknownSource(name: string, known: readonly string[]): VerbResult {
  const suggestion = nearest(name, known) ?? null;
  const hint = suggestion === null ? "" : ` Did you mean ${suggestion}?`;
  const message = `No prompt file makes a prompt ${name}.${hint}`;
  return no({ code: "unknown_prompt", message, json: { prompt: name, suggestion } });
}

/** Prompts as the default branch's head says them: all, or those of the given ids. */
export function sourceCatalog(
  repository: LocalRepository,
  { controls }: ReadBranch,
  ids?: readonly string[],
): Promise<Catalog> {
  const { file } = controls.config;
  return loadCatalog(repository.sources.tree(controls.commit), {
    globs: file.prompts,
    defaultModel: file.models.default,
    ...(ids !== undefined && { only: { ids } }),
  });
}
