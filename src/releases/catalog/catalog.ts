import { promptIdFromPath } from "../../domain/identifiers.ts";
import { errorAt, FILE_START, type Problem, sortProblems } from "../../domain/problem.ts";
import type { ResolvedPrompt } from "../../domain/prompt/effective-prompt.ts";
import type { SourceTree } from "../ports.ts";
import { type Both, compareSides, type PromptChanges, type Side } from "./compare.ts";
import { openFiles, type SourceFiles } from "./files.ts";
import { promptMatcher } from "./globs.ts";
import { promptsMentioning, promptsNamed } from "./mentions.ts";
import { duplicateId, problemKey, withoutRepetitions } from "./problems.ts";
import { type PromptOutcome, resolveFiles } from "./resolve.ts";

/** More prompt files than this in one commit are an error, so that a broad glob does not read a whole monorepo. */
const MAX_PROMPT_FILES = 20_000;

export interface CatalogOptions {
  /** Which files are prompts; see `promptMatcher`. */
  readonly globs: readonly string[];
  /** The model of files that name none. */
  readonly defaultModel: string;
}

/** A choice of prompts: by id, by path of the file, or both. */
export interface CatalogChoice {
  readonly ids?: readonly string[];
  readonly paths?: readonly string[];
}

/** All prompts of a commit that can be used, by id, and what is to say about all of its files, sorted. */
export interface Catalog {
  readonly prompts: ReadonlyMap<string, ResolvedPrompt>;
  /** Errors. A file with one, and every file of an id that several files have, is not among the prompts. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

/**
 * Reads the prompts of a commit with everything they refer to. With `only`, just those are resolved and reported, and
 * other files as far as they may have the same ids.
 *
 * @throws OutsideError where the commit cannot be read
 */
export async function loadCatalog(
  tree: SourceTree,
  options: CatalogOptions & { readonly only?: CatalogChoice },
): Promise<Catalog> {
  const { defaultModel, only } = options;
  const files = await openFiles(tree, promptMatcher(options.globs));
  const tooMany = tooManyPrompts(files);
  if (tooMany !== undefined) return { prompts: new Map(), problems: [tooMany], notices: [] };
  if (only === undefined) return catalogOf(await resolveFiles(files, files.prompts(), defaultModel));
  return loadChosen(files, only, defaultModel);
}

/**
 * Which prompts differ between two commits, through their own file, a partial or a tools file. Costs two listings and the
 * files concerned: all prompt files are read (not parsed) only where a file that they may refer to changed, or an id came
 * or went.
 *
 * @throws OutsideError where a commit cannot be read
 */
export async function changedPrompts(
  baseTree: SourceTree,
  headTree: SourceTree,
  options: CatalogOptions,
): Promise<PromptChanges> {
  const isPrompt = promptMatcher(options.globs);
  const [base, head] = await Promise.all([openFiles(baseTree, isPrompt), openFiles(headTree, isPrompt)]);
  const tooMany = tooManyPrompts(head);
  if (tooMany !== undefined) return { changed: [], problems: [tooMany], notices: [] };
  const touched = await touchedPrompts({ base, head }, isPrompt);
  const sides = await resolveSides({ base, head }, touched, options.defaultModel);
  const compared = compareSides({ base, head }, sides);
  const notices = sortProblems([...sides.head.notices, ...compared.notices]);
  return { changed: compared.changed, problems: sides.head.problems, notices };
}

function tooManyPrompts(files: SourceFiles): Problem | undefined {
  // Where there are not so many files at all, the names need not be looked at.
  if (files.entries.length <= MAX_PROMPT_FILES) return undefined;
  const paths = files.prompts();
  const [first] = paths;
  if (first === undefined || paths.length <= MAX_PROMPT_FILES) return undefined;
  const message = `The globs match ${paths.length} files and at most ${MAX_PROMPT_FILES} are read: narrow "prompts" in the config.`;
  return errorAt({ code: "too_many_prompts", path: first, at: FILE_START, message });
}

async function loadChosen(files: SourceFiles, only: CatalogChoice, defaultModel: string): Promise<Catalog> {
  const isChosen = (path: string) => only.paths?.includes(path) ?? false;
  const paths = files.prompts();
  const named = await resolveFiles(files, paths.filter(isChosen), defaultModel);
  const ids = new Set([...(only.ids ?? []), ...named.flatMap((outcome) => outcome.id ?? [])]);
  const others = await promptsNamed(files, ids, () => paths.filter((path) => !isChosen(path)));
  const outcomes = [...named, ...(await resolveFiles(files, others, defaultModel))];
  return catalogOf(outcomes.filter((outcome) => isChosen(outcome.path) || ids.has(identityOf(outcome))));
}

/** A file that cannot be read counts as the prompt that its path names. */
function identityOf({ id, path }: PromptOutcome): string {
  return id ?? promptIdFromPath(path);
}

/**
 * Puts outcomes together: ids that several files have are told once, naming the files.
 *
 * @param isAuthors says of a path whether its author reads along, so that the problem is shown there
 */
function catalogOf(
  outcomes: readonly PromptOutcome[],
  isAuthors: (path: string) => boolean = () => true,
): Catalog {
  const sharing = Map.groupBy(outcomes, (outcome) => outcome.id);
  const prompts = new Map<string, ResolvedPrompt>();
  const found = outcomes.flatMap((outcome) => outcome.problems);
  for (const [id, group] of sharing) {
    if (id === undefined) continue;
    const [only, ...others] = group.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    if (only === undefined) continue;
    if (others.length > 0) found.push(duplicateId(id, [only, ...others], isAuthors));
    else if (only.prompt !== undefined) prompts.set(id, only.prompt);
  }
  const all = sortProblems(withoutRepetitions(found));
  return {
    prompts: new Map([...prompts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    problems: all.filter((problem) => problem.severity === "error"),
    notices: all.filter((problem) => problem.severity === "notice"),
  };
}

interface Touched {
  /** Prompt files that differ themselves. */
  readonly own: ReadonlySet<string>;
  /** Prompt files that do not, and may refer to one that does. */
  readonly mentioning: readonly string[];
}

async function touchedPrompts(
  { base, head }: Both<SourceFiles>,
  isPrompt: (path: string) => boolean,
): Promise<Touched> {
  const differing = differingPaths({ base, head });
  const own = new Set(differing.filter(isPrompt));
  const isLink = (path: string) => [base, head].some((side) => (side.entry(path)?.kind ?? "file") !== "file");
  const others = differing.filter((path) => !own.has(path)).map((path) => ({ path, isLink: isLink(path) }));
  const same = () => head.prompts().filter((path) => !own.has(path));
  return { own, mentioning: await promptsMentioning(head, others, same) };
}

function differingPaths({ base, head }: Both<SourceFiles>): readonly string[] {
  const ofHead = head.entries.filter(({ path, oid, kind }) => {
    const before = base.entry(path);
    return before?.oid !== oid || before.kind !== kind;
  });
  const gone = base.entries.filter(({ path }) => head.entry(path) === undefined);
  return [...ofHead, ...gone].map((entry) => entry.path);
}

async function resolveSides(
  files: Both<SourceFiles>,
  touched: Touched,
  defaultModel: string,
): Promise<{ readonly base: Side; readonly head: Side & Catalog }> {
  const resolve = async (paths: readonly string[]) => {
    const [base, head] = await Promise.all(
      [files.base, files.head].map((side) => resolveFiles(side, paths, defaultModel)),
    );
    return { base: base ?? [], head: head ?? [] };
  };
  const first = await resolve([...touched.own, ...touched.mentioning]);
  // Where an id comes or goes, a file that did not change may have it too.
  const known = new Set([...touched.own, ...touched.mentioning]);
  const others = () => files.head.prompts().filter((path) => !known.has(path));
  const more = await resolve(await promptsNamed(files.head, movedIds(first), others));
  const base = [...first.base, ...more.base];
  const head = withoutOldProblems({ base, head: [...first.head, ...more.head] }, touched.own);
  const isOwn = (path: string) => touched.own.has(path);
  return {
    base: { outcomes: base, prompts: catalogOf(base).prompts },
    head: { outcomes: head, ...catalogOf(head, isOwn) },
  };
}

/** Ids that a path has at one commit only. */
function movedIds({ base, head }: Both<readonly PromptOutcome[]>): ReadonlySet<string> {
  const idsOf = (outcomes: readonly PromptOutcome[]) => new Map(outcomes.map(({ id, path }) => [path, id]));
  const [before, now] = [idsOf(base), idsOf(head)];
  const isMoved = ({ path }: PromptOutcome) => before.get(path) !== now.get(path);
  return new Set([...base, ...head].filter(isMoved).flatMap(({ id }) => id ?? []));
}

/** Of a file that did not change itself only what is new is told: the rest is nothing its author did. */
function withoutOldProblems(
  { base, head }: Both<readonly PromptOutcome[]>,
  own: ReadonlySet<string>,
): readonly PromptOutcome[] {
  const before = new Map(base.map(({ path, problems }) => [path, new Set(problems.map(problemKey))]));
  return head.map((outcome) => {
    if (own.has(outcome.path)) return outcome;
    const old = before.get(outcome.path);
    return { ...outcome, problems: outcome.problems.filter((problem) => !old?.has(problemKey(problem))) };
  });
}
