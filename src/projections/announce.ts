import type { LedgerEvent } from "../domain/ledger/event.ts";
import { type Announcement, announcementsSince } from "../releases/announcements.ts";
import { DocumentError } from "../releases/documents.ts";
import { OutsideError } from "../releases/ports.ts";
import { type HistoryPorts, recordHistory } from "./history.ts";
import type { AnnouncedMark, WebhookOutcome, Webhooks } from "./ports.ts";
import { webhookMessages } from "./webhook-messages.ts";

export interface AnnouncePorts extends HistoryPorts {
  readonly mark: AnnouncedMark;
  readonly webhooks: Webhooks;
  readonly repository: { readonly owner: string; readonly repo: string; readonly url: string };
  /** Whether the mark stands on the default branch: set before there was a release branch. */
  readonly isSource: (commit: string) => Promise<boolean>;
  /** RFC 3339. */
  readonly now: () => string;
}

/** One event that was announced, or tried to be. */
export interface ToldEvent {
  readonly event: LedgerEvent;
  readonly outcomes: readonly WebhookOutcome[];
}

/** What a run could and could not announce. */
export interface Tally {
  readonly told: ToldEvent[];
  /** The first commit that waits for the next run; null where there is none. */
  held: string | null;
  /** Commits that were given up, since they could not be announced in full for `PATIENCE_DAYS`. */
  readonly givenUp: string[];
  /** Why histories were not written. */
  readonly failures: string[];
}

export type Announced =
  /** The mark is on no commit of the release branch, which was rewritten then: nothing was announced. */
  | { readonly status: "rewritten"; readonly mark: string; readonly head: string | null }
  | ({ readonly status: "announced" } & Readonly<Tally>);

/** How long a commit keeps the mark from moving on, as long as the outbox of the app tries. */
export const PATIENCE_DAYS = 3;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Commits between two moves of the mark: what a run that dies leaves to be repeated. */
const BATCH = 10;
/** How often another run may move the mark meanwhile. */
const ROUNDS = 5;

/**
 * Announces, in the run itself, what is on the release branch behind the mark, oldest first, and moves the mark behind what is
 * announced in full. A receiver that is down keeps the mark back and delays nobody: everything behind is sent to the others
 * all the same, and again by the next run, under the same ids. Two runs at once may both send; the mark moves once.
 */
export async function announceMissed(ports: AnnouncePorts): Promise<Announced> {
  const tally: Tally = { told: [], held: null, givenUp: [], failures: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const [mark, { head }] = await Promise.all([ports.mark.read(), ports.branch.read([])]);
    if (mark === head) break;
    if (head === null) {
      if (mark === null || (await ports.isSource(mark))) break;
      return { status: "rewritten", mark, head };
    }
    // Without a mark nothing of ours was appended yet: what others did before is not announced.
    if (mark === null) {
      if (await ports.mark.move(null, head)) break;
      continue;
    }
    const since = await startOf(mark, head, ports);
    if (since === undefined) return { status: "rewritten", mark, head };
    if (await announceRange({ mark, since, until: head }, ports, tally)) break;
  }
  return { status: "announced", ...tally };
}

/**
 * The commit up to which all was announced, or will be: the head, or the mark where the branch was rewritten since. Null where
 * nothing of ours was ever appended.
 */
export async function announcedHead(
  ports: Pick<AnnouncePorts, "branch" | "isSource" | "mark">,
): Promise<string | null> {
  const [mark, { head }] = await Promise.all([ports.mark.read(), ports.branch.read([])]);
  if (mark === null || head === null) return null;
  return (await startOf(mark, head, ports)) === undefined ? mark : head;
}

/** Where to begin: behind the mark; null for the whole branch; undefined where the mark is not on the branch. */
async function startOf(
  mark: string,
  head: string,
  { branch, isSource }: Pick<AnnouncePorts, "branch" | "isSource">,
): Promise<string | null | undefined> {
  if (await branch.isAncestor(mark, head)) return mark;
  return (await isSource(mark)) ? null : undefined;
}

interface Range {
  readonly mark: string;
  readonly since: string | null;
  readonly until: string;
}

/** Gives false where another run moved the mark. */
async function announceRange(
  { mark, since, until }: Range,
  ports: AnnouncePorts,
  tally: Tally,
): Promise<boolean> {
  let stands = mark;
  for await (const batch of batches(announcementsSince(ports.branch, { since, until }))) {
    const complete = await announceBatch(batch, ports, tally);
    if (complete === null) continue;
    if (!(await ports.mark.move(stands, complete))) return false;
    stands = complete;
  }
  return true;
}

async function* batches(all: AsyncIterable<Announcement>): AsyncGenerator<readonly Announcement[]> {
  let batch: Announcement[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Gives the last commit up to which all are announced in full; null where the mark must stay. */
async function announceBatch(
  batch: readonly Announcement[],
  ports: AnnouncePorts,
  tally: Tally,
): Promise<string | null> {
  const messages = batch.flatMap((one) =>
    webhookMessages(one, ports.repository).map(({ message }) => message),
  );
  const [outcomes, failures] = await Promise.all([ports.webhooks.send(messages), recordAll(batch, ports)]);
  tally.failures.push(...failures.values());
  let complete: string | null = null;
  for (const announcement of batch) {
    const told = toldEvents(announcement, outcomes);
    tally.told.push(...told);
    const { commit } = announcement;
    const waits =
      failures.has(commit) || told.some((one) => one.outcomes.some(({ status }) => status === "later"));
    if (waits && isPatient(announcement, ports.now())) tally.held ??= commit;
    else if (waits) tally.givenUp.push(commit);
    if (tally.held === null) complete = commit;
  }
  return complete;
}

/** Rollbacks first. A history that could not be written stops no other. Gives the reasons, by commit. */
async function recordAll(
  batch: readonly Announcement[],
  ports: AnnouncePorts,
): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  for (const announcement of batch.toSorted((a, b) => Number(rollsBack(b)) - Number(rollsBack(a)))) {
    try {
      await recordHistory(announcement, ports);
    } catch (error) {
      if (!(error instanceof OutsideError || error instanceof DocumentError)) throw error;
      failures.set(announcement.commit, error.message);
    }
  }
  return failures;
}

function rollsBack({ prompts }: Announcement): boolean {
  return prompts.some(({ events }) => events.some(({ event }) => event.type === "prompt.rolled_back"));
}

function toldEvents({ prompts }: Announcement, outcomes: readonly WebhookOutcome[]): readonly ToldEvent[] {
  return prompts
    .flatMap(({ events }) => events)
    .map(({ event }) => ({ event, outcomes: outcomes.filter(({ eventId }) => eventId === event.id) }));
}

function isPatient({ prompts }: Announcement, now: string): boolean {
  const times = prompts.flatMap(({ events }) => events.map(({ event }) => Date.parse(event.at)));
  return Date.parse(now) - Math.max(...times) < PATIENCE_DAYS * DAY_MS;
}
