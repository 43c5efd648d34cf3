import { OutsideError } from "../../releases/ports.ts";
import type { Nap } from "../../work/loop.ts";
import type { HeadMove } from "./branch-files.ts";
import { singleFlight } from "./single-flight.ts";

/** What the app's store says of a release branch; all instances share it. */
export interface HeadNews {
  /** The last good head: the commit announced last. Null where none was, or where this app does not announce. */
  readonly announced: string | null;
  /** Since when an alarm about the branch stands, in milliseconds since the epoch; null where none does. */
  readonly alarmSince: number | null;
}

/** What a served head is found with. */
export interface HeadParts {
  readonly news: () => Promise<HeadNews>;
  /** Where the branch is at GitHub; null where it is not there. */
  readonly ask: () => Promise<string | null>;
  /** Whether the one commit follows on the other, those between only do what pointsman's do, and nothing is forged. */
  readonly isGood: (range: { readonly since: string; readonly until: string }) => Promise<boolean>;
  /** The paths that commits touched; null where the one does not follow on the other, or too much lies between. */
  readonly touched: (since: string, until: string) => Promise<HeadMove["touched"]>;
  /** Whether pushes are judged and announced by this app, so that its store tells of each good head. */
  readonly announces: boolean;
  /** Told before the new head is served. */
  readonly onMove: (move: HeadMove) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly nap: Nap;
  readonly log: (message: string) => void;
}

/** The commit that is served, with when it was last known to be the branch's good head. */
export interface Standing {
  readonly commit: string | null;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
}

export interface ServedHead {
  /** Throws `OutsideError` only where no good head was ever seen. */
  readonly current: () => Promise<Standing>;
  /** Look at once: there is probably something new. */
  readonly look: () => void;
  /** The app itself appended a commit, which touched these paths. It is served when this resolves, wherever the head stood. */
  readonly appended: (from: string | null, to: string, touched: readonly string[]) => Promise<void>;
}

/** The store is asked this often, GitHub that often, and only while somebody asks us. */
const STORE_EVERY_MS = 1_000;
const GITHUB_EVERY_MS = 10_000;
/** A request waits this long for a look, and then takes what is there. */
const PATIENCE_MS = 2_000;
/** So soon after a look failed nobody looks again, on top of the usual time. */
const AFTER_FAILURE_MS = 2_000;
/** A head that was not announced is served after this long, when its push was probably never told of. */
const UNANNOUNCED_MS = 30_000;

interface Memory {
  standing: Standing | undefined;
  /** As the store said at the last look. */
  announced: string | null;
  /** A head that was not announced yet: which one, since when there has been one, and whether it is good. */
  waiting: { readonly commit: string; readonly since: number; readonly good: boolean } | null;
  storeAt: number;
  githubAt: number;
  lookStarted: number;
  failure: unknown;
}

/**
 * Which commit of a release branch is served. It goes forward when the app announces (every instance sees that in the store), when
 * the app itself appends, and to where the branch is at GitHub: at once where the app does not announce, else when no
 * announcement came. It never goes to a commit that does what pointsman never does, nor anywhere while an alarm stands: then
 * it is the last good head. While GitHub does not answer it stays.
 */
export function servedHead(parts: HeadParts): ServedHead {
  const never = Number.NEGATIVE_INFINITY;
  const memory: Memory = {
    ...{ standing: undefined, announced: null, waiting: null },
    ...{ storeAt: never, githubAt: never, lookStarted: never, failure: undefined },
  };
  const looking = singleFlight(async () => {
    memory.lookStarted = parts.now();
    try {
      await look(memory, parts);
      memory.failure = undefined;
    } catch (error) {
      memory.failure = error;
      memory.githubAt = parts.now();
      memory.storeAt = parts.now() + AFTER_FAILURE_MS;
      parts.log(notLookedAt(error));
    }
  });
  return {
    current: async () => {
      if (memory.standing === undefined) return firstStanding(memory, parts, looking);
      if (parts.now() - memory.storeAt >= STORE_EVERY_MS) await lookPatiently(memory, parts, looking);
      return memory.standing;
    },
    look: () => {
      memory.storeAt = never;
      memory.githubAt = never;
    },
    appended: async (from, to, touched) => {
      if (memory.standing?.commit === from) {
        move(memory, parts, { to, touched: from === null ? null : touched });
        return;
      }
      // The append was vouched for: what lies between needs no announcement.
      await follow(to, memory, parts).catch((error: unknown) => parts.log(notLookedAt(error)));
    },
  };
}

function notLookedAt(error: unknown): string {
  return `the release branch could not be looked at: ${error instanceof Error ? error.message : "?"}`;
}

async function firstStanding(
  memory: Memory,
  { now }: HeadParts,
  looking: () => Promise<void>,
): Promise<Standing> {
  const justFailed = memory.failure !== undefined && now() - memory.githubAt < AFTER_FAILURE_MS;
  if (!justFailed) await looking();
  if (memory.standing !== undefined) return memory.standing;
  if (memory.failure !== undefined) throw memory.failure;
  return noHead();
}

/** While looks fail nobody waits for them. */
async function lookPatiently(
  memory: Memory,
  { nap, now }: HeadParts,
  looking: () => Promise<void>,
): Promise<void> {
  const looked = looking();
  const patience = memory.lookStarted + PATIENCE_MS - now();
  if (memory.failure !== undefined || patience <= 0) return;
  const over = new AbortController();
  await Promise.race([looked, nap(patience, over.signal)]);
  over.abort();
}

function noHead(): never {
  throw new OutsideError("find the release branch's last good head", "an alarm stands and none is known");
}

async function look(memory: Memory, parts: HeadParts): Promise<void> {
  const now = parts.now();
  memory.storeAt = now;
  const { alarmSince, announced } = await parts.news();
  if (alarmSince !== null) {
    memory.announced = announced;
    return standAt(memory, parts, { announced, alarmSince });
  }
  if (memory.standing === undefined && announced !== null) {
    move(memory, parts, { to: announced, touched: null });
  } else if (announced !== null && announced !== memory.announced) {
    await follow(announced, memory, parts);
  }
  memory.announced = announced;
  if (memory.standing !== undefined && now - memory.githubAt < GITHUB_EVERY_MS) return;
  memory.githubAt = now;
  await compareWithGitHub(memory, parts);
}

/** An alarm stands: the last good head is served, however far it was gone beyond. */
function standAt(
  memory: Memory,
  parts: HeadParts,
  { alarmSince, announced }: { readonly announced: string | null; readonly alarmSince: number },
): void {
  memory.waiting = null;
  const { standing } = memory;
  if (announced === null || standing?.commit === announced) return;
  parts.onMove({ to: announced, touched: null });
  memory.standing = { commit: announced, asOf: Math.min(standing?.asOf ?? alarmSince, alarmSince) };
}

/** Another good head is known. It may be behind what is served already; or the operator took a rewritten branch as it is. */
async function follow(to: string, memory: Memory, parts: HeadParts): Promise<void> {
  const commit = memory.standing?.commit ?? null;
  if (commit === to) return;
  const touched = commit === null ? null : await parts.touched(commit, to);
  const isBehind = touched === null && commit !== null && (await parts.touched(to, commit)) !== null;
  // It may have moved meanwhile.
  if ((memory.standing?.commit ?? null) !== commit) return follow(to, memory, parts);
  if (!isBehind) move(memory, parts, { to, touched });
}

async function compareWithGitHub(memory: Memory, parts: HeadParts): Promise<void> {
  const head = await parts.ask();
  const { standing } = memory;
  if (standing === undefined) return move(memory, parts, { to: head, touched: null });
  if (head === standing.commit) {
    memory.waiting = null;
    memory.standing = { commit: head, asOf: parts.now() };
    return;
  }
  if (head === null) return parts.log("the release branch is gone: its last good head stays in use");
  if (standing.commit === null) return move(memory, parts, { to: head, touched: null });
  await consider(head, standing.commit, { memory, parts });
}

/** A head that the store does not know. */
async function consider(
  head: string,
  commit: string,
  { memory, parts }: { readonly memory: Memory; readonly parts: HeadParts },
): Promise<void> {
  const { waiting } = memory;
  const since = waiting?.since ?? parts.now();
  const good = waiting?.commit === head ? waiting.good : await parts.isGood({ since: commit, until: head });
  if (!good && waiting?.commit !== head) {
    parts.log(`the release branch is not as pointsman makes it at ${head}: its last good head stays in use`);
  }
  memory.waiting = { commit: head, since, good };
  if (!good || (parts.announces && parts.now() - since < UNANNOUNCED_MS)) return;
  move(memory, parts, { to: head, touched: await parts.touched(commit, head) });
}

function move(memory: Memory, parts: HeadParts, to: HeadMove): void {
  parts.onMove(to);
  memory.waiting = null;
  memory.standing = { commit: to.to, asOf: parts.now() };
}
