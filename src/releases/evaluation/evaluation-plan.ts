import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import { effectiveOf } from "../../domain/ledger/version.ts";
import type { Problem } from "../../domain/problem.ts";
import type { ResolvedPrompt } from "../../domain/prompt/effective-prompt.ts";
import type { ArmPrompt } from "../../evaluation/arms.ts";
import type { PromptToEvaluate } from "../../evaluation/prepared-prompt.ts";
import { changedPrompts, loadCatalog } from "../catalog/catalog.ts";
import type { PromptChange } from "../catalog/compare.ts";
import type { Controls } from "../controls.ts";
import { readState } from "../documents.ts";
import { versionsOf } from "../history.ts";
import { statePath } from "../layout.ts";
import type { ReleaseBranch, Sources, SourceTree } from "../ports.ts";
import { publishedSuite } from "../publish/published-suite.ts";

/** What is proposed, against what it started from. */
export interface Proposal {
  /** The merge base: what the change is measured from. */
  readonly base: SourceTree;
  readonly head: SourceTree;
  /** The head of the branch that the change would be merged into: its cases, evaluators and gates judge. */
  readonly tip: SourceTree;
  /** The branch that the change would be merged into, to name the base arm of a prompt that is live nowhere. */
  readonly baseBranch: string;
}

interface Live {
  readonly branch: ReleaseBranch;
  readonly controls: Controls;
}

export interface EvaluationPlan {
  readonly prompts: readonly PromptToEvaluate[];
  /** Errors of files that changed, or that changed files refer to: they make the check fail. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

/**
 * Plans what to evaluate: every prompt that the proposal changes, itself or through a partial or tools file. The base arm
 * is what is live in the last environment that has a pointer, else what the base branch says, else none.
 */
export async function planEvaluation(
  proposal: Proposal,
  { branch, controls, sources }: Live & { readonly sources: Pick<Sources, "tree"> },
): Promise<EvaluationPlan> {
  const { prompts: globs, models } = controls.config.file;
  const options = { globs, defaultModel: models.default };
  const { changed, notices, problems } = await changedPrompts(proposal.base, proposal.head, options);
  const proposed = changed.filter(isProposed);
  if (proposed.length === 0) return { prompts: [], problems, notices };
  const [snapshot, onTip] = await Promise.all([
    branch.read(proposed.map(({ id }) => statePath(id))),
    changedOnTip(proposal, options),
  ]);
  const prompts = await Promise.all(
    proposed.map(async ({ base, head, id }): Promise<PromptToEvaluate> => {
      const state = readState(snapshot, id);
      const live = await liveArm(branch, state, controls.config.environments);
      const said = base ?? onTip.get(id);
      const published =
        said === undefined ? await publishedSuite(state, { branch, controls, sources }) : null;
      const ofBranch =
        said === undefined ? null : armOf(said, { kind: "branch", label: proposal.baseBranch });
      return {
        id,
        path: head.path,
        base: live ?? ofBranch,
        fallbackBase: live === null ? null : ofBranch,
        head: armOf(head, { kind: "commit", label: proposal.head.commit }),
        baseSuite: onTip.get(id) ?? base ?? published,
        knownSuite: base ?? published,
        headSuite: head,
        notices: [],
      };
    }),
  );
  return { prompts, problems, notices };
}

/**
 * What the base branch says of prompts that it changed since the merge base, by id: a branch that was left behind is judged
 * by what was added meanwhile. One that is gone there, or cannot be used, is judged by what the branch started from.
 */
async function changedOnTip(
  { base, tip }: Proposal,
  options: Parameters<typeof changedPrompts>[2],
): Promise<ReadonlyMap<string, ResolvedPrompt>> {
  if (base.commit === tip.commit) return new Map();
  const { changed } = await changedPrompts(base, tip, options);
  return new Map(changed.flatMap(({ id, head }) => (head === undefined ? [] : [[id, head] as const])));
}

type Proposed = PromptChange & { readonly head: ResolvedPrompt };

/** A moved file with the same content and a removed one need no evaluation. */
function isProposed(change: PromptChange): change is Proposed {
  return change.head !== undefined && change.how !== "moved";
}

/** An arm that runs what a file says. */
export function armOf(prompt: ResolvedPrompt, name: Pick<ArmPrompt, "kind" | "label">): ArmPrompt {
  return { ...name, digest: prompt.digest, effective: prompt.effective };
}

/** What is live in the last environment that has a pointer; null where nothing is. */
export async function liveArm(
  branch: ReleaseBranch,
  state: PromptState | undefined,
  environments: readonly string[],
): Promise<ArmPrompt | null> {
  if (state === undefined) return null;
  const live = environments.findLast((name) => environmentOf(state, name).pointer !== null);
  const pointer = live === undefined ? null : environmentOf(state, live).pointer;
  if (live === undefined || pointer === null) return null;
  const id = pointer.version;
  const version = (await versionsOf(branch, state.prompt_id, [id])).get(id);
  if (version === undefined) return null;
  return {
    kind: "version",
    label: id,
    digest: version.digest,
    effective: effectiveOf(version),
    live: { environment: live, since: pointer.since },
    evidence: version.evaluation,
  };
}

/**
 * What is live, or else what a commit says, against itself: all of the commit's prompts, or those of the given ids. Nothing
 * recorded stands for an arm, since every run must draw anew.
 */
export async function planAgainstItself(
  { baseBranch, tip }: Pick<Proposal, "baseBranch" | "tip">,
  { branch, controls }: Live,
  ids: readonly string[],
): Promise<EvaluationPlan> {
  const { prompts: globs, models } = controls.config.file;
  const options = { globs, defaultModel: models.default, ...(ids.length > 0 && { only: { ids } }) };
  const { notices, problems, prompts: found } = await loadCatalog(tip, options);
  const snapshot = await branch.read([...found.keys()].map(statePath));
  const prompts = await Promise.all(
    [...found].map(async ([id, prompt]): Promise<PromptToEvaluate> => {
      const live = await liveArm(branch, readState(snapshot, id), controls.config.environments);
      const arm = live ?? armOf(prompt, { kind: "branch", label: baseBranch });
      const suites = { baseSuite: prompt, headSuite: prompt };
      const both = { ...arm, evidence: null };
      return { id, path: prompt.path, base: both, head: both, ...suites, notices: [], isAgainstItself: true };
    }),
  );
  return { prompts, problems, notices };
}
