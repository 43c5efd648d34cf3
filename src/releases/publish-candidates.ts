import type { ResolvedPrompt } from "../domain/effective-prompt.ts";
import { makeSlug } from "../domain/identifiers.ts";
import type { Json } from "../domain/json.ts";
import { hasErrors, type Problem } from "../domain/problem.ts";
import type { VersionDraft } from "../domain/version.ts";
import { type Catalog, changedPrompts, loadCatalog } from "./catalog.ts";
import { CONFIG_PATH, type Controls } from "./controls.ts";
import { readState } from "./documents.ts";
import { statePath } from "./layout.ts";
import { completedSource } from "./messages.ts";
import type { ReleaseBranch, Sources, SourceTree } from "./ports.ts";

/** The prompts of a source commit that may have to be published. */
export interface Candidates {
  readonly prompts: readonly ResolvedPrompt[];
  readonly problems: readonly Problem[];
  /** Whether, once these are published, everything at the commit is. */
  readonly isComplete: boolean;
}

interface Where {
  readonly controls: Controls;
  readonly branch: ReleaseBranch;
  readonly sources: Sources;
}

interface Which {
  readonly only: readonly string[] | null;
  readonly everything: boolean;
}

/** How far back the last complete publication is looked for; beyond it every prompt is read, which is only slower. */
const MESSAGES = 100;

/**
 * Finds what may have to be published. Since the last complete publication only what changed in the source can differ, so
 * that a merge in a repository of thousands of prompts costs what it changed.
 */
export async function findCandidates(where: Where, { only, everything }: Which): Promise<Candidates> {
  const tree = where.sources.tree(where.controls.commit);
  if (only !== null) return selected(where, tree, only);
  const since = everything ? undefined : await lastCompleteSource(where, tree);
  if (since === undefined) return differing(where.branch, await allPrompts(where, tree));
  const options = catalogOptions(where.controls);
  const { changed, notices, problems } = await changedPrompts(since, tree, options);
  const prompts = changed.flatMap(({ head, how }) =>
    head === undefined || how === "evaluation_only" ? [] : [head],
  );
  return { prompts, problems: [...problems, ...notices], isComplete: !hasErrors(problems) };
}

function catalogOptions({ config }: Controls) {
  return { globs: config.file.prompts, defaultModel: config.file.models.default };
}

async function allPrompts(where: Where, tree: SourceTree): Promise<Catalog> {
  return loadCatalog(tree, catalogOptions(where.controls));
}

async function selected(where: Where, tree: SourceTree, ids: readonly string[]): Promise<Candidates> {
  const catalog = await loadCatalog(tree, { ...catalogOptions(where.controls), only: { ids } });
  const problems = [...catalog.problems, ...catalog.notices];
  return { prompts: [...catalog.prompts.values()], problems, isComplete: false };
}

/** Leaves out what the latest version says already, in one batched reading instead of one reading a commit. */
async function differing(branch: ReleaseBranch, catalog: Catalog): Promise<Candidates> {
  const all = [...catalog.prompts.values()];
  const snapshot = await branch.read(all.map((prompt) => statePath(prompt.id)));
  const prompts = all.filter((prompt) => readState(snapshot, prompt.id)?.latest.digest !== prompt.digest);
  const problems = [...catalog.problems, ...catalog.notices];
  return { prompts, problems, isComplete: !hasErrors(catalog.problems) };
}

/** The tree of the last commit of which everything is published, unless the config has changed since. */
async function lastCompleteSource(
  { branch, controls, sources }: Where,
  tree: SourceTree,
): Promise<SourceTree | undefined> {
  const { head } = await branch.read([]);
  if (head === null) return undefined;
  const messages = await branch.recentMessages(head, MESSAGES);
  const commit = messages.map(completedSource).find((source) => source !== undefined);
  if (commit === undefined) return undefined;
  const since = sources.tree(commit);
  const unchanged = await sameConfig(since, tree);
  return unchanged && controls.problems.length === 0 ? since : undefined;
}

/** Globs and the default model change what a file means; a commit that is gone (a shallow clone) cannot be compared. */
async function sameConfig(since: SourceTree, tree: SourceTree): Promise<boolean> {
  try {
    const [before, now] = await Promise.all([since.list(), tree.list()]);
    const oid = (entries: typeof before) => entries.find((entry) => entry.path === CONFIG_PATH)?.oid;
    return oid(before) === oid(now);
  } catch {
    return false;
  }
}

/** The slugs that a prompt's first publication may try, in order. */
export function candidateSlugs(prompt: ResolvedPrompt): readonly string[] {
  return [0, 1, 2].map((attempt) => makeSlug(prompt.name, prompt.id, prompt.digest, attempt));
}

interface DraftParts {
  readonly evaluation: Json;
  readonly sourceCommit: string;
  readonly pullRequest: number | null;
}

/** What a resolved prompt becomes in the ledger. */
export function draftOf(prompt: ResolvedPrompt, parts: DraftParts): VersionDraft {
  const described = prompt.declarations.flatMap(({ description, name }) =>
    description === undefined ? [] : [[name, description] as const],
  );
  return {
    promptId: prompt.id,
    effective: prompt.effective,
    digest: prompt.digest,
    variableDescriptions: Object.fromEntries(described),
    source: { path: prompt.path, commit: parts.sourceCommit, partials: prompt.partials },
    evaluation: parts.evaluation,
    pullRequest: parts.pullRequest,
  };
}
