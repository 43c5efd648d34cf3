import type { PromptState } from "../../domain/ledger/state.ts";
import type { ResolvedPrompt } from "../../domain/prompt/effective-prompt.ts";
import { loadCatalog } from "../catalog/catalog.ts";
import type { Controls } from "../controls.ts";
import { versionsOf } from "../history.ts";
import { OutsideError, type ReleaseBranch, type Sources } from "../ports.ts";

interface PublishedFrom {
  readonly branch: ReleaseBranch;
  readonly sources: Pick<Sources, "tree">;
  readonly controls: Controls;
}

/**
 * The prompt file that the latest version was made of: what judges a prompt whose file is gone from the base branch, or
 * removing a file and adding it again would be the way to shed its cases. Null where nothing was published, and where that
 * commit cannot be read any more.
 */
export async function publishedSuite(
  state: PromptState | undefined,
  { branch, controls, sources }: PublishedFrom,
): Promise<ResolvedPrompt | null> {
  if (state === undefined) return null;
  const { version } = state.latest;
  const source = (await versionsOf(branch, state.prompt_id, [version])).get(version)?.source;
  // What the command line published of a work tree was never committed.
  if (source === undefined || source.commit === null) return null;
  const { models, prompts: globs } = controls.config.file;
  const options = { globs, defaultModel: models.default, only: { paths: [source.path] } };
  try {
    const { prompts } = await loadCatalog(sources.tree(source.commit), options);
    return prompts.get(state.prompt_id) ?? null;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return null;
  }
}
