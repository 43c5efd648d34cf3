import type { EnvironmentPolicy } from "../../domain/decisions/publish.ts";
import { hasErrors, type Problem } from "../../domain/problem.ts";
import { compareAndSwap, type GaveUp, type ImmutableTouched, type Plan } from "../compare-and-swap.ts";
import type { Controls } from "../controls.ts";
import { type GatherEvidence, type GatheredEvidence, NO_EVIDENCE } from "../evaluation/evidence.ts";
import { statePath } from "../layout.ts";
import {
  OutsideError,
  type ReleaseBranch,
  type Sources,
  type Surroundings,
  UnknownOutcomeError,
} from "../ports.ts";
import type { PromptToPublish } from "./publication-plan.ts";
import {
  type PlannedBatch,
  type PromptMeans,
  type PublishedPrompt,
  planBatch,
  type RefusedPrompt,
} from "./publish-batch.ts";
import { type Candidates, findCandidates, tryState } from "./publish-candidates.ts";

export type { PublishedPrompt, RefusedPrompt } from "./publish-batch.ts";

/** A publication as it is asked for. What is published is what the default branch's head says at each attempt. */
export interface Publication extends PromptMeans {
  /** Only these prompts (ids); null for all that changed. */
  readonly only: readonly string[] | null;
  /** Look at every prompt, not only at what changed since the last complete publication. */
  readonly everything: boolean;
  /** Null where nothing can be evaluated: versions are made without. */
  readonly evidence: GatherEvidence | null;
  readonly onProgress: (progress: { readonly published: number; readonly remaining: number }) => void;
}

export interface PublishPorts {
  readonly branch: (name: string) => ReleaseBranch;
  readonly sources: Sources;
  readonly controls: () => Promise<Controls>;
  readonly surroundings: Surroundings;
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

/**
 * Something outside stopped a publication when some of it was published or may be. What is published stays, and running again
 * goes on from there.
 */
export class PublicationInterrupted extends OutsideError {
  override readonly name = "PublicationInterrupted";
  readonly published: readonly PublishedPrompt[];
  /** Whether the last commit got no answer, so that more may be published than is known. */
  readonly isDoubtful: boolean;
  constructor(interruption: OutsideError, { isDoubtful, published }: Pick<Run, "published" | "isDoubtful">) {
    super(interruption.doing, interruption.cause);
    this.published = published;
    this.isDoubtful = isDoubtful;
  }
}

/** What a run knows so far. */
interface Run {
  readonly publication: Publication;
  readonly ports: PublishPorts;
  readonly published: PublishedPrompt[];
  at: SourceKnowledge | undefined;
  /** The last commit got no answer, and it was not looked at since what became of it. */
  isDoubtful: boolean;
}

/** What is known of one source commit against one head of the release branch; dropped where either moved on. */
interface SourceKnowledge {
  readonly controls: Controls;
  readonly candidates: Candidates;
  readonly evidence: GatheredEvidence;
  /** The release branch's head that this rests on: where the candidates were found, then the run's own commits. */
  head: string | null;
  readonly settled: Set<string>;
  readonly refused: RefusedPrompt[];
  readonly problems: Problem[];
}

/**
 * Publishes (contracts §3): a version for each prompt whose digest differs from its latest version's, in as many
 * consecutive commits as the limits ask for, each complete for its prompts. Safe to run again at any point. With errors
 * in the config nothing is published: the defaults in its place would make versions live where nobody wants them.
 */
export async function publish(
  publication: Publication,
  ports: PublishPorts,
): Promise<PublishOutcome | PublishStopped> {
  const run: Run = { publication, ports, published: [], at: undefined, isDoubtful: false };
  for (;;) {
    const swapped = await publishBatch(run).catch((error: unknown) => {
      const isHalfDone = run.published.length > 0 || run.isDoubtful;
      throw error instanceof OutsideError && isHalfDone ? new PublicationInterrupted(error, run) : error;
    });
    run.isDoubtful = false;
    if (swapped.status === "missing") throw new TypeError("A publication makes live only what it creates");
    if (swapped.status !== "settled") return { ...swapped, published: run.published };
    const { at, batch } = swapped.result;
    if (batch === undefined) return outcomeOf(run, at);
    run.published.push(...batch.published);
    settle(at, batch);
    const remaining = at.candidates.prompts.length - at.settled.size;
    publication.onProgress({ published: run.published.length, remaining });
  }
}

/** `batch` is undefined where nothing is left to do. */
interface Step {
  readonly at: SourceKnowledge;
  readonly batch: PlannedBatch | undefined;
}

async function publishBatch(run: Run) {
  const { ports } = run;
  let branch: ReleaseBranch | undefined;
  return compareAndSwap<Step>(
    async (commit) => {
      if (branch === undefined) throw new TypeError("A commit was planned before the branch was opened");
      return branch.append(commit).catch((error: unknown) => {
        run.isDoubtful = error instanceof UnknownOutcomeError;
        throw error;
      });
    },
    async (doubtful) => {
      // On a second attempt somebody else wrote, maybe other content of the same prompts: look for changes anew.
      if (branch !== undefined) run.at = undefined;
      if (doubtful !== undefined && branch !== undefined) await keepWhatLanded(run, branch, doubtful);
      const fresh = await freshKnowledge(run);
      branch = fresh.branch;
      return planStep(run, fresh.at, branch);
    },
    ports.surroundings,
  );
}

/** Counts what a write that got no answer published after all: its keys are this run's own. */
async function keepWhatLanded(
  run: Run,
  branch: ReleaseBranch,
  doubtful: (head: string) => Step,
): Promise<void> {
  const ids = doubtful("").batch?.published.map(({ promptId }) => promptId) ?? [];
  const snapshot = await branch.read(ids.map(statePath));
  const landed = doubtful(snapshot.head ?? "").batch?.published.filter(({ decision, promptId }) => {
    const read = tryState(snapshot, promptId);
    const known = new Set("state" in read ? read.state?.keys.map(({ key }) => key) : []);
    const isCounted = run.published.some((one) => one.decision === decision);
    return !isCounted && decision.events.every(({ key }) => known.has(key));
  });
  run.published.push(...(landed ?? []));
  run.isDoubtful = false;
}

/** An evaluation takes minutes: what was read before it is read again, and its evidence is there by then. */
async function freshKnowledge(run: Run) {
  for (;;) {
    const controls = await run.ports.controls();
    const branch = run.ports.branch(controls.config.file.release_branch);
    const known = run.at;
    const at = await knowledgeOf(run, controls, branch);
    if (at === known || !at.evidence.tookLong) return { at, branch };
    run.at = undefined;
  }
}

async function knowledgeOf(run: Run, controls: Controls, branch: ReleaseBranch): Promise<SourceKnowledge> {
  if (run.at?.controls.commit === controls.commit) return run.at;
  const { everything, only } = run.publication;
  const candidates = hasErrors(controls.problems)
    ? { head: null, prompts: [], problems: [], isComplete: false }
    : await findCandidates({ controls, branch, sources: run.ports.sources }, { only, everything });
  const { head, problems } = candidates;
  const evidence = await evidenceOf(run, { candidates, controls, branch });
  run.at = { controls, candidates, evidence, head, settled: new Set(), refused: [], problems: [...problems] };
  return run.at;
}

async function evidenceOf(
  { publication }: Run,
  on: { readonly candidates: Candidates; readonly controls: Controls; readonly branch: ReleaseBranch },
): Promise<GatheredEvidence> {
  if (publication.evidence === null) return NO_EVIDENCE;
  const toPublish = await promptsToPublish(on.branch, on.candidates);
  return publication.evidence({ ...on, toPublish, head: on.candidates.head });
}

/** Those of the candidates that will become versions, as far as can be said before it is decided. */
async function promptsToPublish(
  branch: ReleaseBranch,
  { head, prompts }: Candidates,
): Promise<readonly PromptToPublish[]> {
  const ids = head === null ? [] : prompts.map(({ id }) => id);
  const snapshot = await branch.read(ids.map(statePath), head ?? undefined);
  return prompts.flatMap((prompt) => {
    const read = tryState(snapshot, prompt.id);
    if ("error" in read) return [];
    const { state } = read;
    const isWaiting = state?.latest.digest !== prompt.digest && state?.lifecycle !== "archived";
    return isWaiting ? [{ prompt, state }] : [];
  });
}

/** Plans the next commit. Prompts that need none are passed by here: each would be an end to the attempts otherwise. */
async function planStep(run: Run, at: SourceKnowledge, branch: ReleaseBranch): Promise<Plan<Step>> {
  const { candidates, controls, settled } = at;
  for (;;) {
    const left = candidates.prompts.filter((prompt) => !settled.has(prompt.id));
    if (left.length === 0) return { kind: "done", result: { at, batch: undefined } };
    const mayComplete = candidates.isComplete && at.refused.length === 0 && !hasErrors(at.problems);
    const planned = await planBatch(
      {
        ...{ branch, head: at.head, left, mayComplete, sourceCommit: controls.commit },
        environments: policiesOf(controls),
        evaluations: at.evidence.evaluations,
      },
      { ...run.publication, now: run.ports.surroundings.now },
    );
    if (planned.kind === "append") {
      return { ...planned, result: (commit) => ({ at, batch: planned.result(commit) }) };
    }
    settle(at, planned.result);
  }
}

function policiesOf({ config }: Controls): EnvironmentPolicy[] {
  return config.environments.map((name) => ({
    name,
    onMerge: config.file.environments[name]?.on_merge ?? "publish",
    evidence: config.file.environments[name]?.evidence ?? "optional",
  }));
}

function settle(at: SourceKnowledge, { head, problems, refused, settled }: PlannedBatch): void {
  at.refused.push(...refused);
  at.problems.push(...problems);
  for (const id of settled) at.settled.add(id);
  at.head = head;
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
