import type { AnnouncedPrompt, Announcement } from "../releases/announcements.ts";
import { historyOf } from "../releases/history.ts";
import type { ReleaseBranch } from "../releases/ports.ts";
import { historyComment, historyIssue } from "../reports/history-issue.ts";

/** Where each prompt's history is kept for people. Its home is GitHub's issues; every call may be repeated. */
export interface HistoryIssues {
  /** The number of a prompt's issue, or null where it has none yet. */
  readonly find: (promptId: string) => Promise<number | null>;
  /** Makes the issue, or finds the one that another run made meanwhile. */
  readonly open: (
    promptId: string,
    issue: { readonly title: string; readonly body: string },
  ) => Promise<number>;
  readonly rewrite: (issue: number, promptId: string, body: string) => Promise<void>;
  /** Comments once under a key, however often it is called. */
  readonly commentOnce: (issue: number, key: string, body: string) => Promise<void>;
}

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
