import type { LedgerEvent } from "../../domain/ledger/event.ts";
import { ACTIONS_BOT } from "../../github/who-am-i.ts";
import type { AlarmKind, AlarmStore, StandingAlarm, WatchedBranch } from "../../releases/alarm-store.ts";
import { announcementsSince } from "../../releases/announcements.ts";
import { type Controls, watchedBranch } from "../../releases/controls.ts";
import { type UnpermittedEvent, unpermittedEvents } from "../../releases/guard/pushers.ts";
import type { ReleaseBranch } from "../../releases/ports.ts";
import type { Finding } from "../../releases/verify/verify-prompt.ts";
import { verifySince } from "../../releases/verify/verify-since.ts";
import { announceMessages } from "../../webhooks/outbox/announce.ts";
import type { GiveErrand, Outbox } from "../durable.ts";
import type { Alert } from "../errands/errand-tools.ts";
import { namedRepository } from "../errands/errands.ts";
import type { Recorder } from "../recorder.ts";
import type { AppRepository } from "../repository.ts";
import { forgedBetween } from "./forgeries.ts";
import { type PushReach, type Range, reachOf } from "./push-reach.ts";

/** A move of the release branch, as GitHub told of it or as the app found it. */
export interface BranchMove {
  /** The head before; null where the branch was created. */
  readonly before: string | null;
  /** The head after; null where the branch was deleted. */
  readonly after: string | null;
  readonly forced: boolean;
  /** The login of whoever pushed; null where nobody told the app. */
  readonly pusher: string | null;
}

interface Watch {
  readonly repository: AppRepository;
  readonly controls: Controls;
  readonly move: BranchMove;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly outbox: Pick<Outbox, "announce" | "announcedCommit">;
  readonly alarms: AlarmStore;
  readonly giveErrand: GiveErrand;
  readonly log: (message: string) => void;
  readonly alert: Alert;
  readonly recorder: Pick<Recorder, "alarmRaised">;
}

/** What raises an alarm, with what people are told of it. */
interface Breach {
  readonly kind: AlarmKind;
  readonly commit: string;
  readonly findings: readonly Finding[];
  readonly unpermitted: readonly UnpermittedEvent[];
  /** Whether it was announced already: GitHub told late who pushed it. */
  readonly announced: boolean;
}

/**
 * Judges a move of the release branch against its last good head, which is the last one that was announced. Where it was
 * rewritten, tampered with, or moved by somebody who may not, an alarm stands from then on, and false says that nothing
 * of it is to be announced. The first good head after that lifts the alarm, and true says to go on from the last good one.
 */
export async function watchBranch(watch: Watch): Promise<boolean> {
  const { alarms, controls, outbox, repository } = watch;
  const watched = watchedBranch(repository.id, controls);
  const standing = await alarms.standing(watched);
  const good = (await outbox.announcedCommit(watched)) ?? watch.move.before;
  const looking = { ...watch, good, standing, watched, branch: repository.branch(watched.branch) };
  const breach = await findBreach(looking);
  if (breach !== null) {
    await raise(breach, looking);
    return false;
  }
  return standing.length === 0 || liftWhereGood(looking);
}

interface Looking extends Watch {
  readonly watched: WatchedBranch;
  readonly branch: ReleaseBranch;
  /** The last good head; null where nothing of the branch was ever seen. */
  readonly good: string | null;
  readonly standing: readonly StandingAlarm[];
}

async function findBreach(looking: Looking): Promise<Breach | null> {
  const { branch, good, move, standing } = looking;
  const { after, forced } = move;
  if (after === null) return good === null ? null : breachOf("rewritten", good);
  if (good !== null && !(await branch.isAncestor(good, after))) {
    // A push onto what raised the alarm raises none itself.
    const known = standing.some(({ commit, kind }) => kind === "rewritten" && commit !== after);
    if (!forced && known) return null;
    return !forced && (await isOldNews(good, after, branch))
      ? lateBreach(await reachOf(looking, after), looking)
      : breachOf("rewritten", after);
  }
  const findings = await verifySince(branch, { since: good, until: after });
  const [first] = findings;
  if (first !== undefined) {
    const commit = first.commit ?? after;
    return (await isBuiltOn(after, commit, looking)) ? null : { ...breachOf("tampered", commit), findings };
  }
  const reach = await reachOf(looking, after);
  if (reach.isLate) return lateBreach(reach, looking);
  const { missed, pushed } = reach;
  return (missed === null ? null : await forgeryIn(missed, looking)) ?? pushedBreach(pushed, looking);
}

/** A push that GitHub told of late: the branch has gone on to the last good head since. */
async function isOldNews(good: string, after: string, branch: ReleaseBranch): Promise<boolean> {
  return (await branch.read([])).head !== after && (await branch.isAncestor(after, good));
}

function breachOf(kind: AlarmKind, commit: string): Breach {
  return { kind, commit, findings: [], unpermitted: [], announced: false };
}

/** Whether a head goes back to another commit that raised the alarm: it raises none of its own. */
async function isBuiltOn(head: string, found: string, { branch, standing }: Looking): Promise<boolean> {
  for (const { commit, kind } of standing) {
    const isItself = kind === "tampered" && commit === found;
    if (kind !== "rewritten" && !isItself && (await branch.isAncestor(commit, head))) return true;
  }
  return false;
}

/** Of a push that GitHub told of late, its pusher could not be asked for when it was announced. */
async function lateBreach({ isLate, pushed }: PushReach, looking: Looking): Promise<Breach | null> {
  if (!isLate || looking.move.pusher === null) return null;
  const breach = await pushedBreach(pushed, looking);
  return breach && { ...breach, announced: true };
}

/** What is wrong with what somebody pushed. The app's own pushes are as it made them, and the ruleset says who may be the Action. */
async function pushedBreach(pushed: Range, looking: Looking): Promise<Breach | null> {
  const { pusher } = looking.move;
  if (pusher === ACTIONS_BOT.login || pusher === (await looking.repository.self()).login) return null;
  const unpermitted = pusher === null ? [] : await unpermittedIn(pushed, pusher, looking);
  if (unpermitted.length > 0) return { ...breachOf("stranger", pushed.until), unpermitted };
  return forgeryIn(pushed, looking);
}

async function unpermittedIn(
  range: Range,
  pusher: string,
  { branch, controls, repository }: Looking,
): Promise<readonly UnpermittedEvent[]> {
  const events: LedgerEvent[] = [];
  for await (const { prompts } of announcementsSince(branch, range)) {
    events.push(...prompts.flatMap((prompt) => prompt.events.map(({ event }) => event)));
  }
  return unpermittedEvents(pusher, events, { controls, members: repository.members });
}

/** Whoever pushed it: what cannot be made again is announced to nobody. */
async function forgeryIn(range: Range, looking: Looking): Promise<Breach | null> {
  const findings = await forgedBetween(looking.branch, range, looking.repository);
  const [first] = findings;
  if (first === undefined) return null;
  const commit = first.commit ?? range.until;
  const known = await isBuiltOn(range.until, commit, looking);
  return known ? null : { ...breachOf("tampered", commit), findings };
}

/** How much of what was found one comment tells. */
const MOST_TOLD = 20;

async function raise(
  { announced, commit, findings, kind, unpermitted }: Breach,
  { alarms, alert, controls, giveErrand, good, move, now, outbox, recorder, repository, watched }: Looking,
): Promise<void> {
  const raisedAt = now();
  const alarm = await alarms.raise(watched, { kind, commit, raisedAt });
  if (good !== null && (await outbox.announcedCommit(watched)) === null) {
    const { webhooks } = controls.config.file;
    await announceMessages({ ...watched, webhooks, messages: [], commit: good, now: raisedAt }, outbox);
  }
  const { owner, repo } = repository;
  await giveErrand({
    kind: "branch_alarm",
    ...namedRepository(repository),
    alarm,
    branch: watched.branch,
    good,
    head: move.after,
    pusher: move.pusher,
    announced,
    findings: findings.slice(0, MOST_TOLD).map(({ code, message }) => ({ code, message })),
    unpermitted: unpermitted.slice(0, MOST_TOLD).map(({ event, needs, role }) => ({
      ...{ event: event.id, type: event.type, promptId: event.prompt_id },
      ...{ environment: event.environment, needs, role },
    })),
  });
  if (alarm.raisedAt !== raisedAt) return;
  recorder.alarmRaised(kind);
  const facts = { alarm: kind, repository: `${owner}/${repo}`, head: move.after, good, pusher: move.pusher };
  alert({ ...facts, findings: findings.map(({ code }) => code) }, "alarm about the release branch");
}

/** A late push may be good while the branch is not: what counts is where the branch is now. */
async function liftWhereGood(looking: Looking): Promise<boolean> {
  const { alarms, branch, giveErrand, log, repository, standing, watched } = looking;
  const { head } = await branch.read([]);
  if (head === null || !(await isGood(head, looking))) return false;
  const { owner, repo } = repository;
  await giveErrand({
    kind: "branch_good",
    ...namedRepository(repository),
    branch: watched.branch,
    head,
    since: Math.max(...standing.map(({ raisedAt }) => raisedAt)),
  });
  await alarms.lift(watched);
  log(`the release branch of ${owner}/${repo} is good again, at ${head}`);
  return true;
}

async function isGood(head: string, { branch, good, repository, standing }: Looking): Promise<boolean> {
  if (good !== null && !(await branch.isAncestor(good, head))) return false;
  for (const { commit, kind } of standing) {
    if (kind !== "rewritten" && (await branch.isAncestor(commit, head))) return false;
  }
  const range = { since: good, until: head };
  return (
    (await verifySince(branch, range)).length === 0 &&
    (await forgedBetween(branch, range, repository)).length === 0
  );
}
