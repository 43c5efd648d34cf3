import type { AnnouncedPrompt, Announcement } from "../releases/announcements.ts";
import { historyOf } from "../releases/history.ts";
import type { ReleaseBranch } from "../releases/ports.ts";
import { historyComment, historyIssue } from "../reports/history-issue.ts";
import type { HistoryIssues } from "./ports.ts";

export interface HistoryPorts {
  readonly branch: ReleaseBranch;
  readonly issues: HistoryIssues;
  readonly repositoryUrl: string;
  readonly environments: readonly string[];
  readonly releaseBranch: string;
}

/** How many events an issue's text looks back on. */
const EVENTS = 50;

/**
 * Brings the history issues of the prompts in one release commit up to date: the text says what is live now, one comment
 * says what this commit did. An issue is opened with the second publication or the first rollback, so that adopting
 * hundreds of prompts does not open hundreds of issues.
 */
export async function recordHistory({ commit, prompts }: Announcement, ports: HistoryPorts): Promise<void> {
  for (const prompt of prompts) await recordPrompt(commit, prompt, ports);
}

async function recordPrompt(commit: string, prompt: AnnouncedPrompt, ports: HistoryPorts): Promise<void> {
  const { issues } = ports;
  const found = await issues.find(prompt.promptId);
  if (found === null && !deservesIssue(prompt)) return;
  const history = await historyOf(ports.branch, prompt.promptId, EVENTS);
  if (history === undefined) return;
  const { body, title } = historyIssue({ ...history, ...linksOf(ports) });
  const issue = found ?? (await issues.open(prompt.promptId, { title, body }));
  await issues.commentOnce(
    issue,
    `${prompt.promptId}:${commit}`,
    historyComment({ commit, prompt, ...linksOf(ports) }),
  );
  if (found !== null) await issues.rewrite(found, prompt.promptId, body);
}

function deservesIssue({ events, state }: AnnouncedPrompt): boolean {
  return state.versions > 1 || events.some(({ event }) => event.type === "prompt.rolled_back");
}

function linksOf({ environments, releaseBranch, repositoryUrl }: HistoryPorts) {
  return { environments, releaseBranch, repositoryUrl };
}
