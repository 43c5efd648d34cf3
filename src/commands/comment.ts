import { type Command, type ParsedComment, parseComment, VERBS, type Verb } from "../domain/command.ts";
import type { Cause } from "../domain/ledger/event.ts";
import { type Asker, decidePermission, hasRole } from "../domain/policy/permission.ts";
import type { StandingAlarm } from "../releases/alarm-store.ts";
import { type Controls, teamsNamedBy } from "../releases/controls.ts";
import { DocumentError } from "../releases/documents.ts";
import type { GatherEvidence } from "../releases/evidence.ts";
import { type InspectedVersions, inspectVersions } from "../releases/history.ts";
import {
  type Operation,
  type OperationOutcome,
  type OperationPorts,
  type OperationVerb,
  operate,
} from "../releases/operate.ts";
import { BranchAlarmError, type Members, OutsideError, type Sources } from "../releases/ports.ts";
import {
  commandHelp,
  malformedAnswer,
  operationAnswer,
  outsideAnswer,
  unsupportedAnswer,
} from "../reports/operation-answer.ts";

import { branchAlarmAnswer, couldNotLookAnswer, damagedAnswer } from "../reports/plain-answers.ts";
import { answerEvaluate, type Evaluations } from "./evaluating.ts";
import type { OpenReviews, Redeliver, Replies } from "./ports.ts";
import { publishingAnswer } from "./publishing.ts";
import { readingAnswer } from "./reading.ts";
import { redeliveringAnswer } from "./redelivering.ts";

/** A comment, as GitHub's webhook or the workflow's event tells of it. */
export interface IncomingComment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
  /** RFC 3339, by GitHub's clock. */
  readonly createdAt: string;
  readonly author: { readonly login: string; readonly id: number; readonly isBot: boolean };
}

export interface CommandPorts extends OperationPorts, Replies {
  readonly members: Members;
  readonly sources: Sources;
  readonly evaluations: Evaluations;
  readonly redeliver: Redeliver;
  /** Alarms about the release branch that stand; absent where this entry watches no branch. */
  readonly alarms?: () => Promise<readonly StandingAlarm[]>;
  readonly openReviews: OpenReviews;
  /** Who runs this; where the config lets the other one announce, this one stays silent. */
  readonly announcer: Controls["config"]["file"]["announce"];
  /** Where the repository is on the web, `https://github.com/acme/prompts`. */
  readonly repositoryUrl: string;
  /** Finds or makes evidence for `/publish`; absent where this entry has no models. */
  readonly evidence?: GatherEvidence;
  readonly log: (message: string) => void;
}

export type Handled =
  | { readonly kind: "ignored"; readonly why: "no_command" | "bot" | "stranger" | "elsewhere" }
  | { readonly kind: "answered"; readonly verb: Verb; readonly outcome: OperationOutcome | null };

const OPERATIONS: readonly OperationVerb[] = [
  "rollback",
  "promote",
  "freeze",
  "unfreeze",
  "archive",
  "restore",
];

/**
 * Handles a newly created comment (contracts §4): line → command → who may, and present state → events → commit → answer.
 * Bots and text that is no command are ignored; so is, in silence, whoever lacks the triage role, and everything where
 * the config lets another entry announce.
 */
export async function handleComment(comment: IncomingComment, ports: CommandPorts): Promise<Handled> {
  try {
    return await handle(comment, { ...ports, controls: () => ourControls(ports) });
  } catch (error) {
    if (error instanceof AnsweredElsewhere) return { kind: "ignored", why: "elsewhere" };
    throw error;
  }
}

/** The config names another entry. Thrown where the config is read, so that no decision and no write can follow. */
class AnsweredElsewhere extends Error {
  override readonly name = "AnsweredElsewhere";
}

async function ourControls({ announcer, controls }: CommandPorts): Promise<Controls> {
  const read = await controls();
  if (read.config.file.announce !== announcer) throw new AnsweredElsewhere();
  return read;
}

async function handle(comment: IncomingComment, ports: CommandPorts): Promise<Handled> {
  const parsed = parseComment(comment.body);
  if (parsed.kind === "none") return { kind: "ignored", why: "no_command" };
  if (comment.author.isBot) return { kind: "ignored", why: "bot" };
  if (parsed.kind === "malformed") return answerMalformed(comment, parsed, ports);
  const verb = OPERATIONS.find((operation) => operation === parsed.command.verb);
  if (verb !== undefined || parsed.command.verb === "publish" || parsed.command.verb === "redeliver") {
    const [alarm] = (await ports.alarms?.()) ?? [];
    if (alarm !== undefined) return answerAlarm(comment, parsed.command.verb, { ports, alarm });
  }
  return verb === undefined
    ? answerOther(comment, parsed.command, ports)
    : runOperation(comment, operationOf(verb, parsed.command, comment), ports);
}

/** Nothing is decided on a state that may be forged, and nothing is built on it. */
async function answerAlarm(
  comment: IncomingComment,
  verb: Verb,
  { alarm, ports }: { readonly ports: CommandPorts; readonly alarm: StandingAlarm },
): Promise<Handled> {
  if (!(await mayTalk(comment, ports))) return { kind: "ignored", why: "stranger" };
  await Promise.all([ports.answer(branchAlarmAnswer(alarm)), ports.react("refused")]);
  return { kind: "answered", verb, outcome: null };
}

function operationOf(verb: OperationVerb, command: Command, comment: IncomingComment): Operation {
  const [version = null] = command.versions;
  return {
    verb,
    prompt: command.prompt ?? "",
    version,
    from: command.from,
    environment: command.environment,
    cause: causeOf(comment, command.reason),
  };
}

function causeOf(comment: IncomingComment, reason: string | null): Cause {
  return {
    key: `comment:${comment.id}`,
    actor: { login: comment.author.login, id: comment.author.id, role: null },
    origin: { kind: "comment", url: comment.url, comment_id: comment.id },
    reason,
    requestedAt: comment.createdAt,
  };
}

async function runOperation(
  comment: IncomingComment,
  operation: Operation,
  ports: CommandPorts,
): Promise<Handled> {
  const { verb } = operation;
  const outcome = await attempt(operation, ports);
  if (outcome instanceof OutsideError) {
    if (!(await mayTalk(comment, ports))) return { kind: "ignored", why: "stranger" };
    await ports.answer(
      outcome instanceof BranchAlarmError ? branchAlarmAnswer(outcome) : outsideAnswer(operation, outcome),
    );
    return { kind: "answered", verb, outcome: null };
  }
  if (outcome instanceof DocumentError) {
    if (!(await mayTalk(comment, ports))) return { kind: "ignored", why: "stranger" };
    await ports.answer(damagedAnswer(outcome));
    return { kind: "answered", verb, outcome: null };
  }
  if (isStranger(outcome)) return { kind: "ignored", why: "stranger" };
  ports.log(`comment ${comment.id}: ${verb} ${outcome.status}`);
  const inspected = await versionsFor(outcome, ports);
  const body = operationAnswer(operation, outcome, { repositoryUrl: ports.repositoryUrl, ...inspected });
  await Promise.all([ports.answer(body), ports.react(outcome.status === "done" ? "done" : "refused")]);
  return { kind: "answered", verb, outcome };
}

async function attempt(
  operation: Operation,
  ports: CommandPorts,
): Promise<OperationOutcome | OutsideError | DocumentError> {
  try {
    return await operate(operation, ports);
  } catch (error) {
    if (error instanceof OutsideError || error instanceof DocumentError) return error;
    throw error;
  }
}

/** Whoever may not even triage gets no answer, so that nobody outside can make the app talk. */
function isStranger(outcome: OperationOutcome): boolean {
  if (outcome.status !== "refused" || outcome.refusal.code !== "not_permitted") return false;
  return outcome.asker !== null && !hasRole(outcome.asker.role, "triage");
}

const NOTHING_INSPECTED: InspectedVersions = { versions: new Map(), damaged: new Set() };

/** The two versions that an answer compares; an answer without them is still an answer. */
async function versionsFor(outcome: OperationOutcome, ports: CommandPorts): Promise<InspectedVersions> {
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

async function answerMalformed(
  comment: IncomingComment,
  parsed: Extract<ParsedComment, { kind: "malformed" }>,
  ports: CommandPorts,
): Promise<Handled> {
  if (!(await mayTalk(comment, ports))) return { kind: "ignored", why: "stranger" };
  await Promise.all([ports.answer(malformedAnswer(parsed)), ports.react("refused")]);
  return { kind: "answered", verb: parsed.verb, outcome: null };
}

/** The verbs that are no operation on one prompt's pointers: they read, publish or explain. */
async function answerOther(
  comment: IncomingComment,
  command: Command,
  ports: CommandPorts,
): Promise<Handled> {
  const [controls, asker] = await Promise.all([ports.controls(), askerOf(comment, command, ports)]);
  if (!mayRead(asker, controls)) return { kind: "ignored", why: "stranger" };
  ports.log(`comment ${comment.id}: ${command.verb}`);
  await ports.answer(await bodyOf(comment, command, { ports, controls, asker }));
  return { kind: "answered", verb: command.verb, outcome: null };
}

interface Hearing {
  readonly ports: CommandPorts;
  readonly controls: Controls;
  readonly asker: Asker;
}

async function bodyOf(comment: IncomingComment, command: Command, hearing: Hearing): Promise<string> {
  const { asker, controls, ports } = hearing;
  try {
    switch (command.verb) {
      case "status":
      case "history":
      case "diff":
        return await readingAnswer({ ...command, verb: command.verb }, controls, ports);
      case "publish": {
        const request = { prompt: command.prompt ?? "", cause: causeOf(comment, command.reason), asker };
        return await publishingAnswer(request, controls, ports);
      }
      case "evaluate": {
        const request = { sha: command.word ?? "", cause: causeOf(comment, command.reason), asker };
        return await answerEvaluate(request, controls, ports);
      }
      case "redeliver": {
        const cause = causeOf(comment, command.reason);
        return await redeliveringAnswer({ eventId: command.word ?? "", cause, asker }, controls, ports);
      }
      case "help":
        return commandHelp(Object.values(VERBS));
      default:
        return unsupportedAnswer(command.verb);
    }
  } catch (error) {
    if (error instanceof DocumentError) return damagedAnswer(error);
    if (error instanceof BranchAlarmError) return branchAlarmAnswer(error);
    if (!(error instanceof OutsideError)) throw error;
    return couldNotLookAnswer(error);
  }
}

/** Some verbs may be permitted to teams; they are read only where the config names some. */
async function askerOf(
  { author }: IncomingComment,
  { verb }: Command,
  { controls, members }: CommandPorts,
): Promise<Asker> {
  if (verb !== "publish" && verb !== "evaluate" && verb !== "redeliver") {
    return members.asker(author.login, []);
  }
  return members.asker(author.login, teamsNamedBy((await controls()).config, verb));
}

function mayRead(asker: Asker, { config }: Controls): boolean {
  return hasRole(asker.role, "triage") || decidePermission(config.permissions.read, asker, null).permitted;
}

/** Whether this comment gets an answer of ours at all. */
async function mayTalk({ author }: IncomingComment, { controls, members }: CommandPorts): Promise<boolean> {
  const [asker, read] = await Promise.all([members.asker(author.login, []), controls()]);
  return mayRead(asker, read);
}
