import {
  activeInstallations,
  type InstalledRepository,
  installedRepositories,
} from "../../github/installations.ts";
import { watchedBranch } from "../../releases/controls.ts";
import { announceMessages } from "../../webhooks/outbox/announce.ts";
import { type BranchMove, watchBranch } from "../pushes/branch-watch.ts";
import { releasePushed } from "../pushes/release-pushed.ts";
import type { AppRepository } from "../repository.ts";
import type { ErrandTools } from "./errand-tools.ts";
import { type Errand, namedRepository } from "./errands.ts";

/** What one look takes. */
type LookingTools = Pick<
  ErrandTools,
  "alarms" | "alert" | "giveErrand" | "log" | "now" | "outbox" | "recorder"
>;

interface Looking extends ErrandTools {
  readonly signal: AbortSignal;
}

/**
 * Looks at the release branch of every repository, one after another, and gives an errand where it is ahead of what was
 * announced: what was missed is then announced although GitHub may never tell of it again. What lies before the app first
 * saw a repository is old news. Throws in the end what failed for some.
 */
export async function findMissedReleases(looking: Looking): Promise<void> {
  const { github, signal } = looking;
  const failures: unknown[] = [];
  for await (const installation of activeInstallations(await github.asItself())) {
    if (signal.aborted) return;
    await lookAtInstallation(installation, looking, failures).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, "Some repositories could not be looked at");
}

/** An installation that was removed or suspended meanwhile has no token: that is no other's business. */
async function lookAtInstallation(
  installation: number,
  looking: Looking,
  failures: unknown[],
): Promise<void> {
  const client = await looking.github.asInstallation(installation);
  for await (const facts of installedRepositories(client)) {
    if (looking.signal.aborted) return;
    await lookAt(facts, installation, looking).catch((error: unknown) => failures.push(error));
  }
}

async function lookAt(facts: InstalledRepository, installation: number, looking: Looking): Promise<void> {
  await lookAtRepository(await looking.github.open(facts, installation), looking);
}

/** Looks at the release branch of one repository, the one that its config in force names. */
export async function lookAtRepository(repository: AppRepository, tools: LookingTools): Promise<void> {
  const { alarms, giveErrand, now, outbox } = tools;
  const release = await releaseOf(repository);
  if (release === null) return;
  const { controls, head } = release;
  const watched = watchedBranch(repository.id, controls);
  const since = await outbox.announcedCommit(watched);
  const { webhooks } = controls.config.file;
  if (since !== null && head !== since && head !== null) {
    await giveErrand({ kind: "catch_up", ...namedRepository(repository), since, head });
    return;
  }
  if (since !== null) {
    // Nothing is to be announced; but the branch may be gone, or be what it was before an alarm.
    const isQuiet = head === since && (await alarms.standing(watched)).length === 0;
    if (!isQuiet) await watchBranch({ ...tools, repository, controls, move: found(since, head) });
    return;
  }
  if (head === null) return;
  await announceMessages({ ...watched, webhooks, messages: [], commit: head, now: now() }, outbox);
}

/** What the app finds by itself: nobody told it who pushed. */
function found(before: string | null, after: string | null): BranchMove {
  return { before, after, forced: false, pusher: null };
}

/** Null where the app does not announce, or nobody can say whether, for whom and which branch. */
async function releaseOf(repository: AppRepository) {
  const controls = await repository.controls();
  const { announce, release_branch } = controls.config.file;
  if (announce !== "app" || controls.standing.kind === "unreadable") return null;
  const { head } = await repository.branch(release_branch).read([]);
  return { head, controls };
}

/**
 * Announces what was missed, as if a push had brought it just now: from where the announcements stand by now to where the
 * branch is by now, so that of many such errands the first does the work.
 */
export async function catchUp(
  { installation, repository: facts, since }: Extract<Errand, { readonly kind: "catch_up" }>,
  tools: ErrandTools,
): Promise<void> {
  const repository = await tools.github.open(facts, installation);
  const controls = await repository.controls();
  const { announce, release_branch } = controls.config.file;
  if (controls.standing.kind === "unreadable")
    throw new Error("The config cannot be read, and none before it");
  if (announce !== "app") return;
  const watched = watchedBranch(facts.id, controls);
  const before = (await tools.outbox.announcedCommit(watched)) ?? since;
  const { head } = await repository.branch(release_branch).read([]);
  if (head === before && (await tools.alarms.standing(watched)).length === 0) return;
  await releasePushed({ ...tools, repository, controls, move: found(before, head) });
}
