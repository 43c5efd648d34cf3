import type { Obtained } from "../domain/ledger/version-evaluation.ts";
import type { Asker } from "../domain/policy/permission.ts";
import type { AlarmKind } from "./alarm-store.ts";

/**
 * The ports of the release use cases. Each has a contract suite in `test/contract` that runs on every home of it.
 * All outside failure is thrown as `OutsideError`; everything else a caller can meet is a returned union.
 */

/** What stands on the release branch at one commit, as far as it was asked for. Absent files are absent from the map. */
export interface BranchSnapshot {
  /** The commit that was read; null where the branch does not exist yet. */
  readonly head: string | null;
  readonly files: ReadonlyMap<string, string>;
}

/** One commit to append. Its paths come from `layout.ts`; nothing is ever deleted. */
export interface BranchCommit {
  /** The head the decision was made on; null creates the branch with an orphan commit. */
  readonly expectedHead: string | null;
  readonly message: string;
  /** Files that must not exist yet: versions, events, slugs. */
  readonly created: ReadonlyMap<string, string>;
  /** Files that may exist: `state.json` and the README. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Files that must exist at the expected head: the versions that the new events make live. */
  readonly required?: readonly string[];
}

export type AppendResult =
  | { readonly status: "committed"; readonly head: string }
  /** The head is no longer the expected one: read and decide again. */
  | { readonly status: "conflict" }
  /** A file that must not exist does: somebody edited the branch by hand. Nothing was written. */
  | { readonly status: "immutable"; readonly paths: readonly string[] }
  /** A file that must exist does not. Nothing was written. */
  | { readonly status: "missing"; readonly paths: readonly string[] };

/** What one commit of the release branch did. */
export interface BranchLogEntry {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly removed: readonly string[];
}

/** The release branch: compare-and-swap on its head and nothing else. Homes: memory, local git, GitHub. */
export interface ReleaseBranch {
  /** Reads files at the head (or at a commit), in one trip. `state.json` and README texts are whole. */
  read(paths: readonly string[], at?: string): Promise<BranchSnapshot>;
  /** All file paths below a directory (`""` for all) at a commit, sorted. */
  list(directory: string, at: string): Promise<readonly string[]>;
  append(commit: BranchCommit): Promise<AppendResult>;
  /**
   * The commits after `since` (null: from the first) up to `until`, oldest first. Throws `HistoryError` where `since`
   * is not an ancestor of `until`: the branch was rewritten.
   */
  log(range: { readonly since: string | null; readonly until: string }): AsyncIterable<BranchLogEntry>;
  /** Whether the history of `head` goes back to `ancestor`, which may be `head` itself. Another commit that is gone is nobody's ancestor. */
  isAncestor(ancestor: string, head: string): Promise<boolean>;
  /** Messages of the last commits at or before `at`, newest first, at most `limit`. */
  recentMessages(at: string, limit: number): Promise<readonly string[]>;
}

/** A file, link or submodule of a source commit. */
export interface SourceEntry {
  readonly path: string;
  readonly kind: "file" | "symlink" | "submodule";
  /** Git object id; equal ids mean equal content. */
  readonly oid: string;
}

/** One commit's tree of the repository that holds the prompts. */
export interface SourceTree {
  readonly commit: string;
  /** Every entry, recursively, sorted by path. */
  list(): Promise<readonly SourceEntry[]>;
  /** The bytes of regular files, batched; a path that is absent or no regular file is absent from the map. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Prompt files at a commit. Homes: git objects, GitHub's API. Nothing is ever checked out. */
export interface Sources {
  /** The default branch's head commit and the given files there, in one trip. */
  readDefaultBranch(
    paths: readonly string[],
  ): Promise<{ readonly commit: string; readonly files: ReadonlyMap<string, Uint8Array> }>;
  tree(commit: string): SourceTree;
  /** The best common ancestor, or null where there is none. */
  mergeBase(a: string, b: string): Promise<string | null>;
}

/** The bytes of an evaluation's JSON report, and the proof of which run they are from. */
export interface ProvenReport {
  readonly bytes: Uint8Array;
  readonly obtained: Obtained;
}

/** Looks up what somebody may do in the repository. */
export interface Members {
  /** Teams are read only when `teams` names some. */
  asker(login: string, teams: readonly string[]): Promise<Asker>;
}

/** Time, chance and waiting, handed in by the entry. */
export interface Surroundings {
  /** The present time, RFC 3339 in UTC. */
  readonly now: () => string;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Something outside did not answer or refused: try again later. Nothing is known to be half done. */
export class OutsideError extends Error {
  override readonly name: string = "OutsideError";
  /** What was being done, for people: `read the release branch`. */
  readonly doing: string;
  constructor(doing: string, cause: unknown) {
    super(`Could not ${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.doing = doing;
  }
}

/** A write got no answer: it may or may not have happened. Look before doing it again. */
export class UnknownOutcomeError extends OutsideError {
  override readonly name: string = "UnknownOutcomeError";
}

/**
 * Whoever does the work may wait no longer: the process ends, or another has taken the work over. No failure of anything
 * outside, and nobody is to be told: the next who takes up the work does it.
 */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  constructor() {
    super("stopped while it waited");
  }
}

/** The config cannot be read, and none before it is known: what it asks for would be a guess. Nothing was done. */
export class ConfigUnreadableError extends OutsideError {
  override readonly name = "ConfigUnreadableError";
}

/** An alarm about the release branch stands, so nothing is appended to it. Nothing was written. */
export class BranchAlarmError extends OutsideError {
  override readonly name = "BranchAlarmError";
  readonly kind: AlarmKind;
  constructor(kind: AlarmKind) {
    super("write to the release branch", new Error(`an alarm about it stands: ${kind}`));
    this.kind = kind;
  }
}

/** The release branch's history is not what was remembered: it was rewritten or replaced. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
}
