import { join, resolve } from "node:path";
import { MAX_PROMPTFOO_BYTES } from "../../evaluation/promptfoo/read.ts";
import { selectCases } from "../../evaluation/select-cases.ts";
import { runGit } from "../../git/run.ts";
import { loadCatalog } from "../../releases/catalog/catalog.ts";
import {
  type EvaluationPlan,
  planAgainstItself,
  planEvaluation,
} from "../../releases/evaluation/evaluation-plan.ts";
import { withGivenResults } from "../../releases/evaluation/given-results.ts";
import { judgeSettings } from "../../releases/evaluation/judge-settings.ts";
import { completedSource } from "../../releases/messages.ts";
import type { ReleaseBranch, SourceTree } from "../../releases/ports.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import { resolveCommit } from "../../sources/git.ts";
import { workspaceFiles } from "../../sources/regular-file.ts";
import { worktreeTree } from "../../sources/worktree.ts";
import { unknownSource } from "../prompts.ts";
import { type LocalRepository, openForReading, type ReadBranch } from "../repository.ts";
import { no, type VerbResult } from "../result.ts";
import { UsageError } from "../usage-error.ts";
import { workTreeRoot } from "../work-tree.ts";
import type { EvalWords } from "./words.ts";

/** What is to be evaluated against what, as it stands now. */
export interface EvaluationScene {
  readonly read: ReadBranch;
  readonly plan: EvaluationPlan;
  readonly commits: { readonly base: string; readonly head: string | null };
}

/** A scene, or the answer that there is nothing of that name. */
export type PlannedScene =
  | { readonly kind: "planned"; readonly scene: EvaluationScene }
  | { readonly kind: "refused"; readonly result: VerbResult };

interface Sides {
  readonly base: SourceTree;
  readonly head: SourceTree;
  /** Whose cases, evaluators and gates judge: `--base`, else the default branch's head. */
  readonly tip: SourceTree;
  readonly baseName: string;
}

/** What the words ask for. Nothing is kept from before: the files and the branches may have changed since. */
export async function planScene(repository: LocalRepository, words: EvalWords): Promise<PlannedScene> {
  const read = await openForReading(repository);
  const sides = await sidesOf(repository, read, words);
  const plan = await planOf(sides, { ...read, sources: repository.sources }, words);
  const head = words.aa === undefined ? sides.head : sides.tip;
  const unknown = await unknownIn(head, read, { names: words.prompts, plan });
  if (unknown !== undefined) return { kind: "refused", result: unknown };
  const wanted = new Set(words.prompts);
  const named = plan.prompts.filter(({ id }) => wanted.size === 0 || wanted.has(id));
  const prompts = words.aa === undefined ? await withResults(named, repository, read) : named;
  const selected = selectedCases(prompts, read, words);
  if (selected.kind === "refused") return selected;
  const commits = {
    base: words.aa === undefined ? sides.base.commit : sides.tip.commit,
    head: words.head === undefined ? null : sides.head.commit,
  };
  return { kind: "planned", scene: { read, plan: { ...plan, prompts: selected.prompts }, commits } };
}

/** Results that a prompt names are read from the work tree, whatever commit is the head. */
function withResults(
  prompts: EvaluationPlan["prompts"],
  repository: LocalRepository,
  { controls }: ReadBranch,
): Promise<EvaluationPlan["prompts"]> {
  const read = async (path: string) => {
    return workspaceFiles(await workTreeRoot(repository), MAX_PROMPTFOO_BYTES)(path);
  };
  return withGivenResults(prompts, { controls, read });
}

/** `--base` asks for that commit's prompts as the base arm, whatever is live. */
const NOTHING_LIVE: ReleaseBranch = {
  read: async () => ({ head: null, files: new Map() }),
  list: async () => [],
  append: async () => ({ status: "conflict" }),
  log: async function* () {},
  isAncestor: async () => false,
  recentMessages: async () => [],
};

function planOf(
  { base, baseName, head, tip }: Sides,
  { branch, controls, sources }: ReadBranch & Pick<LocalRepository, "sources">,
  words: EvalWords,
): Promise<EvaluationPlan> {
  const live = { branch: words.base === undefined ? branch : NOTHING_LIVE, controls, sources };
  return words.aa === undefined
    ? planEvaluation({ base, head, tip, baseBranch: baseName }, live)
    : planAgainstItself({ tip, baseBranch: baseName }, live, words.prompts);
}

function selectedCases(
  prompts: EvaluationPlan["prompts"],
  { controls: { config } }: ReadBranch,
  { case: patterns }: EvalWords,
):
  | { readonly kind: "selected"; readonly prompts: EvaluationPlan["prompts"] }
  | { readonly kind: "refused"; readonly result: VerbResult } {
  if (patterns.length === 0 || prompts.length === 0) return { kind: "selected", prompts };
  const allowLoosening = config.file.gates.allow_removed_cases;
  const selection = selectCases(prompts, patterns, { allowLoosening, judges: judgeSettings(config.file) });
  if (selection.ok) return { kind: "selected", prompts: selection.prompts };
  return { kind: "refused", result: unknownCase(selection.pattern, selection.known) };
}

const MOST_NAMES = 20;

function unknownCase(pattern: string, known: readonly string[]): VerbResult {
  const names = [...known.slice(0, MOST_NAMES).map(visibleLine), ...(known.length > MOST_NAMES ? ["…"] : [])];
  const message = `No case of a changed prompt is named ${visibleLine(pattern)}: there are ${names.join(", ") || "none"}.`;
  return no({ code: "unknown_case", message, json: { case: pattern, known } });
}

/**
 * The work tree (or `--head`) against where it left what is published: the source of the last complete publication,
 * else the default branch's head.
 */
async function sidesOf(repository: LocalRepository, read: ReadBranch, words: EvalWords): Promise<Sides> {
  const { git, sources } = repository;
  if (words.head === undefined && words.aa === undefined) await workTreeRoot(repository);
  const headCommit = await commitOf(repository, words.head ?? "HEAD");
  const head = words.head === undefined ? worktreeTree(git) : sources.tree(headCommit);
  if (words.base !== undefined) {
    const base = sources.tree(await commitOf(repository, words.base));
    return { base, head, tip: base, baseName: words.base };
  }
  const anchor = (await publishedSource(repository, read)) ?? read.controls.commit;
  const base = (await sources.mergeBase(anchor, headCommit)) ?? anchor;
  const tip = sources.tree(read.controls.commit);
  return { base: sources.tree(base), head, tip, baseName: "default branch" };
}

async function commitOf({ git }: LocalRepository, name: string): Promise<string> {
  const commit = await resolveCommit(git, name);
  if (commit !== null) return commit;
  throw new UsageError("unknown_commit", `This repository has no commit “${name}”.`);
}

const MESSAGES = 100;

async function publishedSource(
  { git }: LocalRepository,
  { branch, head }: ReadBranch,
): Promise<string | null> {
  if (head === null) return null;
  const messages = await branch.recentMessages(head, MESSAGES);
  const source = messages.map(completedSource).find((commit) => commit !== undefined);
  return source === undefined ? null : resolveCommit(git, source);
}

/** A named prompt that did not change is nothing to evaluate; one that the head has not at all is a mistake. */
async function unknownIn(
  head: SourceTree,
  { controls }: ReadBranch,
  { names, plan }: { readonly names: readonly string[]; readonly plan: EvaluationPlan },
): Promise<VerbResult | undefined> {
  const unchanged = names.filter((name) => !plan.prompts.some(({ id }) => id === name));
  if (unchanged.length === 0 || plan.problems.length > 0) return undefined;
  const { models, prompts: globs } = controls.config.file;
  const catalog = await loadCatalog(head, { globs, defaultModel: models.default });
  const absent = unchanged.find((name) => !catalog.prompts.has(name));
  return absent === undefined ? undefined : unknownSource(absent, [...catalog.prompts.keys()]);
}

/** `--cache`, else a folder within `.git`, where no commit can take it along; null for `--no-cache`. */
export async function answersFolder(
  { environment, git }: LocalRepository,
  wanted: EvalWords["cache"],
): Promise<string | null> {
  if (wanted === false) return null;
  if (wanted !== true) return resolve(environment.directory, wanted);
  const common = await runGit(git, ["rev-parse", "--path-format=absolute", "--git-common-dir"]);
  return join(common.toString().trim(), "pointsman", "answers");
}
