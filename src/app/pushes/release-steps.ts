import { type BranchLogEntry, HistoryError, type ReleaseBranch } from "../../releases/ports.ts";
import type { BranchMove } from "./branch-watch.ts";

/** Commits after which is remembered how far the announcing came: so much a process that dies does again at most. */
export const STEP = 25;

/** A part of a move, and the branch with the history of that part at hand. */
export interface ReleaseStep {
  readonly move: BranchMove;
  readonly branch: ReleaseBranch;
}

/**
 * Takes a move that goes on from the last good head apart, oldest commits first, so that whoever is interrupted again and
 * again comes to an end all the same, however much was missed. What lies before the move is told as nobody's. Every other
 * move, and what is no plain line of commits, is one step.
 */
export async function* releaseSteps(
  move: BranchMove,
  announced: string | null,
  branch: ReleaseBranch,
): AsyncGenerator<ReleaseStep> {
  const { after, forced } = move;
  if (after === null || forced || announced === null || announced === after) {
    yield { move, branch };
    return;
  }
  try {
    yield* stepsBetween(move, { since: announced, until: after }, branch);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    yield { move, branch };
  }
}

interface Range {
  readonly since: string;
  readonly until: string;
}

async function* stepsBetween(
  move: BranchMove,
  { since, until }: Range,
  branch: ReleaseBranch,
): AsyncGenerator<ReleaseStep> {
  const { before } = move;
  let isOthers = before !== null && before !== since && (await branch.isAncestor(since, before));
  let start = since;
  let previous = since;
  let isLine = true;
  let entries: BranchLogEntry[] = [];
  for await (const entry of branch.log({ since, until })) {
    const { commit, parents } = entry;
    isLine &&= parents.length === 1 && parents[0] === previous;
    previous = commit;
    entries.push(entry);
    const isFull = isLine && (entries.length === STEP || commit === before);
    if (!isFull && commit !== until) continue;
    const part = commit === until && isOthers ? move : partOf(move, { start, since, commit, isOthers });
    yield { move: part, branch: withHistory(branch, { since: start, until: commit }, entries) };
    isOthers &&= commit !== before;
    start = commit;
    entries = [];
  }
}

interface Part {
  readonly start: string;
  readonly since: string;
  readonly commit: string;
  readonly isOthers: boolean;
}

function partOf(move: BranchMove, { commit, isOthers, since, start }: Part): BranchMove {
  if (isOthers) return { before: start, after: commit, forced: false, pusher: null };
  return { ...move, before: start === since ? move.before : start, after: commit };
}

/** The branch, with one part of its history known: that is neither asked for again by who judges it nor by who tells of it. */
function withHistory(
  branch: ReleaseBranch,
  { since, until }: Range,
  entries: readonly BranchLogEntry[],
): ReleaseBranch {
  return {
    ...branch,
    log: (range) => (range.since === since && range.until === until ? fromList(entries) : branch.log(range)),
    isAncestor: async (ancestor, head) =>
      (ancestor === since && head === until) || branch.isAncestor(ancestor, head),
  };
}

async function* fromList(entries: readonly BranchLogEntry[]): AsyncGenerator<BranchLogEntry> {
  yield* entries;
}
