import { commandLine } from "../domain/command/line.ts";
import { type Command, type Malformed, parseComment } from "../domain/command/parse.ts";
import { VERBS, type Verb } from "../domain/command/verbs.ts";
import type { Asker } from "../domain/policy/permission.ts";
import type { StandingAlarm } from "../releases/alarm-store.ts";
import type { Controls } from "../releases/controls.ts";
import { DocumentError } from "../releases/documents.ts";
import type { GatherEvidence } from "../releases/evaluation/evidence.ts";
import type { OperationOutcome } from "../releases/operate/operate.ts";
import { BranchAlarmError, OutsideError, type Sources, UnknownOutcomeError } from "../releases/ports.ts";
import { configNote } from "../reports/answers/config-note.ts";
import { commandHelp, unsupportedAnswer } from "../reports/answers/operation-answer.ts";
import { branchAlarmAnswer, couldNotLookAnswer, damagedAnswer } from "../reports/answers/plain-answers.ts";
import { askerOf, mayRead, mayTalk } from "./audience.ts";
import { answerEvaluate, type Evaluations } from "./evaluating.ts";
import { causeOf, type IncomingComment } from "./incoming-comment.ts";
import { malformedReply } from "./malformed.ts";
import { type OperatingPorts, operationOf, runOperation } from "./operating.ts";
import type { OpenReviews, Redeliver } from "./ports.ts";
import { publishingAnswer } from "./publishing.ts";
import { readingAnswer } from "./reading.ts";
import { redeliveringAnswer } from "./redelivering.ts";

export interface CommandPorts extends OperatingPorts {
  readonly sources: Sources;
  readonly evaluations: Evaluations;
  readonly redeliver: Redeliver;
  /** Alarms about the release branch that stand; absent where this entry watches no branch. */
  readonly alarms?: () => Promise<readonly StandingAlarm[]>;
  readonly openReviews: OpenReviews;
  /** Who runs this; where the config lets the other one announce, this one stays silent. */
  readonly announcer: Controls["config"]["file"]["announce"];
  /** Finds or makes evidence for `/publish`; absent where this entry has no models. */
  readonly evidence?: GatherEvidence;
}

export type Handled =
  | { readonly kind: "ignored"; readonly why: "no_command" | "bot" | "stranger" | "elsewhere" }
  | { readonly kind: "answered"; readonly verb: Verb; readonly outcome: OperationOutcome | null };

/**
 * Handles a newly created comment (contracts §4): line → command → who may, and present state → events → commit → answer.
 * Bots and text that is no command are ignored; so is, in silence, whoever lacks the triage role, and everything where
 * the config lets another entry announce.
 */
export async function handleComment(comment: IncomingComment, ports: CommandPorts): Promise<Handled> {
  try {
    let read: Controls | undefined;
    return await handle(comment, {
      ...ports,
      controls: async () => {
        read = await ourControls(ports);
        return read;
      },
      answer: (body) => ports.answer(noted(body, read, ports)),
    });
  } catch (error) {
    if (error instanceof AnsweredElsewhere) return { kind: "ignored", why: "elsewhere" };
    throw error;
  }
}

/** Whatever is answered while the config has errors says so first: nobody is to take a guess for the settings. */
function noted(body: string, controls: Controls | undefined, links: Pick<CommandPorts, "repositoryUrl">) {
  const note = controls === undefined ? null : configNote(controls, links);
  return note === null ? body : `${note.block}\n\n${body}`;
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
  const { command } = parsed;
  const operation = operationOf(command, comment);
  if (operation !== undefined || command.verb === "publish" || command.verb === "redeliver") {
    const [alarm] = (await ports.alarms?.()) ?? [];
    if (alarm !== undefined) return answerAlarm(comment, command.verb, { ports, alarm });
  }
  if (operation === undefined) return answerOther(comment, command, ports);
  const operated = await runOperation(comment, operation, ports);
  return operated.kind === "stranger"
    ? { kind: "ignored", why: "stranger" }
    : { kind: "answered", verb: operation.verb, outcome: operated.outcome };
}

/** Nothing is decided on a state that may be forged, and nothing is built on it. */
async function answerAlarm(
  comment: IncomingComment,
  verb: Verb,
  { alarm, ports }: { readonly ports: CommandPorts; readonly alarm: StandingAlarm },
): Promise<Handled> {
  if (!(await mayTalk(comment.author.login, ports))) return { kind: "ignored", why: "stranger" };
  await Promise.all([ports.answer(branchAlarmAnswer(alarm)), ports.react("refused")]);
  return { kind: "answered", verb, outcome: null };
}

async function answerMalformed(
  comment: IncomingComment,
  malformed: Malformed,
  ports: CommandPorts,
): Promise<Handled> {
  if (!(await mayTalk(comment.author.login, ports))) return { kind: "ignored", why: "stranger" };
  await Promise.all([ports.answer(await malformedReply(malformed, ports)), ports.react("refused")]);
  return { kind: "answered", verb: malformed.typed.verb, outcome: null };
}

/** The verbs that are no operation on one prompt's pointers: they read, publish or explain. */
async function answerOther(
  comment: IncomingComment,
  command: Command,
  ports: CommandPorts,
): Promise<Handled> {
  const [controls, asker] = await Promise.all([
    ports.controls(),
    askerOf(comment.author.login, command.verb, ports),
  ]);
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
    const mayHaveHappened = error instanceof UnknownOutcomeError;
    return couldNotLookAnswer(
      { doing: error.doing, mayHaveHappened },
      commandLine({ ...command, reason: null }),
    );
  }
}
