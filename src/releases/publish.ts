import { decidePublish, type EnvironmentPolicy, type Published } from "../domain/decisions/publish.ts";
import type { Refusal } from "../domain/decisions/refusal.ts";
import type { ResolvedPrompt } from "../domain/effective-prompt.ts";
import type { Cause } from "../domain/event.ts";
import type { Json } from "../domain/json.ts";
import type { Problem } from "../domain/problem.ts";
import type { PromptState } from "../domain/state.ts";
import { slugTaken } from "./catalog-problems.ts";
import { batchSize, withinLimits } from "./commit-limits.ts";
import { compareAndSwap, type GaveUp, type ImmutableTouched, type Plan } from "./compare-and-swap.ts";
import type { Controls } from "./controls.ts";
import { commitOf, readState } from "./documents.ts";
import { slugOwner } from "./find-prompt.ts";
import { README_PATH, slugPath, statePath } from "./layout.ts";
import { publicationMessage } from "./messages.ts";
import type { BranchSnapshot, ReleaseBranch, Sources, Surroundings } from "./ports.ts";
import { type Candidates, candidateSlugs, draftOf, findCandidates } from "./publish-candidates.ts";

/** What the gate says of a prompt that is about to be published. */
export interface Evidence {
  readonly evaluation: Json;
  /** False for a failed or missing required verdict: the version is made and no pointer moves. */
  readonly mayGoLive: boolean;
}

/** A publication as it is asked for. What is published is what the default branch's head says at each attempt. */
export interface Publication {
  /** The cause for a prompt at a source commit; its key names both (`merge:<sha>:<prompt>`). */
  readonly causeFor: (promptId: string, sourceCommit: string) => Cause;
  /** Only these prompts (ids); null for all that changed. */
  readonly only: readonly string[] | null;
  /** Look at every prompt, not only at what changed since the last complete publication. */
  readonly everything: boolean;
  /** The number of the pull request that brought a source commit in. */
  readonly pullRequestOf: (sourceCommit: string) => Promise<number | null>;
  readonly evidenceFor: (prompt: ResolvedPrompt) => Promise<Evidence>;
  readonly onProgress: (progress: { readonly published: number; readonly remaining: number }) => void;
}

export interface PublishPorts {
  readonly branch: (name: string) => ReleaseBranch;
  readonly sources: Sources;
  readonly controls: () => Promise<Controls>;
  readonly surroundings: Surroundings;
}

/** One prompt's new version, and the release commit that holds it. */
export interface PublishedPrompt {
  readonly promptId: string;
  readonly decision: Published;
  readonly before: PromptState | null;
  readonly commit: string;
}

export interface RefusedPrompt {
  readonly promptId: string;
  readonly refusal: Refusal;
}

export interface PublishOutcome {
  readonly status: "settled";
  readonly sourceCommit: string;
  readonly published: readonly PublishedPrompt[];
  /** Prompts that changed but may not be published: archived ones. */
  readonly refused: readonly RefusedPrompt[];
  /** What is wrong with the files. Prompts of files with errors were not published; notices stop nothing. */
  readonly problems: readonly Problem[];
  readonly controls: Controls;
}

/** Stopped between two commits: what is published stays, and running again goes on from there. */
export type PublishStopped = (GaveUp | ImmutableTouched) & { readonly published: readonly PublishedPrompt[] };

/** What a run knows so far. Knowledge of a source commit is dropped when the default branch moves on. */
interface Run {
  readonly publication: Publication;
  readonly ports: PublishPorts;
  readonly published: PublishedPrompt[];
  at: SourceKnowledge | undefined;
}

interface SourceKnowledge {
  readonly controls: Controls;
  readonly candidates: Candidates;
  readonly settled: Set<string>;
  readonly refused: RefusedPrompt[];
  readonly problems: Problem[];
}

/**
 * Publishes (contracts §3): a version for each prompt whose digest differs from its latest version's, in as many
 * consecutive commits as the limits ask for, each complete for its prompts. Safe to run again at any point.
 */
export async function publish(
  publication: Publication,
  ports: PublishPorts,
): Promise<PublishOutcome | PublishStopped> {
  const run: Run = { publication, ports, published: [], at: undefined };
  for (;;) {
    const swapped = await publishBatch(run);
    if (swapped.status !== "settled") return { ...swapped, published: run.published };
    if (swapped.result.kind === "finished") return outcomeOf(run, swapped.result.at);
    settle(run, swapped.result);
  }
}

type Batch =
  | { readonly kind: "finished"; readonly at: SourceKnowledge }
  | {
      readonly kind: "batch";
      readonly at: SourceKnowledge;
      readonly unchanged: readonly string[];
      readonly refused: readonly RefusedPrompt[];
      readonly problems: readonly Problem[];
      readonly published: readonly PublishedPrompt[];
    };

async function publishBatch(run: Run) {
  const { ports } = run;
  let branch: ReleaseBranch | undefined;
  return compareAndSwap<Batch>(
    (commit) => {
      if (branch === undefined) throw new TypeError("A commit was planned before the branch was opened");
      return branch.append(commit);
    },
    async () => {
      const controls = await ports.controls();
      branch = ports.branch(controls.config.file.release_branch);
      return planBatch(run, await knowledgeOf(run, controls, branch), branch);
    },
    ports.surroundings,
  );
}

/** What is known of the present source commit: kept while the default branch stands still. */
async function knowledgeOf(run: Run, controls: Controls, branch: ReleaseBranch): Promise<SourceKnowledge> {
  if (run.at?.controls.commit === controls.commit) return run.at;
  const candidates = await findCandidates(
    { controls, branch, sources: run.ports.sources },
    { only: run.publication.only, everything: run.publication.everything },
  );
  run.at = { controls, candidates, settled: new Set(), refused: [], problems: [...candidates.problems] };
  return run.at;
}

async function planBatch(run: Run, at: SourceKnowledge, branch: ReleaseBranch): Promise<Plan<Batch>> {
  const left = at.candidates.prompts.filter((prompt) => !at.settled.has(prompt.id));
  if (left.length === 0) return { kind: "done", result: { kind: "finished", at } };
  const prompts = left.slice(0, batchSize(at.controls.config.environments.length));
  const snapshot = await branch.read([README_PATH, ...prompts.flatMap(pathsOf)]);
  const decided = await Promise.all(prompts.map((prompt) => decideOne(run, at, { prompt, snapshot })));
  const accepted = decided.flatMap((one) => (one.kind === "publish" ? [one] : []));
  const taken = withinLimits(accepted);
  const batch = {
    kind: "batch",
    at,
    unchanged: decided.flatMap((one) => (one.kind === "unchanged" ? [one.promptId] : [])),
    refused: decided.flatMap((one) => (one.kind === "refuse" ? [one] : [])),
    problems: decided.flatMap((one) => (one.kind === "problem" ? [one.problem] : [])),
  } as const;
  if (taken.length === 0) return { kind: "done", result: { ...batch, published: [] } };
  const isLast = prompts.length === left.length && taken.length === accepted.length;
  const completes = isLast && isComplete(at, batch) ? at.controls.commit : null;
  const names = taken.map(({ promptId, decision }) => ({ promptId, version: decision.version.version }));
  const writes = taken.map(({ before, decision }) => ({
    before,
    appended: decision,
    version: decision.version,
  }));
  return {
    kind: "append",
    commit: commitOf(snapshot, writes, publicationMessage(names, completes)),
    result: (commit) => ({ ...batch, published: taken.map((one) => publishedPrompt(one, commit)) }),
  };
}

/** Only when nothing was left out may the next publication look at nothing but what changed since. */
function isComplete(
  at: SourceKnowledge,
  batch: { refused: readonly unknown[]; problems: readonly unknown[] },
) {
  const leftOut = at.refused.length + batch.refused.length + at.problems.length + batch.problems.length;
  return at.candidates.isComplete && leftOut === 0;
}

type DecidedPrompt =
  | { readonly kind: "unchanged"; readonly promptId: string }
  | { readonly kind: "problem"; readonly problem: Problem }
  | ({ readonly kind: "refuse" } & RefusedPrompt)
  | AcceptedPrompt;

interface AcceptedPrompt {
  readonly kind: "publish";
  readonly promptId: string;
  readonly before: PromptState | undefined;
  readonly decision: Published;
}

async function decideOne(
  run: Run,
  at: SourceKnowledge,
  { prompt, snapshot }: { readonly prompt: ResolvedPrompt; readonly snapshot: BranchSnapshot },
): Promise<DecidedPrompt> {
  const promptId = prompt.id;
  const before = readState(snapshot, promptId);
  if (before?.latest.digest === prompt.digest) return { kind: "unchanged", promptId };
  if (before === undefined && slugOwner(snapshot, promptId) !== undefined) {
    return { kind: "problem", problem: slugTaken(prompt, slugOwner(snapshot, promptId) ?? promptId) };
  }
  const { publication, ports } = run;
  const evidence = await publication.evidenceFor(prompt);
  const sourceCommit = at.controls.commit;
  const pullRequest = await publication.pullRequestOf(sourceCommit);
  const decision = decidePublish(
    before,
    {
      draft: draftOf(prompt, { evaluation: evidence.evaluation, sourceCommit, pullRequest }),
      name: prompt.name,
      mayGoLive: evidence.mayGoLive,
      cause: publication.causeFor(promptId, sourceCommit),
    },
    {
      now: ports.surroundings.now(),
      environments: policiesOf(at.controls),
      slugTaken: (slug) => snapshot.files.has(slugPath(slug)),
    },
  );
  if (decision.decision === "append") return { kind: "publish", promptId, before, decision };
  if (decision.decision === "refuse") return { kind: "refuse", promptId, refusal: decision };
  return { kind: "unchanged", promptId };
}

function policiesOf({ config }: Controls): EnvironmentPolicy[] {
  return config.environments.map((name) => ({
    name,
    onMerge: config.file.environments[name]?.on_merge ?? "publish",
  }));
}

function pathsOf(prompt: ResolvedPrompt): string[] {
  return [statePath(prompt.id), slugPath(prompt.id), ...candidateSlugs(prompt).map(slugPath)];
}

function publishedPrompt({ promptId, before, decision }: AcceptedPrompt, commit: string): PublishedPrompt {
  return { promptId, decision, before: before ?? null, commit };
}

function settle(run: Run, batch: Extract<Batch, { kind: "batch" }>): void {
  const { at } = batch;
  run.published.push(...batch.published);
  at.refused.push(...batch.refused);
  at.problems.push(...batch.problems);
  const settled = [...batch.unchanged, ...[...batch.refused, ...batch.published].map((one) => one.promptId)];
  const inError = at.candidates.prompts.filter((prompt) =>
    batch.problems.some((problem) => problem.path === prompt.path),
  );
  for (const id of [...settled, ...inError.map((prompt) => prompt.id)]) at.settled.add(id);
  const remaining = at.candidates.prompts.length - at.settled.size;
  run.publication.onProgress({ published: run.published.length, remaining });
}

function outcomeOf(run: Run, { controls, refused, problems }: SourceKnowledge): PublishOutcome {
  return {
    status: "settled",
    sourceCommit: controls.commit,
    published: run.published,
    refused,
    problems: [...controls.problems, ...problems],
    controls,
  };
}
