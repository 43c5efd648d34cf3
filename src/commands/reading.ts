import type { Command } from "../domain/command/parse.ts";
import { environmentOf, type PromptState } from "../domain/ledger/state.ts";
import { nearestFew } from "../domain/nearest.ts";
import { defaultEnvironment } from "../domain/policy/config.ts";
import type { StandingAlarm } from "../releases/alarm-store.ts";
import type { Controls } from "../releases/controls.ts";
import { allStates, currentVersions, historyOf, versionsOf } from "../releases/history.ts";
import { README_PATH } from "../releases/layout.ts";
import type { OperationPorts } from "../releases/operate/operate.ts";
import { evidenceToPromote, MOST_SUGGESTIONS } from "../releases/operate/operation-decision.ts";
import { BranchAlarmError, OutsideError, type ReleaseBranch, type Surroundings } from "../releases/ports.ts";
import { promptsInReadme } from "../releases/readme.ts";
import { alarmWarning, diffAnswer, historyAnswer, nothingAnswer } from "../reports/answers/plain-answers.ts";
import type { OpenReview } from "../reports/incident/open-reviews.ts";
import { promptStatus } from "../reports/status/one-prompt.ts";
import { statusOverview } from "../reports/status/overview.ts";
import { COMMENT_LIMIT } from "../reports/text/budget.ts";
import type { ReportLinks } from "../reports/text/links.ts";
import type { OpenReviews } from "./ports.ts";

/** What the reading verbs read. */
export interface ReadingPorts {
  readonly branch: (name: string) => ReleaseBranch;
  /** Throws `BranchAlarmError` where a head may be forged; absent where nobody watches the branch. */
  readonly vouch?: OperationPorts["vouch"];
  readonly repositoryUrl: string;
  /** Alarms about the release branch that stand; absent where this entry watches no branch. */
  readonly alarms?: () => Promise<readonly StandingAlarm[]>;
  readonly openReviews: OpenReviews;
  readonly surroundings: Pick<Surroundings, "now">;
}

/** Bytes kept free in `/status` for what stands above it: an alarm, and what is wrong with the settings. */
const ROOM = 1_000;

/** How many events `/history` shows, and how many `/status` of one prompt. */
const EVENTS = { history: 30, status: 5 } as const;

type ReadingCommand = Command & { readonly verb: "status" | "history" | "diff" };

/**
 * Answers `/status`, `/history` and `/diff` from what the release branch says now, below an alarm that stands about it or that
 * reading it raises.
 */
export async function readingAnswer(
  command: ReadingCommand,
  controls: Controls,
  ports: ReadingPorts,
): Promise<string> {
  const heads = new Set<string | null>();
  const noting = { ...ports, branch: (name: string) => notingHeads(ports.branch(name), heads) };
  const [[standing] = [], answer] = await Promise.all([
    ports.alarms?.(),
    answerOf(command, controls, noting),
  ]);
  const alarm = standing ?? (await alarmAbout(heads, controls, ports));
  return alarm === null ? answer : `${alarmWarning(alarm)}\n\n${answer}`;
}

/** Remembers at which heads the branch was read. */
function notingHeads(branch: ReleaseBranch, heads: Set<string | null>): ReleaseBranch {
  return {
    ...branch,
    read: async (paths, at) => {
      const snapshot = await branch.read(paths, at);
      heads.add(snapshot.head);
      return snapshot;
    },
  };
}

/** What vouching for what was read raises; null where it is good, and where that cannot be known now. */
async function alarmAbout(
  heads: ReadonlySet<string | null>,
  { config }: Controls,
  { vouch }: ReadingPorts,
): Promise<Pick<BranchAlarmError, "kind"> | null> {
  try {
    for (const head of heads) await vouch?.(config.file.release_branch, head);
    return null;
  } catch (error) {
    if (error instanceof BranchAlarmError) return error;
    if (error instanceof OutsideError) return null;
    throw error;
  }
}

async function answerOf(command: ReadingCommand, controls: Controls, ports: ReadingPorts): Promise<string> {
  const { config } = controls;
  const branch = ports.branch(config.file.release_branch);
  const { prompt } = command;
  if (prompt === null) {
    const [states, reviews] = await Promise.all([allStates(branch), reviewsOf(null, ports.openReviews)]);
    const environments = environmentsOf(states, controls);
    const now = ports.surroundings.now();
    return statusOverview({ states, environments, reviews, now }, COMMENT_LIMIT - ROOM);
  }
  switch (command.verb) {
    case "diff":
      return answerDiff(branch, { prompt, versions: command.versions, controls });
    case "history": {
      const { repositoryUrl } = ports;
      const links = { releaseBranch: config.file.release_branch, repositoryUrl };
      return answerHistory(branch, { prompt, controls, links });
    }
    case "status":
      return answerStatus(prompt, controls, ports);
  }
}

/** In promotion order. Of a config that nobody could ever read nothing is guessed: the ledger's, by name. */
function environmentsOf(
  states: readonly PromptState[],
  { config, standing }: Pick<Controls, "config" | "standing">,
): readonly string[] {
  if (standing.kind !== "unreadable") return config.environments;
  return [...new Set(states.flatMap((state) => Object.keys(state.environments)))].toSorted();
}

/** The open reviews of all prompts, or of one by its id. A status without them is still a status. */
async function reviewsOf(
  prompt: string | null,
  openReviews: OpenReviews,
): Promise<readonly OpenReview[] | null> {
  try {
    const reviews = await openReviews();
    return reviews.filter(({ promptId }) => prompt === null || promptId === prompt);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return null;
  }
}

interface HistoryRequest {
  readonly prompt: string;
  readonly controls: Controls;
  readonly links: ReportLinks;
}

async function answerHistory(
  branch: ReleaseBranch,
  { controls, links, prompt }: HistoryRequest,
): Promise<string> {
  const history = await historyOf(branch, prompt, EVENTS.history);
  if (history === undefined) return unknownPrompt(branch, "history", prompt);
  const environments = environmentsOf([history.state], controls);
  return historyAnswer(history, { environments, ...links });
}

/** One prompt, with the evidence of what is live and of what waits. */
async function answerStatus(prompt: string, controls: Controls, ports: ReadingPorts): Promise<string> {
  const { file } = controls.config;
  const branch = ports.branch(file.release_branch);
  const history = await historyOf(branch, prompt, EVENTS.status);
  if (history === undefined) return unknownPrompt(branch, "status", prompt);
  const { state } = history;
  const environments = environmentsOf([state], controls);
  const [versions, reviews] = await Promise.all([
    currentVersions(branch, state, environments),
    reviewsOf(state.prompt_id, ports.openReviews),
  ]);
  const evidenceRule = (environment: string) => evidenceToPromote({ controls, environment });
  const { repositoryUrl, surroundings } = ports;
  const links = { repositoryUrl, releaseBranch: file.release_branch };
  return promptStatus(
    { ...history, ...links, environments, evidenceRule, versions, reviews, now: surroundings.now() },
    COMMENT_LIMIT - ROOM,
  );
}

interface DiffRequest {
  readonly prompt: string;
  readonly versions: readonly string[];
  /** The last environment's live version is compared by default. */
  readonly controls: Controls;
}

/** Two named versions; one and the latest; or, without any, what is live and the latest (or what was live before). */
async function answerDiff(
  branch: ReleaseBranch,
  { controls, prompt, versions }: DiffRequest,
): Promise<string> {
  const history = await historyOf(branch, prompt, 1);
  if (history === undefined) return unknownPrompt(branch, "diff", prompt);
  const { state } = history;
  const live = environmentsOf([state], controls).at(-1) ?? defaultEnvironment(controls.config);
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
