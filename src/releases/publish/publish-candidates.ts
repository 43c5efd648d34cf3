import type { PromptState } from "../../domain/ledger/state.ts";
import type { VersionDraft } from "../../domain/ledger/version.ts";
import type { VersionEvaluation } from "../../domain/ledger/version-evaluation.ts";
import { errorAt, FILE_START, hasErrors, type Problem } from "../../domain/problem.ts";
import type { ResolvedPrompt } from "../../domain/prompt/effective-prompt.ts";
import { type Catalog, type CatalogOptions, changedPrompts, loadCatalog } from "../catalog/catalog.ts";
import { withoutRepetitions } from "../catalog/problems.ts";
import { CONFIG_PATH, type Controls } from "../controls.ts";
import { DocumentError, readState } from "../documents.ts";
import { parseBranchPath, README_PATH, statePath } from "../layout.ts";
import { completedSource, publishedIn } from "../messages.ts";
import {
  type BranchSnapshot,
  OutsideError,
  type ReleaseBranch,
  type SourceEntry,
  type Sources,
  type SourceTree,
} from "../ports.ts";
import { isBranchReadme } from "../readme.ts";

/** The prompts of a source commit that may have to be published. */
export interface Candidates {
  /** The release branch's head that they were found on. */
  readonly head: string | null;
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
 * Finds what may have to be published. Since the last complete publication only what changed in the source can differ, or
 * what was published from a commit in between, so that a merge in a repository of thousands of prompts costs what it
 * changed.
 */
export async function findCandidates(where: Where, { only, everything }: Which): Promise<Candidates> {
  const snapshot = await where.branch.read([README_PATH]);
  const { head } = snapshot;
  const problem = await problemOfBranch(where, snapshot);
  if (problem !== undefined) return { head, prompts: [], problems: [problem], isComplete: false };
  const tree = where.sources.tree(where.controls.commit);
  if (only !== null) return selected(head, await someOf(where, tree, only));
  const last = everything || head === null ? undefined : await lastCompletion(where, tree, head);
  if (last === undefined) return differing(where, head, await loadCatalog(tree, catalogOptions(where)));
  const { changed, notices, problems } = await changedPrompts(last.tree, tree, catalogOptions(where));
  const concerned = changed.flatMap(({ head, how }) =>
    head === undefined || how === "evaluation_only" ? [] : [head],
  );
  const known = new Set(changed.map(({ id }) => id));
  const since = await someOf(
    where,
    tree,
    last.publishedSince.filter((id) => !known.has(id)),
  );
  return {
    head,
    prompts: [...concerned, ...since.prompts.values()],
    problems: withoutRepetitions([...problems, ...notices, ...since.problems, ...since.notices]),
    isComplete: !hasErrors(problems) && !hasErrors(since.problems),
  };
}

/** A mistyped "release_branch" must never get the ledger of releases written over somebody's work. */
async function problemOfBranch(where: Where, snapshot: BranchSnapshot): Promise<Problem | undefined> {
  const { head } = snapshot;
  if (head === null) return undefined;
  if (head === where.controls.commit) return isDefaultBranch(where);
  // Either sign is enough: people garble READMEs, and every published prompt has its slug.
  if (isBranchReadme(snapshot.files.get(README_PATH))) return undefined;
  const slugs = await where.branch.list("slugs", head);
  return slugs.some((path) => parseBranchPath(path)?.kind === "slug") ? undefined : notReleaseBranch(where);
}

function notReleaseBranch({ controls }: Where): Problem {
  const name = controls.config.file.release_branch;
  const message = `The branch ${JSON.stringify(name)} exists and is no release branch of pointsman's: name another branch in "release_branch".`;
  return errorAt({ code: "not_a_release_branch", path: CONFIG_PATH, at: FILE_START, message });
}

/** Release commits on top of the source would make the default branch the release branch, for good. */
function isDefaultBranch({ controls }: Where): Problem {
  const name = controls.config.file.release_branch;
  const message = `The release branch ${JSON.stringify(name)} is the default branch itself: set "release_branch" to a name of its own.`;
  return errorAt({ code: "release_branch_is_default", path: CONFIG_PATH, at: FILE_START, message });
}

function catalogOptions({ controls: { config } }: Where): CatalogOptions {
  return { globs: config.file.prompts, defaultModel: config.file.models.default };
}

async function someOf(where: Where, tree: SourceTree, ids: readonly string[]): Promise<Catalog> {
  if (ids.length === 0) return { prompts: new Map(), problems: [], notices: [] };
  return loadCatalog(tree, { ...catalogOptions(where), only: { ids } });
}

function selected(head: string | null, { notices, problems, prompts }: Catalog): Candidates {
  return { head, prompts: [...prompts.values()], problems: [...problems, ...notices], isComplete: false };
}

/** Leaves out what the latest version says already, in one batched reading instead of one reading a commit. */
async function differing(
  { branch }: Where,
  head: string | null,
  { notices, problems, prompts: all }: Catalog,
): Promise<Candidates> {
  const ids = head === null ? [] : [...all.keys()];
  const snapshot = await branch.read(ids.map(statePath), head ?? undefined);
  const prompts = [...all.values()].filter((prompt) => {
    const read = tryState(snapshot, prompt.id);
    return "error" in read || read.state?.latest.digest !== prompt.digest;
  });
  return { head, prompts, problems: [...problems, ...notices], isComplete: !hasErrors(problems) };
}

/** A prompt's state, or why it cannot be read: one that somebody broke must not stop the others' publication. */
export function tryState(
  snapshot: BranchSnapshot,
  promptId: string,
): { readonly state: PromptState | undefined } | { readonly error: DocumentError } {
  try {
    return { state: readState(snapshot, promptId) };
  } catch (error) {
    if (error instanceof DocumentError) return { error };
    throw error;
  }
}

/** The last commit of which everything was published, and what was published from other ones since. */
interface Completion {
  readonly tree: SourceTree;
  readonly publishedSince: readonly string[];
}

/** None where the config has changed since. */
async function lastCompletion(
  { branch, controls, sources }: Where,
  tree: SourceTree,
  head: string,
): Promise<Completion | undefined> {
  const messages = await branch.recentMessages(head, MESSAGES);
  const index = messages.findIndex((message) => completedSource(message) !== undefined);
  const commit = completedSource(messages[index] ?? "");
  if (commit === undefined || hasErrors(controls.problems)) return undefined;
  const last = sources.tree(commit);
  if (!(await sameConfig(last, tree))) return undefined;
  return { tree: last, publishedSince: [...new Set(messages.slice(0, index).flatMap(publishedIn))] };
}

/** Globs and the default model change what a file means; a commit that is gone (a shallow clone) cannot be compared. */
async function sameConfig(since: SourceTree, tree: SourceTree): Promise<boolean> {
  const now = configOf(await tree.list());
  try {
    return configOf(await since.list()) === now;
  } catch (error) {
    if (error instanceof OutsideError) return false;
    throw error;
  }
}

function configOf(entries: readonly SourceEntry[]): string | undefined {
  return entries.find((entry) => entry.path === CONFIG_PATH)?.oid;
}

interface DraftParts {
  readonly evaluation: VersionEvaluation | null;
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
