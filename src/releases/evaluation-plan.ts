import type { ResolvedPrompt } from "../domain/effective-prompt.ts";
import type { Problem } from "../domain/problem.ts";
import { environmentOf, type PromptState } from "../domain/state.ts";
import { effectiveOf } from "../domain/version.ts";
import type { ArmPrompt } from "../evaluation/arms.ts";
import type { PromptToEvaluate } from "../evaluation/prepared-prompt.ts";
import { changedPrompts } from "./catalog.ts";
import type { PromptChange } from "./catalog-compare.ts";
import type { Controls } from "./controls.ts";
import { readState } from "./documents.ts";
import { versionsOf } from "./history.ts";
import { statePath } from "./layout.ts";
import type { ReleaseBranch, SourceTree } from "./ports.ts";

/** What is proposed, against what it started from. */
export interface Proposal {
  /** The merge base: what the change is measured from, and whose cases and evaluators judge. */
  readonly base: SourceTree;
  readonly head: SourceTree;
  /** The branch that the change would be merged into, to name the base arm of a prompt that is live nowhere. */
  readonly baseBranch: string;
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
  { branch, controls }: { readonly branch: ReleaseBranch; readonly controls: Controls },
): Promise<EvaluationPlan> {
  const { prompts: globs, models } = controls.config.file;
  const options = { globs, defaultModel: models.default };
  const { changed, notices, problems } = await changedPrompts(proposal.base, proposal.head, options);
  const proposed = changed.filter(isProposed);
  if (proposed.length === 0) return { prompts: [], problems, notices };
  const snapshot = await branch.read(proposed.map(({ id }) => statePath(id)));
  const prompts = await Promise.all(
    proposed.map(async ({ base, head, id }): Promise<PromptToEvaluate> => {
      const live = await liveArm(branch, readState(snapshot, id), controls.config.environments);
      return {
        id,
        path: head.path,
        base:
          live ?? (base === undefined ? null : armOf(base, { kind: "branch", label: proposal.baseBranch })),
        head: armOf(head, { kind: "commit", label: proposal.head.commit }),
        baseSuite: base ?? null,
        headSuite: head,
        notices: [],
      };
    }),
  );
  return { prompts, problems, notices };
}

type Proposed = PromptChange & { readonly head: ResolvedPrompt };

/** A moved file with the same content and a removed one need no evaluation. */
function isProposed(change: PromptChange): change is Proposed {
  return change.head !== undefined && change.how !== "moved";
}

function armOf(prompt: ResolvedPrompt, name: Pick<ArmPrompt, "kind" | "label">): ArmPrompt {
  return { ...name, digest: prompt.digest, effective: prompt.effective };
}

async function liveArm(
  branch: ReleaseBranch,
  state: PromptState | undefined,
  environments: readonly string[],
): Promise<ArmPrompt | null> {
  if (state === undefined) return null;
  const live = environments.findLast((name) => environmentOf(state, name).pointer !== null);
  const id = live === undefined ? undefined : environmentOf(state, live).pointer?.version;
  if (id === undefined) return null;
  const version = (await versionsOf(branch, state.prompt_id, [id])).get(id);
  if (version === undefined) return null;
  return { kind: "version", label: id, digest: version.digest, effective: effectiveOf(version) };
}
