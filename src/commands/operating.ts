import type { Command } from "../domain/command/parse.ts";
import { DocumentError } from "../releases/documents.ts";
import { type InspectedVersions, inspectVersions } from "../releases/history.ts";
import {
  type Operation,
  type OperationOutcome,
  type OperationPorts,
  type OperationVerb,
  operate,
} from "../releases/operate/operate.ts";
import { BranchAlarmError, type Members, OutsideError } from "../releases/ports.ts";
import { operationAnswer, outsideAnswer } from "../reports/answers/operation-answer.ts";
import { branchAlarmAnswer, damagedAnswer } from "../reports/answers/plain-answers.ts";
import { type AudiencePorts, isStranger, mayTalk } from "./audience.ts";
import { causeOf, type IncomingComment } from "./incoming-comment.ts";
import type { Replies } from "./ports.ts";

export interface OperatingPorts extends OperationPorts, AudiencePorts, Replies {
  readonly members: Members;
  /** Where the repository is on the web, `https://github.com/acme/prompts`. */
  readonly repositoryUrl: string;
  readonly log: (message: string) => void;
}

/** What an operation came to: its outcome, null where something outside was in the way. */
export type Operated =
  | { readonly kind: "stranger" }
  | { readonly kind: "answered"; readonly outcome: OperationOutcome | null };

const OPERATIONS: readonly OperationVerb[] = [
  "rollback",
  "promote",
  "freeze",
  "unfreeze",
  "archive",
  "restore",
];

/** The operation that a comment's command asks for; undefined for a verb that is none. */
export function operationOf(
  { environment, from, prompt, reason, verb, versions }: Command,
  comment: IncomingComment,
): Operation | undefined {
  const operation = OPERATIONS.find((one) => one === verb);
  if (operation === undefined) return undefined;
  const [version = null] = versions;
  const cause = causeOf(comment, reason);
  return { verb: operation, prompt: prompt ?? "", version, from, environment, cause };
}

/** Runs an operation and answers the comment that asked for it, once. */
export async function runOperation(
  comment: IncomingComment,
  operation: Operation,
  ports: OperatingPorts,
): Promise<Operated> {
  const outcome = await attempt(operation, ports);
  if (outcome instanceof Error) return answerFailure(comment, operation, { failure: outcome, ports });
  if (isStranger(outcome)) return { kind: "stranger" };
  ports.log(`comment ${comment.id}: ${operation.verb} ${outcome.status}`);
  const inspected = await versionsFor(outcome, ports);
  const body = operationAnswer(operation, outcome, { repositoryUrl: ports.repositoryUrl, ...inspected });
  await Promise.all([ports.answer(body), ports.react(outcome.status === "done" ? "done" : "refused")]);
  return { kind: "answered", outcome };
}

async function attempt(
  operation: Operation,
  ports: OperatingPorts,
): Promise<OperationOutcome | OutsideError | DocumentError> {
  try {
    return await operate(operation, ports);
  } catch (error) {
    if (error instanceof OutsideError || error instanceof DocumentError) return error;
    throw error;
  }
}

interface Failed {
  readonly failure: OutsideError | DocumentError;
  readonly ports: OperatingPorts;
}

async function answerFailure(
  { author }: IncomingComment,
  operation: Operation,
  { failure, ports }: Failed,
): Promise<Operated> {
  if (!(await mayTalk(author.login, ports))) return { kind: "stranger" };
  await ports.answer(failureAnswer(operation, failure));
  return { kind: "answered", outcome: null };
}

function failureAnswer(operation: Operation, failure: Failed["failure"]): string {
  if (failure instanceof DocumentError) return damagedAnswer(failure);
  return failure instanceof BranchAlarmError ? branchAlarmAnswer(failure) : outsideAnswer(operation, failure);
}

const NOTHING_INSPECTED: InspectedVersions = { versions: new Map(), damaged: new Set() };

/** The two versions that an answer compares; an answer without them is still an answer. */
async function versionsFor(outcome: OperationOutcome, ports: OperatingPorts): Promise<InspectedVersions> {
  if (outcome.status !== "done") return NOTHING_INSPECTED;
  const { event } = outcome;
  const ids = [event.version, event.previous_version].filter((id) => id !== null);
  try {
    const branch = ports.branch(outcome.controls.config.file.release_branch);
    return await inspectVersions(branch, event.prompt_id, [...new Set(ids)]);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    ports.log(`the answer shows no difference: ${error.message}`);
    return NOTHING_INSPECTED;
  }
}
