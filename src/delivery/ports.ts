import type { LedgerEvent } from "../domain/ledger/event.ts";
import type { PromptState } from "../domain/ledger/state.ts";
import type { Version } from "../domain/ledger/version.ts";
import type { EffectivePrompt } from "../domain/prompt/effective-prompt.ts";
import type { BranchSnapshot } from "../releases/ports.ts";

/** The commit that is served now. */
export interface Head {
  /** Null where nothing was ever released. */
  readonly commit: string | null;
  /** When it was last known to be the branch's head; null where that is now, always. */
  readonly asOf: AsOf | null;
}

export interface AsOf {
  /** RFC 3339 in UTC. */
  readonly time: string;
  readonly ageSeconds: number;
}

/** What the HTTP API needs of the release branch. None of it can write. */
export interface BranchReader {
  /** Asked anew for each request. */
  head(): Promise<Head>;
  read(paths: readonly string[], at: string): Promise<BranchSnapshot>;
  /** All file paths below a directory at a commit, sorted. */
  list(directory: string, at: string): Promise<readonly string[]>;
}

/** Parse documents of a snapshot; undefined where they are absent. Throw where somebody edited them beyond reading. */
export interface DocumentReaders {
  readonly state: (snapshot: BranchSnapshot, promptId: string) => PromptState | undefined;
  readonly version: (snapshot: BranchSnapshot, promptId: string, version: string) => Version | undefined;
  readonly event: (snapshot: BranchSnapshot, promptId: string, sequence: number) => LedgerEvent | undefined;
  readonly slugOwner: (snapshot: BranchSnapshot, slug: string) => string | undefined;
}

/** One event with what its readers need to know beside it. */
export interface Change {
  readonly event: LedgerEvent;
  readonly slug: string;
  /** Digest of the version that the event names; null where it names none. */
  readonly digest: string | null;
}

/** Whether a release branch is followed, or was rewritten, so that what stood at its last good head is served on. */
export type BranchStanding =
  | { readonly state: "followed" }
  /** `head` is where the branch was found; null where it is gone. */
  | { readonly state: "rewritten"; readonly serving: string; readonly head: string | null };

/** What a server of one repository goes by. */
export interface ServedStanding {
  readonly branch: BranchStanding;
  /** Where the config is broken, as `path:line`, so that the last readable one is in force; null while it can be read. */
  readonly brokenConfig: string | null;
}

/** What one release commit changed. */
export interface CommitChanges {
  readonly commit: string;
  readonly changes: readonly Change[];
}

export type ChangesResult =
  | { readonly status: "changes"; readonly commits: readonly CommitChanges[] }
  /** What lies between cannot be told one by one: the branch was rewritten, or it is too much. */
  | { readonly status: "unknown" };

/** The release branch at one commit: all answers of a view fit together. */
export interface ReleaseView {
  readonly asOf: AsOf | null;
  /** Known environments in promotion order. */
  readonly environments: readonly [string, ...string[]];
  /** All slugs, sorted. */
  slugs(): Promise<readonly string[]>;
  /** The states of the prompts with these slugs, in this order. */
  statesOf(slugs: readonly string[]): Promise<readonly PromptState[]>;
  /** Finds a prompt by id or slug. */
  state(name: string): Promise<PromptState | undefined>;
  version(promptId: string, version: string): Promise<Version | undefined>;
  versions(promptId: string, versions: readonly string[]): Promise<readonly Version[]>;
  /** Events `from` to `to`, both included, by sequence. */
  events(
    promptId: string,
    range: { readonly from: number; readonly to: number },
  ): Promise<readonly LedgerEvent[]>;
}

/** One repository's prompts as they are now. */
export interface LivePrompts {
  head(): Promise<string | null>;
  view(): Promise<ReleaseView>;
  changesBetween(since: string | null, until: string): Promise<ChangesResult>;
}

/** A run of text that both sides have, or only one of them. */
export interface Segment {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** What differs between two prompts, part by part and word by word. */
export type Compare = (
  base: EffectivePrompt,
  head: EffectivePrompt,
) => readonly { readonly part: string; readonly segments: readonly Segment[] }[];
