import { webhookMessages } from "../../projections/webhook-messages.ts";
import type { AlarmStore } from "../../releases/alarm-store.ts";
import { type Announcement, announcementsSince } from "../../releases/announcements.ts";
import { type Controls, watchedBranch } from "../../releases/controls.ts";
import type { ReleaseBranch } from "../../releases/ports.ts";
import { resolveEndpoints } from "../../webhooks/grants.ts";
import { announceMessages } from "../../webhooks/outbox/announce.ts";
import { displayUrl } from "../../webhooks/target.ts";
import type { GiveErrand, Outbox } from "../durable.ts";
import { haveDeliveriesTold } from "../errands/answer-deliveries.ts";
import type { Alert } from "../errands/errand-tools.ts";
import { namedRepository } from "../errands/errands.ts";
import type { Recorder } from "../recorder.ts";
import type { AppRepository } from "../repository.ts";
import type { Settings } from "../settings.ts";
import { type BranchMove, watchBranch } from "./branch-watch.ts";
import { giveHistories } from "./release-history.ts";
import { releaseSteps } from "./release-steps.ts";

interface ReleasePushed {
  readonly repository: AppRepository;
  readonly controls: Controls;
  readonly move: BranchMove;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly outbox: Outbox;
  readonly alarms: AlarmStore;
  readonly giveErrand: GiveErrand;
  readonly recorder: Pick<Recorder, "alarmRaised">;
  readonly log: (message: string) => void;
  readonly alert: Alert;
}

/**
 * A push to the release branch: whoever wrote the events, everyone downstream hears of them. Webhooks are put into the
 * outbox, and what was missed since the last announcement along with the push. Histories become errands of their own, since
 * GitHub takes them slowly and they must delay no later push: what is remembered as announced is in the outbox and the inbox.
 * Of a branch that raises an alarm nothing is announced.
 */
export async function releasePushed(pushed: ReleasePushed): Promise<void> {
  const { controls, move, outbox, repository } = pushed;
  const branch = repository.branch(controls.config.file.release_branch);
  await tellOfRefused(pushed);
  const announced = await outbox.announcedCommit(watchedBranch(repository.id, controls));
  for await (const step of releaseSteps(move, announced, branch)) {
    const isGood = await announceStep({
      ...pushed,
      move: step.move,
      repository: { ...repository, branch: () => step.branch },
    });
    if (!isGood) return;
  }
}

/** Announces and remembers a part of the move; false where it raises an alarm. */
async function announceStep(pushed: ReleasePushed): Promise<boolean> {
  const { controls, move, repository } = pushed;
  const branch = repository.branch(controls.config.file.release_branch);
  const { after } = move;
  if (!(await watchBranch(pushed)) || after === null) return false;
  const { remember, since } = await startOf(branch, { ...pushed, before: move.before, after });
  for await (const announcement of announcementsSince(branch, { since, until: after })) {
    await putInOutbox(announcement, pushed);
    await giveHistories(announcement, pushed);
  }
  if (remember) await rememberAnnounced(after, pushed);
  return true;
}

/**
 * Where to begin: behind what was announced last, where that leads to this push, so that pushes that nobody told of are made
 * up for. A push up to just there is announced whole: the app may have taken its head as it stood, without announcing it. An
 * older push that is delivered late does not turn back what is remembered.
 */
async function startOf(
  branch: ReleaseBranch,
  {
    after,
    before,
    controls,
    move,
    outbox,
    repository,
  }: ReleasePushed & { readonly before: string | null; readonly after: string },
): Promise<{ readonly since: string | null; readonly remember: boolean }> {
  const announced = await outbox.announcedCommit(watchedBranch(repository.id, controls));
  // What was before a forced push is no beginning.
  if (move.forced && announced !== null) return { since: announced, remember: announced !== after };
  if (announced === null || announced === before) return { since: before, remember: true };
  if (announced === after) return { since: before, remember: false };
  if (!(await branch.isAncestor(announced, after))) {
    return { since: before, remember: !(await branch.isAncestor(after, announced)) };
  }
  return { since: announced, remember: true };
}

async function putInOutbox(announcement: Announcement, pushed: ReleasePushed): Promise<void> {
  const { controls, now, outbox, repository } = pushed;
  await announceMessages(
    {
      ...watchedBranch(repository.id, controls),
      webhooks: controls.config.file.webhooks,
      messages: webhookMessages(announcement, repository),
      commit: null,
      now: now(),
    },
    outbox,
  );
  outbox.wake();
  await haveDeliveriesTold(announcement, pushed);
}

/** Only when everything that follows from a commit was done: whoever dies before begins again where it began. */
async function rememberAnnounced(
  commit: string,
  { controls, now, outbox, repository }: ReleasePushed,
): Promise<void> {
  const { webhooks } = controls.config.file;
  const watched = watchedBranch(repository.id, controls);
  await announceMessages({ ...watched, webhooks, messages: [], commit, now: now() }, outbox);
}

/** The repository's people cannot see the app's log: they are told in an issue. */
async function tellOfRefused({
  controls,
  giveErrand,
  log,
  repository,
  settings,
}: ReleasePushed): Promise<void> {
  const { webhooks } = controls.config.file;
  const { refused } = resolveEndpoints({
    repositoryId: repository.id,
    endpoints: webhooks,
    grants: settings.webhookGrants,
    secretOf: settings.secretOf,
  });
  if (refused.length === 0) return;
  for (const { code, index } of refused) log(`webhook ${index + 1} of the config is not sent: ${code}`);
  const entries = refused.map(({ code, index }) => ({
    entry: index + 1,
    target: displayUrl(webhooks[index]?.url ?? ""),
    code,
  }));
  await giveErrand({ kind: "endpoints_refused", ...namedRepository(repository), refused: entries });
}
