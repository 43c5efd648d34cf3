import {
  decidePublish,
  type EnvironmentPolicy,
  type Published,
  SLUG_ATTEMPTS,
} from "../../domain/decisions/publish.ts";
import type { Refusal } from "../../domain/decisions/refusal.ts";
import { makeSlug } from "../../domain/identifiers.ts";
import type { Cause } from "../../domain/ledger/event.ts";
import type { PromptState } from "../../domain/ledger/state.ts";
import type { VersionEvaluation } from "../../domain/ledger/version-evaluation.ts";
import { errorAt, type Problem } from "../../domain/problem.ts";
import type { ResolvedPrompt } from "../../domain/prompt/effective-prompt.ts";
import { publishedBefore, slugTaken } from "../catalog/problems.ts";
import type { Plan } from "../compare-and-swap.ts";
import { commitOf, type DocumentError } from "../documents.ts";
import { slugOwner } from "../find-prompt.ts";
import { README_PATH, slugPath, statePath } from "../layout.ts";
import { publicationMessage } from "../messages.ts";
import type { BranchSnapshot, ReleaseBranch, Surroundings } from "../ports.ts";
import { batchSize, withinLimits } from "./commit-limits.ts";
import { draftOf, tryState } from "./publish-candidates.ts";

/** What is left to publish of a source commit, and on which head of the release branch. */
export interface BatchRequest {
  readonly branch: ReleaseBranch;
  readonly head: string | null;
  readonly left: readonly ResolvedPrompt[];
  readonly sourceCommit: string;
  /** Whether nothing was left out so far, so that the last batch may say that everything is published. */
  readonly mayComplete: boolean;
  readonly environments: readonly EnvironmentPolicy[];
  /** By prompt id; absent where nothing was evaluated. */
  readonly evaluations: ReadonlyMap<string, VersionEvaluation>;
}

/** What a publication says of each prompt, asked again for each attempt. */
export interface PromptMeans {
  /** The cause for a prompt at a source commit; its key names both (`merge:<sha>:<prompt>`). */
  readonly causeFor: (promptId: string, sourceCommit: string) => Cause;
  /** The number of the pull request that brought a source commit in. */
  readonly pullRequestOf: (sourceCommit: string) => Promise<number | null>;
}

type BatchMeans = PromptMeans & Pick<Surroundings, "now">;

/** One prompt's new version, and a release commit that holds it. */
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

/** What became of some prompts. */
export interface PlannedBatch {
  /** The head of the release branch afterwards. */
  readonly head: string | null;
  /** Ids of prompts that need no further look. */
  readonly settled: readonly string[];
  readonly published: readonly PublishedPrompt[];
  readonly refused: readonly RefusedPrompt[];
  readonly problems: readonly Problem[];
}

/** Plans one release commit for as many of the prompts as fit into it. */
export async function planBatch(request: BatchRequest, means: BatchMeans): Promise<Plan<PlannedBatch>> {
  const { head, left, mayComplete, sourceCommit } = request;
  const prompts = left.slice(0, batchSize(request.environments.length));
  const seen = await readForBatch(request, prompts);
  const decided = await Promise.all(prompts.map((prompt) => decideOne(prompt, { request, means, seen })));
  const accepted = decided.flatMap((one) => (one.kind === "publish" ? [one] : []));
  const taken = withinLimits(withoutSharedNames(accepted));
  const refused = decided.flatMap((one) => (one.kind === "refuse" ? [one] : []));
  const problems = decided.flatMap((one) => (one.kind === "problem" ? [one.problem] : []));
  const others = decided.flatMap((one) => (one.kind === "publish" ? [] : [one.promptId]));
  const settled = [...others, ...taken.map(({ promptId }) => promptId)];
  if (taken.length === 0) {
    return { kind: "done", result: { head, settled, published: [], refused, problems } };
  }
  const isLast = prompts.length === left.length && taken.length === accepted.length;
  const isComplete = isLast && mayComplete && refused.length + problems.length === 0;
  const names = taken.map(({ promptId, decision }) => ({ promptId, version: decision.version.version }));
  const writes = taken.map(({ before, decision }) => {
    return { before, appended: decision, version: decision.version };
  });
  const message = publicationMessage(names, isComplete ? sourceCommit : null);
  return {
    kind: "append",
    commit: commitOf(seen.snapshot, writes, message),
    result: (commit) => ({
      head: commit,
      settled,
      published: taken.map((one) => publishedPrompt(one, commit)),
      refused,
      problems,
    }),
  };
}

/** What the release branch says of the prompts of a batch. */
interface Seen {
  readonly snapshot: BranchSnapshot;
  /** Whether a slug, or a prompt whose id is the same word, is there already. */
  readonly isTaken: (slug: string) => boolean;
}

/** Reads at the head that the candidates were found on; slugs only for what is published for the first time. */
async function readForBatch(
  { branch, head }: BatchRequest,
  prompts: readonly ResolvedPrompt[],
): Promise<Seen> {
  if (head === null) return { snapshot: { head, files: new Map() }, isTaken: () => false };
  const paths = prompts.flatMap(({ id }) => [statePath(id), slugPath(id)]);
  const snapshot = await branch.read([README_PATH, ...paths], head);
  const first = prompts.filter(({ id }) => !snapshot.files.has(statePath(id)));
  if (first.length === 0) return { snapshot, isTaken: () => true };
  const slugs = first.flatMap(candidateSlugs);
  const { files } = await branch.read([...slugs.map(slugPath), ...slugs.map(statePath)], head);
  return { snapshot, isTaken: (slug) => files.has(slugPath(slug)) || files.has(statePath(slug)) };
}

/** The slugs that a prompt's first publication tries, in order. */
function candidateSlugs(prompt: ResolvedPrompt): readonly string[] {
  return SLUG_ATTEMPTS.map((attempt) => makeSlug(prompt.name, prompt.id, prompt.digest, attempt));
}

type DecidedPrompt =
  | { readonly kind: "unchanged"; readonly promptId: string }
  | { readonly kind: "problem"; readonly promptId: string; readonly problem: Problem }
  | ({ readonly kind: "refuse" } & RefusedPrompt)
  | AcceptedPrompt;

interface AcceptedPrompt {
  readonly kind: "publish";
  readonly promptId: string;
  readonly before: PromptState | undefined;
  readonly decision: Published;
}

interface DecideContext {
  readonly request: BatchRequest;
  readonly means: BatchMeans;
  readonly seen: Seen;
}

async function decideOne(
  prompt: ResolvedPrompt,
  { means, request, seen }: DecideContext,
): Promise<DecidedPrompt> {
  const promptId = prompt.id;
  const read = tryState(seen.snapshot, promptId);
  if ("error" in read) return { kind: "problem", promptId, problem: unreadable(prompt, read.error) };
  const before = read.state;
  if (before?.latest.digest === prompt.digest) return { kind: "unchanged", promptId };
  const owner = before === undefined ? slugOwner(seen.snapshot, promptId) : undefined;
  if (owner !== undefined) return { kind: "problem", promptId, problem: slugTaken(prompt, owner) };
  const { sourceCommit } = request;
  const evaluation = request.evaluations.get(promptId) ?? null;
  const pullRequest = await means.pullRequestOf(sourceCommit);
  const decision = decidePublish(
    before,
    {
      draft: draftOf(prompt, { evaluation, sourceCommit, pullRequest }),
      name: prompt.name,
      cause: means.causeFor(promptId, sourceCommit),
    },
    { now: means.now(), environments: request.environments, slugTaken: seen.isTaken },
  );
  switch (decision.decision) {
    case "append":
      return { kind: "publish", promptId, before, decision };
    case "refuse":
      return { kind: "refuse", promptId, refusal: decision };
    case "repeat":
      return { kind: "problem", promptId, problem: publishedBefore(prompt, decision.sequence) };
    case "unchanged":
      return { kind: "unchanged", promptId };
  }
}

/** What to say where nobody can know what a prompt's next event is. */
function unreadable({ path, positions }: ResolvedPrompt, { message }: DocumentError): Problem {
  return errorAt({ code: "unreadable_document", path, at: positions.id, message });
}

/** Where two new prompts would share a name, the later one waits for the next commit and sees it taken there. */
function withoutSharedNames(accepted: readonly AcceptedPrompt[]): readonly AcceptedPrompt[] {
  const names = new Set<string>();
  return accepted.filter(({ decision, promptId }) => {
    if (!decision.isFirst) return true;
    const own = [promptId, decision.state.slug];
    const isShared = own.some((name) => names.has(name));
    for (const name of own) names.add(name);
    return !isShared;
  });
}

function publishedPrompt({ promptId, before, decision }: AcceptedPrompt, commit: string): PublishedPrompt {
  return { promptId, decision, before: before ?? null, commit };
}
