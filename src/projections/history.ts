import type { AnnouncedPrompt, Announcement } from "../releases/announcements.ts";
import { readState } from "../releases/documents.ts";
import { historyOf, type PromptHistory } from "../releases/history.ts";
import { statePath } from "../releases/layout.ts";
import type { ReleaseBranch } from "../releases/ports.ts";
import { endedPart, historyComment, historyIssue } from "../reports/history/history-issue.ts";
import { recordIncidents } from "./incidents.ts";
import type { HistoryIssues, HistoryPart, IncidentIssues } from "./ports.ts";

export interface HistoryPorts {
  readonly branch: ReleaseBranch;
  readonly issues: HistoryIssues;
  /** Null where the config wants no reviews of rollbacks. */
  readonly incidents: IncidentIssues | null;
  readonly repositoryUrl: string;
  readonly environments: readonly string[];
  readonly releaseBranch: string;
}

/** How many events an issue's text looks back on. */
const EVENTS = 50;

/** GitHub takes no comment after the 2,500th: before that, what is said next goes into another issue, and people have room. */
export const FULL_PART = 2_400;

/** An entry is looked for from a day before its event on: no clock that wrote an event is trusted to the day. */
const CLOCK_SLACK_MS = 24 * 60 * 60 * 1000;

/**
 * Brings the history issues of the prompts in one release commit up to date: the text says what is live now, one comment
 * says what this commit did. A rollback also opens its review.
 */
export async function recordHistory({ commit, prompts }: Announcement, ports: HistoryPorts): Promise<void> {
  for (const prompt of prompts) await recordPrompt(commit, prompt, ports);
}

/**
 * Whether a prompt has a history to read: from its second publication or first rollback on, so that adopting hundreds of
 * prompts does not open hundreds of issues.
 */
export function deservesIssue({ events, state }: AnnouncedPrompt): boolean {
  return state.versions > 1 || events.some(({ event }) => event.type === "prompt.rolled_back");
}

/** Safe to repeat from any step on: a part is opened before anything is written into it, and its predecessor ended last. */
async function recordPrompt(commit: string, prompt: AnnouncedPrompt, ports: HistoryPorts): Promise<void> {
  if (!deservesIssue(prompt)) return;
  const { promptId } = prompt;
  const history = await historyOf(ports.branch, promptId, EVENTS);
  if (history === undefined) return;
  const parts = await ports.issues.parts(promptId);
  const last = parts.at(-1);
  const isFull = last !== undefined && last.comments >= FULL_PART;
  const earlier = (isFull ? last : parts.at(-2)) ?? null;
  const links = linksOf(ports);
  const part = (earlier?.part ?? 0) + 1;
  const issueOf = (now: PromptHistory) =>
    historyIssue({ ...now, ...links, part, earlier: earlier?.issue ?? null });
  const { body, title } = issueOf(history);
  const known = isFull ? undefined : last;
  const issue = known?.issue ?? (await ports.issues.open(promptId, part, { title, body }));
  await ports.issues.commentOnce(
    { issue, earlier: earlier?.issue ?? null, key: `${promptId}:${commit}`, since: sinceOf(prompt) },
    historyComment({ commit, prompt, ...links }),
  );
  if (known !== undefined) await rewrite(known, { history, ports, textOf: (now) => issueOf(now).body });
  if (earlier !== null) await endPart(promptId, earlier, issue, ports);
  const facts = { commit, prompt, events: history.events, historyIssue: issue, ...links };
  if (ports.incidents !== null) await recordIncidents(facts, { incidents: ports.incidents });
}

/**
 * Says what is live, and says it again where the branch went on meanwhile: this write may have waited for its turn while
 * another run, which knew more, was let past.
 */
async function rewrite(
  part: HistoryPart,
  {
    history,
    ports,
    textOf,
  }: {
    readonly history: PromptHistory;
    readonly ports: HistoryPorts;
    readonly textOf: (now: PromptHistory) => string;
  },
): Promise<void> {
  const { branch, issues } = ports;
  const promptId = history.state.prompt_id;
  const text = textOf(history);
  await issues.rewrite(promptId, part, text);
  const state = readState(await branch.read([statePath(promptId)]), promptId);
  if (state === undefined || state.sequence === history.state.sequence) return;
  const now = await historyOf(branch, promptId, EVENTS);
  if (now !== undefined) await rewrite({ ...part, text }, { history: now, ports, textOf });
}

async function endPart(
  promptId: string,
  part: HistoryPart,
  next: number,
  { issues }: HistoryPorts,
): Promise<void> {
  await issues.end(promptId, part, endedPart({ promptId, part: part.part, next }));
}

function sinceOf({ events: [{ event }] }: AnnouncedPrompt): string {
  return new Date(Date.parse(event.at) - CLOCK_SLACK_MS).toISOString();
}

function linksOf({ environments, releaseBranch, repositoryUrl }: HistoryPorts) {
  return { environments, releaseBranch, repositoryUrl };
}
