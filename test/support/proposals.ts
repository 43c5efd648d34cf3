import type { FileContent } from "./github/commit-writer.ts";
import type { RunResult } from "./github/runner.ts";
import type { HowToRun, Stage } from "./stage.ts";

export const TRIAGE_PATH = "prompts/support-triage.prompt.yml";

/** A pull request and what the built Action made of it. */
export interface Proposed {
  readonly number: number;
  readonly branch: string;
  readonly run: RunResult;
  /** The bot's evaluation comments on it. */
  readonly comments: readonly string[];
}

export interface Proposal extends HowToRun {
  readonly files: Readonly<Record<string, FileContent>>;
  /** `pull_request` in place of `pull_request_target`. */
  readonly event?: "pull_request";
  /** The owner of the fork that it seems to come from. */
  readonly fork?: string;
}

let proposals = 0;

/** Opens a pull request with these changes and evaluates it. */
export async function propose(stage: Stage, { event, files, fork, ...how }: Proposal): Promise<Proposed> {
  const branch = `proposal-${++proposals}`;
  await stage.repository.commit({ branch, files });
  const { number } = await stage.repository.openPullRequest({ head: branch });
  const options = { target: event === undefined, ...(fork === undefined ? {} : { fork }) };
  const run = await stage.act(await stage.repository.events.pullRequest(number, options), how);
  return { number, branch, run, comments: await evaluationComments(stage, number) };
}

/** Commits more to a pull request and evaluates it again. */
export async function proposeMore(
  stage: Stage,
  { branch, number }: Pick<Proposed, "branch" | "number">,
  files: Readonly<Record<string, FileContent>>,
): Promise<Proposed> {
  await stage.repository.commit({ branch, files });
  const options = { target: true, action: "synchronize" };
  const run = await stage.act(await stage.repository.events.pullRequest(number, options));
  return { number, branch, run, comments: await evaluationComments(stage, number) };
}

export async function evaluationComments({ repository }: Stage, number: number): Promise<string[]> {
  const comments = await repository.comments(number);
  const ours = comments.filter(({ author }) => author === "github-actions[bot]");
  return ours.flatMap(({ body }) => (body.startsWith("<!-- pointsman:evaluation:") ? [body] : []));
}

/** The example's classifier with one text replaced by another. */
export async function triageWith(
  { repository }: Stage,
  [from, to]: readonly [string | RegExp, string],
): Promise<Record<string, string>> {
  const text = (await repository.file(TRIAGE_PATH)) ?? "";
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`The prompt does not say ${from}`);
  return { [TRIAGE_PATH]: changed };
}

const JSON_LINE = 'Answer with JSON only: {"category": "...", "urgent": true or false}.';

/** The change that makes the simulated model chat, so that four of five cases newly fail. */
export const BREAKING = [JSON_LINE, "Explain your choice first."] as const;
/** A change that changes no answer. */
export const HARMLESS = ["A ticket is urgent when", "A ticket counts as urgent when"] as const;
