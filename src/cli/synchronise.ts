import {
  fetchBranch,
  moveBranch,
  pushBranch,
  type StartingPoint,
  startingPoint,
  trackingRef,
} from "../branch/git-remote.ts";
import { resolveRef } from "../git/refs.ts";
import { runGit } from "../git/run.ts";
import { type AnnouncedEvent, announcementsSince } from "../releases/announcements.ts";
import { DocumentError } from "../releases/documents.ts";
import { type Replayed, replay } from "../releases/operate/replay.ts";
import { OutsideError } from "../releases/ports.ts";
import { replayPorts } from "./replay-ports.ts";
import type { LocalRepository } from "./repository.ts";

/** The local release branch beside a remote's. */
export interface Pair {
  readonly repository: LocalRepository;
  readonly remote: string;
  readonly branch: string;
}

/** Others may write at the same time; each round means that somebody else got on. */
const ROUNDS = 12;

/** Where the local branch stands, and where it would with the remote's commits below what was not pushed. */
interface Staged {
  readonly local: string | null;
  readonly tracked: string | null;
  readonly head: string | null;
  /** What was decided again on the way to `head`. */
  readonly replayed: readonly Replayed[];
}

/**
 * Brings the local release branch to where a write may start: it stays where it descends from the remote-tracking one,
 * else it moves there, with what was not pushed decided again on top.
 */
export async function startFromTracked(pair: Pair): Promise<readonly Replayed[]> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const staged = await stage(pair);
    if (await follow(pair, staged)) return staged.replayed;
  }
  throw new OutsideError("follow the remote release branch", "others kept moving the local one");
}

/** Moves the local branch to what was staged. False: it is no longer where it was seen. */
async function follow(pair: Pair, { head, local }: Staged): Promise<boolean> {
  if (head === null || head === local) return true;
  return moveBranch(whereOf(pair), { from: local, to: head });
}

/** Decides again beside the local branch, which stays as it is until all of it succeeded. */
async function stage(pair: Pair): Promise<Staged> {
  const start = await startingPoint(whereOf(pair));
  const { head, local, tracked } = start;
  if (start.standing !== "diverged" || head === null) return { local, tracked, head, replayed: [] };
  const events = await eventsBetween(pair, start);
  const { environment, git, branch: openBranch } = pair.repository;
  const name = `pointsman-replay-${environment.randomKey()}`;
  const ref = `refs/heads/${name}`;
  await runGit(git, ["update-ref", "--no-deref", ref, head]);
  try {
    environment.progress(
      `Deciding ${events.length} unpushed events again on ${pair.remote}'s release branch`,
    );
    const replayed = await replay(events, replayPorts(pair.repository, openBranch(name), pair.branch));
    refuseStopped(replayed);
    return { local, tracked, head: await resolveRef(git, ref), replayed };
  } finally {
    await runGit(git, ["update-ref", "--no-deref", "-d", ref]);
  }
}

/** Nobody else writes to the staging branch, so only a hand-edited branch stops a replay. */
function refuseStopped(replayed: readonly Replayed[]): void {
  for (const { outcome } of replayed) {
    if (outcome.status === "immutable") {
      const detail = "a file stands where the next entry belongs";
      throw new DocumentError(outcome.paths[0] ?? "a file", detail);
    }
    if (outcome.status === "conflict")
      throw new OutsideError("decide again", "the staging branch kept moving");
  }
}

/** The events that the local branch has and the tracked one has not, oldest first. */
export async function unpushedEvents(pair: Pair): Promise<readonly AnnouncedEvent[]> {
  return eventsBetween(pair, await startingPoint(whereOf(pair)));
}

async function eventsBetween(
  { branch, repository }: Pair,
  { local, tracked }: StartingPoint,
): Promise<readonly AnnouncedEvent[]> {
  if (local === null) return [];
  const base = tracked === null ? null : await repository.sources.mergeBase(local, tracked);
  const events: AnnouncedEvent[] = [];
  const range = { since: base, until: local };
  for await (const { prompts } of announcementsSince(repository.branch(branch), range)) {
    for (const prompt of prompts) events.push(...prompt.events);
  }
  return events;
}

export type Pushed = { readonly replayed: readonly Replayed[] } & (
  | { readonly status: "pushed" | "nothing_to_push"; readonly head: string | null }
  /** The remote does not want it; everything stays in the local branch. */
  | { readonly status: "rejected"; readonly message: string }
  | { readonly status: "conflict" }
);

/** Pushes the local release branch without force; where the remote moved, decides again on its head and tries again. */
export async function pushReleases(pair: Pair): Promise<Pushed> {
  const { environment } = pair.repository;
  for (let round = 0; round < ROUNDS; round += 1) {
    environment.progress(`Pushing the release branch to ${pair.remote}`);
    await fetchBranch(whereOf(pair));
    const { head, local, replayed, tracked } = await stage(pair);
    if (head === null || head === tracked) {
      await follow(pair, { head, local, replayed, tracked });
      return { status: "nothing_to_push", head, replayed };
    }
    const result = await pushBranch(whereOf(pair), head);
    if (result.status === "rejected") return { ...result, replayed: [] };
    if (result.status !== "moved") {
      await runGit(pair.repository.git, ["update-ref", "--no-deref", trackingRef(whereOf(pair)), head]);
      // Where somebody wrote to the local branch meanwhile, the next verb finds it diverged and decides that again.
      await follow(pair, { head, local, replayed, tracked });
      return { status: "pushed", head, replayed };
    }
    await environment.surroundings.sleep(environment.surroundings.random() * 100 * 2 ** Math.min(round, 4));
  }
  return { status: "conflict", replayed: [] };
}

function whereOf({ branch, remote, repository }: Pair) {
  return { repository: repository.git, remote, branch };
}
