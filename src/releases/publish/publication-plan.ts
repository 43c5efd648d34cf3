import type { PromptState } from "../../domain/ledger/state.ts";
import type { ResolvedPrompt } from "../../domain/prompt/effective-prompt.ts";
import type { PromptToEvaluate } from "../../evaluation/prepared-prompt.ts";
import { changedPrompts } from "../catalog/catalog.ts";
import { type Controls, requiringEvidence } from "../controls.ts";
import { armOf, liveArm } from "../evaluation/evaluation-plan.ts";
import type { ReleaseBranch, Sources } from "../ports.ts";
import { publishedSuite } from "./published-suite.ts";

/** A prompt that is about to be published, and what the release branch says of it. */
export interface PromptToPublish {
  readonly prompt: ResolvedPrompt;
  readonly state: PromptState | undefined;
}

interface PublicationSource {
  readonly branch: ReleaseBranch;
  readonly sources: Sources;
  readonly controls: Controls;
  /** What the default branch said before: its suites judge, as they judged the pull requests. Null: not known. */
  readonly before: string | null;
}

/**
 * Plans the evaluation of what is about to be published against what is live now: what a pull request's run would have
 * planned, had it known what is merged. Where nothing was merged in between, the two plans ask the same question. What was on the
 * default branch before, and is published for the first time as it was, has nothing to be compared with: it is measured alone
 * where evidence is required.
 */
export async function planPublication(
  toPublish: readonly PromptToPublish[],
  source: PublicationSource,
): Promise<readonly PromptToEvaluate[]> {
  const { branch, controls } = source;
  const saidBefore = await whatWasSaid(source);
  const requires = requiringEvidence(controls).length > 0;
  return Promise.all(
    toPublish.map(async ({ prompt, state }): Promise<PromptToEvaluate> => {
      const live = await liveArm(branch, state, controls.config.environments);
      const said = saidBefore(prompt);
      const suite = said ?? (await publishedSuite(state, source));
      const isAlone = requires && said?.digest === prompt.digest;
      const ofBranch =
        said === null || isAlone ? null : armOf(said, { kind: "branch", label: "default branch" });
      return {
        id: prompt.id,
        path: prompt.path,
        base: live ?? ofBranch,
        fallbackBase: live === null ? null : ofBranch,
        head: armOf(prompt, { kind: "commit", label: controls.commit }),
        baseSuite: suite,
        knownSuite: suite,
        headSuite: prompt,
        notices: [],
      };
    }),
  );
}

/** What the default branch said of a prompt before; null where it had none, or that is not known. */
async function whatWasSaid({ before, controls, sources }: PublicationSource) {
  if (before === null) return () => null;
  const { models, prompts: globs } = controls.config.file;
  const options = { globs, defaultModel: models.default };
  const { changed } = await changedPrompts(sources.tree(before), sources.tree(controls.commit), options);
  const changes = new Map(changed.map((change) => [change.id, change]));
  return (prompt: ResolvedPrompt): ResolvedPrompt | null => {
    const change = changes.get(prompt.id);
    return change === undefined ? prompt : (change.base ?? null);
  };
}
