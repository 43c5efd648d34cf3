import type { Command } from "../domain/command/parse.ts";
import { environmentOf, type PromptState } from "../domain/ledger/state.ts";
import { nearestFew } from "../domain/nearest.ts";
import { defaultEnvironment } from "../domain/policy/config.ts";
import type { StandingAlarm } from "../releases/alarm-store.ts";
import type { Controls } from "../releases/controls.ts";
import { allStates, historyOf, liveVersions, versionsOf } from "../releases/history.ts";
import { README_PATH } from "../releases/layout.ts";
import { MOST_SUGGESTIONS } from "../releases/operation-decision.ts";
import { OutsideError, type ReleaseBranch } from "../releases/ports.ts";
import { promptsInReadme } from "../releases/readme.ts";
import { bytesOf, COMMENT_LIMIT } from "../reports/budget.ts";
import { openReviewsText } from "../reports/open-reviews.ts";
import {
  alarmWarning,
  diffAnswer,
  evidenceAnswer,
  historyAnswer,
  nothingAnswer,
  type ReadingContext,
} from "../reports/plain-answers.ts";
import { statusMarkdown } from "../reports/status-table.ts";
import { waitingText } from "../reports/waiting.ts";
import type { OpenReviews } from "./ports.ts";

/** What the reading verbs read. */
export interface ReadingPorts {
  readonly branch: (name: string) => ReleaseBranch;
  readonly repositoryUrl: string;
  /** Alarms about the release branch that stand; absent where this entry watches no branch. */
  readonly alarms?: () => Promise<readonly StandingAlarm[]>;
  readonly openReviews: OpenReviews;
}

/** Bytes kept free in `/status` for the warning of an alarm and the gaps between its parts. */
const ROOM = 1_000;

/** How many events `/history` shows, and how many `/status` of one prompt. */
const EVENTS = { history: 30, status: 5 } as const;

type ReadingCommand = Command & { readonly verb: "status" | "history" | "diff" };

/** Answers `/status`, `/history` and `/diff` from what the release branch says now, below an alarm that stands about it. */
export async function readingAnswer(
  command: ReadingCommand,
  controls: Controls,
  ports: ReadingPorts,
): Promise<string> {
  const [[alarm] = [], answer] = await Promise.all([ports.alarms?.(), answerOf(command, controls, ports)]);
  return alarm === undefined ? answer : `${alarmWarning(alarm)}\n\n${answer}`;
}

async function answerOf(command: ReadingCommand, { config }: Controls, ports: ReadingPorts): Promise<string> {
  const branch = ports.branch(config.file.release_branch);
  const { environments } = config;
  const context = {
    environments,
    releaseBranch: config.file.release_branch,
    repositoryUrl: ports.repositoryUrl,
  };
  if (command.prompt === null) {
    const [states, reviews] = await Promise.all([allStates(branch), reviewsText(null, ports.openReviews)]);
    return stacked(statusMarkdown({ states, environments }), reviews);
  }
  if (command.verb === "diff") {
    return answerDiff(branch, {
      prompt: command.prompt,
      versions: command.versions,
      live: defaultEnvironment(config),
    });
  }
  const asked = { prompt: command.prompt, limit: EVENTS[command.verb], context };
  return command.verb === "history"
    ? answerHistory(branch, asked)
    : answerStatus(branch, { ...asked, openReviews: ports.openReviews });
}

function stacked(...texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join("\n\n");
}

/** The open reviews of all prompts, or of one by its id. A status without them is still a status. */
async function reviewsText(prompt: string | null, openReviews: OpenReviews): Promise<string> {
  try {
    const reviews = await openReviews();
    return openReviewsText(reviews.filter(({ promptId }) => prompt === null || promptId === prompt));
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return openReviewsText(null);
  }
}

interface PromptRequest {
  readonly prompt: string;
  readonly limit: number;
  readonly context: ReadingContext;
}

async function answerHistory(
  branch: ReleaseBranch,
  { context, limit, prompt }: PromptRequest,
): Promise<string> {
  const history = await historyOf(branch, prompt, limit);
  return history === undefined ? unknownPrompt(branch, "history", prompt) : historyAnswer(history, context);
}

/** The history with what is known of the versions that are live, and the open reviews of rollbacks. */
async function answerStatus(
  branch: ReleaseBranch,
  { context, limit, openReviews, prompt }: PromptRequest & Pick<ReadingPorts, "openReviews">,
): Promise<string> {
  const history = await historyOf(branch, prompt, limit);
  if (history === undefined) return unknownPrompt(branch, "status", prompt);
  const { state } = history;
  const [versions, reviews] = await Promise.all([
    liveVersions(branch, state, context.environments),
    reviewsText(state.prompt_id, openReviews),
  ]);
  const evidence = evidenceAnswer(state, context.environments, versions);
  const rest = stacked(waitingText(state, context.environments), evidence, reviews);
  return stacked(historyAnswer(history, context, COMMENT_LIMIT - bytesOf(rest) - ROOM), rest);
}

interface DiffRequest {
  readonly prompt: string;
  readonly versions: readonly string[];
  /** The environment whose live version is compared by default. */
  readonly live: string;
}

/** Two named versions; one and the latest; or, without any, what is live and the latest (or what was live before). */
async function answerDiff(branch: ReleaseBranch, { live, prompt, versions }: DiffRequest): Promise<string> {
  const history = await historyOf(branch, prompt, 1);
  if (history === undefined) return unknownPrompt(branch, "diff", prompt);
  const { state } = history;
  const [from, to] =
    versions.length === 0 ? usualPair(state, live) : [versions[0], versions[1] ?? state.latest.version];
  if (from === undefined || to === undefined) return nothingAnswer({ code: "nothing_to_compare", prompt });
  const found = await versionsOf(branch, state.prompt_id, [from, to]);
  const [before, after] = [found.get(from), found.get(to)];
  if (before === undefined) return nothingAnswer({ code: "unknown_version", prompt, version: from });
  if (after === undefined) return nothingAnswer({ code: "unknown_version", prompt, version: to });
  return diffAnswer(state.prompt_id, before, after);
}

function usualPair(
  state: PromptState,
  environment: string,
): readonly [string | undefined, string | undefined] {
  const { pointer, trail } = environmentOf(state, environment);
  if (pointer === null || pointer.version === state.latest.version) {
    return [trail.at(-2)?.version, trail.at(-1)?.version];
  }
  return [pointer.version, state.latest.version];
}

async function unknownPrompt(
  branch: ReleaseBranch,
  verb: ReadingCommand["verb"],
  prompt: string,
): Promise<string> {
  const { files } = await branch.read([README_PATH]);
  const suggestions = nearestFew(prompt, promptsInReadme(files.get(README_PATH)), MOST_SUGGESTIONS);
  return nothingAnswer({ code: "unknown_prompt", verb, prompt, suggestions });
}
