import { STATUS_CONTEXT } from "../answers/evaluate-answer.ts";

/** A commit status as it is set; plain text, at most 140 characters. */
export interface StatusToSet {
  readonly state: "error" | "failure" | "pending" | "success";
  readonly context: string;
  readonly description: string;
  readonly url: string;
}

/** A pull request and the branch it would be merged into: what a commit's verdict holds for. */
export interface StatusSubject {
  readonly number: number;
  readonly baseBranch: string;
}

/** What a status says of an evaluation that is over. */
export const OUTCOME_WORDS = {
  pass: "no prompt got worse",
  fail: "a prompt must not be merged like this",
  inconclusive: "inconclusive, it is not known whether a prompt got worse",
  unchanged: "no prompt changed",
  broken: "files cannot be used",
  unfinished: "the evaluation could not be finished",
} as const;

export type OutcomeWord = keyof typeof OUTCOME_WORDS;

export function askedStatus(
  { askedBy, pull }: { readonly askedBy: string; readonly pull: StatusSubject },
  commentUrl: string,
): StatusToSet {
  return status(pull, { state: "pending", words: `evaluation asked for by ${askedBy}`, url: commentUrl });
}

export function notStartedStatus(pull: StatusSubject, commentUrl: string): StatusToSet {
  return status(pull, { state: "error", words: "the workflow could not be started", url: commentUrl });
}

export function runningStatus(pull: StatusSubject, runUrl: string): StatusToSet {
  return status(pull, { state: "pending", words: "evaluating", url: runUrl });
}

/** The commit is not the head any more, or the pull request is closed. */
export function outdatedStatus(pull: StatusSubject, runUrl: string): StatusToSet {
  return status(pull, {
    state: "error",
    words: "not evaluated, not the head of an open pull request",
    url: runUrl,
  });
}

/** `blocks` is the job's exit: what is inconclusive succeeds unless the rules say otherwise, and says what it is. */
export function outcomeStatus(
  pull: StatusSubject,
  {
    blocks,
    outcome,
    runUrl,
  }: { readonly outcome: OutcomeWord; readonly blocks: boolean; readonly runUrl: string },
): StatusToSet {
  const failed = outcome === "unfinished" ? "error" : "failure";
  return status(pull, { state: blocks ? failed : "success", words: OUTCOME_WORDS[outcome], url: runUrl });
}

/**
 * Whether a status is about this pull request into this branch. Statuses hang on a commit, and the same commit may be
 * proposed anew, into a branch whose cases ask for less.
 */
export function isAbout(pull: StatusSubject, { description }: { readonly description: string }): boolean {
  return description.startsWith(subject(pull));
}

function status(
  pull: StatusSubject,
  {
    state,
    url,
    words,
  }: { readonly state: StatusToSet["state"]; readonly words: string; readonly url: string },
): StatusToSet {
  return { state, context: STATUS_CONTEXT, description: `${subject(pull)}${words}`.slice(0, 140), url };
}

function subject({ baseBranch, number }: StatusSubject): string {
  return `#${number} into ${baseBranch.slice(0, 60)}: `;
}
