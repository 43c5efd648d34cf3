import type { Redeliver } from "../commands/ports.ts";
import { announcedRef } from "../github/announced-ref.ts";
import { historyIssues } from "../github/issues/history-issues.ts";
import { incidentIssues } from "../github/issues/incident-issues.ts";
import { announcedHead, announceMissed } from "../projections/announce.ts";
import { markedBranch } from "../projections/mark.ts";
import type { AnnouncedMark, Webhooks } from "../projections/ports.ts";
import { webhookMessages } from "../projections/webhook-messages.ts";
import { brokenAt, type Controls } from "../releases/controls.ts";
import { findEvent } from "../releases/find-event.ts";
import { type GuardedBranch, guardedBranch } from "../releases/guard/guarded-branch.ts";
import { lineage } from "../releases/guard/lineage.ts";
import type { ReleaseBranch } from "../releases/ports.ts";
import type { EndpointStanding, Redelivery } from "../reports/answers/redelivery-answer.ts";
import { raiseRewritten } from "./branch-alarm.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";
import { amendAnswers, tellAnnounced } from "./tell-announced.ts";
import { openWebhooks } from "./webhooks.ts";

/** What a run needs where the config says `announce: action`. */
export interface Announcer {
  /** Opens the release branch so that nothing that is appended to it can be forgotten, or built on what was rewritten. */
  readonly branch: (name: string) => ReleaseBranch;
  /** Throws `BranchAlarmError` where what was read at the branch's head rests on what was rewritten. */
  readonly vouch: (name: string, head: string | null) => Promise<void>;
  /** Announces what no run has announced in full, and says what came of it. */
  readonly announce: () => Promise<void>;
  readonly redeliver: Redeliver;
}

interface Opening {
  readonly repository: ActionRepository;
  readonly controls: Controls;
  /** The step's, which the default branch's workflow fills. */
  readonly environment: NodeJS.ProcessEnv;
  readonly output: RunOutput;
}

export function openAnnouncer(opening: Opening): Announcer {
  const { repository } = opening;
  const mark = announcedRef(repository);
  const branches = new Map<string, GuardedBranch>();
  const guarded = (name: string) => {
    const known = branches.get(name) ?? guardedHere(name, mark, opening);
    branches.set(name, known);
    return known;
  };
  let webhooks: Webhooks | undefined;
  const opened = () => {
    webhooks ??= openWebhooks(opening);
    return webhooks;
  };
  return {
    branch: (name) => guarded(name).branch,
    vouch: (name, head) => guarded(name).vouch(head),
    announce: () => announce(opening, { mark, webhooks: opened() }),
    redeliver: ({ controls, eventId }) =>
      redeliver(eventId, controls, { mark, repository, webhooks: opened() }),
  };
}

/** The mark as this run found it is what vouches for a head: the Action remembers nothing else. */
function guardedHere(name: string, mark: AnnouncedMark, opening: Opening): GuardedBranch {
  const { controls, output, repository } = opening;
  const found = mark.read();
  found.catch(() => undefined);
  return guardedBranch({
    lineage: lineage(),
    branch: markedBranch(repository.branch(name), {
      mark: { ...mark, read: () => found },
      sourceCommit: controls.commit,
      log: output.warn,
    }),
    lastGood: () => found,
    suspect: async (good, head) => {
      if (await isSourceOf(opening)(good)) return false;
      // A guess at the branch's name raises no alarm; nor is anything written on what may be rewritten.
      if (controls.standing.kind === "unreadable") return head !== null;
      await raiseRewritten({ repository, output, branch: name, good, head });
      return true;
    },
  });
}

async function announce(
  opening: Opening,
  ports: { readonly mark: AnnouncedMark; readonly webhooks: Webhooks },
): Promise<void> {
  const { controls, output, repository } = opening;
  const { config } = controls;
  if (controls.standing.kind === "unreadable") {
    const why = `${brokenAt(controls)} is broken, so nobody knows who is to hear of it`;
    output.warn(`Nothing is announced: ${why}. The next run after it is mended announces everything.`);
    return;
  }
  const self = await repository.self();
  const place = { ...repository, client: repository.patientClient };
  const announced = await announceMissed({
    ...ports,
    branch: repository.branch(config.file.release_branch),
    issues: historyIssues(place, self),
    incidents: config.file.incidents.on_rollback === "issue" ? incidentIssues(place, self) : null,
    repository,
    repositoryUrl: repository.url,
    environments: config.environments,
    releaseBranch: config.file.release_branch,
    isSource: isSourceOf(opening),
    now: repository.surroundings.now,
  });
  tellAnnounced(announced, output);
  if (announced.status === "rewritten") {
    const { head, mark: good } = announced;
    await raiseRewritten({ repository, output, branch: config.file.release_branch, good, head });
  }
  await amendAnswers(announced, repository, output);
}

/** Whether a commit is one of the default branch. */
function isSourceOf({ controls, repository }: Pick<Opening, "controls" | "repository">) {
  return async (commit: string) => (await repository.sources.mergeBase(commit, controls.commit)) === commit;
}

interface Redelivering {
  readonly repository: ActionRepository;
  readonly mark: AnnouncedMark;
  readonly webhooks: Webhooks;
}

/**
 * Sends an event's webhooks again, here and now, to every receiver of the config that wants it. What a receiver does not take is
 * not tried again by itself. What is only on a branch that was rewritten is never signed.
 */
async function redeliver(
  eventId: string,
  controls: Controls,
  { mark, repository, webhooks }: Redelivering,
): Promise<Redelivery> {
  const branch = repository.branch(controls.config.file.release_branch);
  const good = await announcedHead({ branch, mark, isSource: isSourceOf({ controls, repository }) });
  const found = good === null ? undefined : await findEvent(branch, eventId, good);
  if (found === undefined) return { status: "unknown_event" };
  const messages = webhookMessages(found, repository).map(({ message }) => message);
  const outcomes = await webhooks.send(messages);
  if (outcomes.length === 0) return { status: "nobody_wants_it" };
  const endpoints = outcomes.map(({ target, why }) => {
    const standing: EndpointStanding =
      why === null ? { state: "delivered", status: null } : { state: "given_up", why };
    return { host: URL.parse(target)?.host ?? target, standing };
  });
  return { status: "redelivered", endpoints };
}
