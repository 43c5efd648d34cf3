import type { LedgerEvent } from "../domain/ledger/event.ts";
import { environmentOf } from "../domain/ledger/state.ts";
import type { AnnouncedEvent, AnnouncedPrompt } from "../releases/announcements.ts";
import { incidentEntry, incidentIssue, type Rollback } from "../reports/incident/incident-issue.ts";
import type { ReportLinks } from "../reports/text/links.ts";
import type { Incident, IncidentIssues } from "./ports.ts";

export interface IncidentPorts {
  readonly incidents: IncidentIssues;
}

/** What the reviews of one prompt's rollbacks are written from. */
export interface IncidentFacts extends ReportLinks {
  readonly commit: string;
  readonly prompt: AnnouncedPrompt;
  /** The prompt's last events, newest first. */
  readonly events: readonly LedgerEvent[];
  readonly historyIssue: number;
}

/** A review is looked for from a day before its event on: no clock that wrote an event is trusted to the day. */
const CLOCK_SLACK_MS = 24 * 60 * 60 * 1000;

/** Whoever takes a rollback back so soon had rolled back the wrong thing. */
const TAKEN_BACK_MS = 30 * 60 * 1000;

/**
 * Opens a review for each rollback of one release commit, or adds to the one that is open for the prompt and environment. A
 * rollback that is taken back is told there; within half an hour that closes the review. Safe to repeat from any step on.
 */
export async function recordIncidents(facts: IncidentFacts, { incidents }: IncidentPorts): Promise<void> {
  for (const announced of facts.prompt.events) {
    const rollback = rollbackOf(announced, facts.events);
    if (rollback === null) continue;
    await (wentBack(rollback, facts)
      ? recordRollback(rollback, facts, incidents)
      : recordReturn(rollback, incidents));
  }
}

function rollbackOf(
  { event, previousVersion, version }: AnnouncedEvent,
  events: readonly LedgerEvent[],
): Rollback | null {
  const { environment, previous_version: left, type, version: restored } = event;
  if (type !== "prompt.rolled_back" || environment === null || left === null || restored === null)
    return null;
  return {
    event: { ...event, environment, version: restored, previous_version: left },
    bad: previousVersion,
    restored: version,
    liveSince: liveSince(event, events),
  };
}

/** When the version that a rollback left had gone live there. */
function liveSince(rollback: LedgerEvent, events: readonly LedgerEvent[]): string | null {
  const moved = events.find(
    ({ environment, sequence, type, version }) =>
      sequence < rollback.sequence &&
      environment === rollback.environment &&
      version === rollback.previous_version &&
      MOVES.has(type),
  );
  return moved?.at ?? null;
}

const MOVES: ReadonlySet<LedgerEvent["type"]> = new Set([
  "prompt.published",
  "prompt.promoted",
  "prompt.rolled_back",
]);

/** A rollback flags what it leaves; the way forward, which takes one back, flags nothing. */
function wentBack({ event }: Rollback, { prompt }: IncidentFacts): boolean {
  const { rolled_back: flagged } = environmentOf(prompt.state, event.environment);
  return flagged.some(({ version }) => version === event.previous_version);
}

async function recordRollback(
  rollback: Rollback,
  facts: IncidentFacts,
  incidents: IncidentIssues,
): Promise<void> {
  const { event } = rollback;
  const { closed, entry, open } = await reviewsOf(rollback, incidents);
  if ([...open, ...closed].some(({ eventId }) => eventId === event.id)) return;
  // Somebody may have closed the review that a run which died had already added this to.
  for (const { issue } of closed) if (await incidents.hasEntry({ ...entry, issue })) return;
  const current = open.at(-1);
  if (current !== undefined) {
    await incidents.commentOnce({ ...entry, issue: current.issue }, incidentEntry(rollback, false));
    return;
  }
  const { commit, historyIssue, releaseBranch, repositoryUrl } = facts;
  const { environment, id: eventId, prompt_id: promptId, previous_version: version } = event;
  await incidents.start(
    { promptId, environment, eventId, version },
    incidentIssue({ ...rollback, commit, historyIssue, releaseBranch, repositoryUrl }),
  );
}

/** The rollback was taken back, in part or as a whole. */
async function recordReturn(rollback: Rollback, incidents: IncidentIssues): Promise<void> {
  const { event } = rollback;
  const { entry, open } = await reviewsOf(rollback, incidents);
  const current = open.at(-1);
  if (current === undefined) return;
  const ends = event.version === current.version && isSoon(event, current);
  await incidents.commentOnce({ ...entry, issue: current.issue }, incidentEntry(rollback, ends));
  if (ends) await incidents.drop(current);
}

function isSoon({ at }: LedgerEvent, { openedAt }: Incident): boolean {
  return Date.parse(at) - Date.parse(openedAt) < TAKEN_BACK_MS;
}

/** The reviews of the rollback's prompt and environment that may have to do with it. */
async function reviewsOf({ event }: Rollback, incidents: IncidentIssues) {
  const since = new Date(Date.parse(event.at) - CLOCK_SLACK_MS).toISOString();
  const [open, closed] = await Promise.all([incidents.open(), incidents.closedSince(since)]);
  const concerns = ({ environment, promptId }: Incident) =>
    environment === event.environment && promptId === event.prompt_id;
  return {
    open: open.filter(concerns),
    closed: closed.filter(concerns),
    entry: { key: event.id, since },
  };
}
