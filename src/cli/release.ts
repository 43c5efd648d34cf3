import { fetchBranch } from "../branch/git-remote.ts";
import type { Cause, LedgerEvent } from "../domain/ledger/event.ts";
import type { Controls } from "../releases/controls.ts";
import type { Replayed } from "../releases/operate/replay.ts";
import { DEFAULT_REMOTE, type LocalRepository, warnOfConfig } from "./repository.ts";
import { type Pair, type Pushed, pushReleases, startFromTracked, unpushedEvents } from "./synchronise.ts";
import { UsageError } from "./usage-error.ts";

/** The words that all release verbs share. */
export interface ReleaseWords {
  readonly because?: string | undefined;
  readonly key?: string | undefined;
  readonly push?: true | string | undefined;
}

/** One write to the release branch, between what must come before it and what may follow. */
export interface ReleaseRun<T> {
  /** The key as given or drawn, without what the event's key adds; the event's own where the clone's API made it. */
  readonly key: string;
  readonly outcome: T;
  /** Everything that was decided again: unpushed events on the remote's head. */
  readonly replayed: readonly Replayed[];
  /** Null without `--push`, or where the outcome left nothing to push. */
  readonly pushed: Pushed | null;
  readonly remote: string | null;
  /** The event of an earlier run that this one only pushed, instead of doing the same once more; else null. */
  readonly resumed: LedgerEvent | null;
}

/** How a write is done and whether something came of it that can be pushed. */
interface ReleaseWork<T> {
  readonly run: (cause: Cause, controls: Controls) => Promise<T>;
  /** What replayed events of this very cause make of the outcome; undefined where they say nothing. */
  readonly fromReplay: (replayed: readonly Replayed[], causeKey: string, before?: T) => T | undefined;
  readonly isPushable: (outcome: T) => boolean;
  /** Which of the events that were never pushed is what is asked for now, where no key says so. */
  readonly resumes?: (unpushed: readonly LedgerEvent[], controls: Controls) => LedgerEvent | undefined;
}

/**
 * The one way a release verb writes: fetch (with `--push`), start from the right commit, write, push. An event of this
 * key that was decided again on the way is this command's own from an earlier run: its outcome is the answer.
 */
export async function release<T>(
  repository: LocalRepository,
  words: ReleaseWords,
  work: ReleaseWork<T>,
): Promise<ReleaseRun<T>> {
  const remote = remoteOf(repository, words.push);
  const controls = await repository.controls();
  warnOfConfig(repository, controls);
  const branch = controls.config.file.release_branch;
  const pair: Pair = { repository, remote: remote ?? DEFAULT_REMOTE, branch };
  if (remote !== null) await fetchBranch({ repository: repository.git, remote, branch });
  const resumed = remote === null ? null : await resumedBy(work, { words, pair, controls });
  const started = await startFromTracked(pair);
  const cause = causeOf(repository, words, resumed);
  const key = cause.key.startsWith(KEY) ? cause.key.slice(KEY.length) : cause.key;
  const first = work.fromReplay(started, cause.key) ?? (await work.run(cause, controls));
  if (remote === null || !work.isPushable(first)) {
    return { key, outcome: first, replayed: started, pushed: null, remote, resumed };
  }
  const pushed = await pushReleases(pair);
  const outcome = work.fromReplay(pushed.replayed, cause.key, first) ?? first;
  return { key, outcome, replayed: [...started, ...pushed.replayed], pushed, remote, resumed };
}

/** What the keys of the command line's events begin with. */
const KEY = "cli:";
/** What the keys of events begin with that `pointsman serve` made in this clone. */
const API_KEY = "api:";

/** Keys are for this, and people forget them: what was done while the remote was away is not done once more. */
async function resumedBy<T>(
  { resumes }: ReleaseWork<T>,
  {
    controls,
    pair,
    words,
  }: { readonly words: ReleaseWords; readonly pair: Pair; readonly controls: Controls },
): Promise<LedgerEvent | null> {
  if (resumes === undefined || words.key !== undefined) return null;
  const unpushed = (await unpushedEvents(pair)).map(({ event }) => event);
  return (
    resumes(
      unpushed.filter(({ key }) => key.startsWith(KEY) || key.startsWith(API_KEY)),
      controls,
    ) ?? null
  );
}

function causeOf(
  { environment, identity }: LocalRepository,
  { because, key }: ReleaseWords,
  resumed: LedgerEvent | null,
): Cause {
  return {
    key: resumed?.key ?? `${KEY}${key ?? environment.randomKey()}`,
    actor: { login: identity.name, id: null, role: "unverified" },
    origin: { kind: "cli", url: null },
    reason: because ?? null,
    requestedAt: null,
  };
}

function remoteOf({ remotes }: LocalRepository, push: ReleaseWords["push"]): string | null {
  if (push === undefined) return null;
  const remote = push === true ? DEFAULT_REMOTE : push;
  if (remotes.includes(remote)) return remote;
  const known = remotes.length === 0 ? "this repository has none" : `there are ${remotes.join(", ")}`;
  throw new UsageError(
    "unknown_remote",
    `There is no remote “${remote}”: ${known}. Write --push last, or --push=<remote>.`,
  );
}
