import type { Malformed } from "../../domain/command/parse.ts";
import type { Verb } from "../../domain/command/verbs.ts";
import { evidenceStanding } from "../../domain/decisions/evidence.ts";
import type { LedgerEvent } from "../../domain/ledger/event.ts";
import type { Version } from "../../domain/ledger/version.ts";
import type { GaveUp, ImmutableTouched } from "../../releases/compare-and-swap.ts";
import type { Done, OperationOutcome, Refused } from "../../releases/operate/operate.ts";
import type { OutsideError } from "../../releases/ports.ts";
import { differenceSection } from "../difference/difference-section.ts";
import { COMMENT_LIMIT, fitSections, type Section } from "../text/budget.ts";
import { headlineOf } from "../text/event-text.ts";
import { evidenceInline } from "../text/evidence-text.ts";
import {
  actorText,
  commandBlock,
  type Fact,
  factTable,
  inlineCommand,
  reasonBlocks,
  reasonFact,
  timeText,
} from "../text/facts.ts";
import { commitUrl, eventUrl, type ReportLinks, versionUrl } from "../text/links.ts";
import {
  type Block,
  block,
  code,
  type Inline,
  link,
  list,
  md,
  paragraph,
  stack,
  table,
} from "../text/markdown.ts";
import { inlineSentence, type Sentence } from "../text/sentence.ts";
import { choiceOf } from "./operation-choice.ts";
import { aroundOf, consequencesOf } from "./operation-consequences.ts";
import { type Asked, explainRefusal } from "./refusal-text.ts";
import { undoLead, undoOf } from "./undo.ts";

/** What an answer shows beside the outcome. */
export interface AnswerContext {
  /** `https://github.com/acme/prompts`. */
  readonly repositoryUrl: string;
  /** The versions that the event names, by id; those that are missing are not compared. */
  readonly versions: ReadonlyMap<string, Version>;
  /** Ids of versions whose file was edited by hand: no reader serves them. */
  readonly damaged: ReadonlySet<string>;
}

/** The one answer comment of an operation, at most `COMMENT_LIMIT` bytes. The same outcome has the same answer. */
export function operationAnswer(asked: Asked, outcome: OperationOutcome, context: AnswerContext): string {
  switch (outcome.status) {
    case "done":
      return doneAnswer(asked, outcome, context);
    case "refused":
      return refusalAnswer(asked, outcome);
    case "conflict":
      return conflictAnswer(asked, outcome);
    case "immutable":
      return immutableAnswer(asked, outcome);
  }
}

function doneAnswer(asked: Asked, done: Done, { damaged, repositoryUrl, versions }: AnswerContext): string {
  const { event, controls } = done;
  const links = { repositoryUrl, releaseBranch: controls.config.file.release_branch };
  const required = (body: Block): Section => ({ kind: "block", rank: 0, name: "", body });
  const undo = undoOf(event, aroundOf(done));
  const isDamaged = event.version !== null && damaged.has(event.version);
  const sections = [
    required(isDamaged ? damagedBlock(event) : paragraph(md`✅ ${inlineSentence(headlineOf(event))}`)),
    required(factTable([...factsOf(done, links), ...evidenceFact(event, versions)])),
    required(stack(reasonBlocks(event.reason))),
    required(stack([...choiceOf(asked, done), ...overrideOf(event, versions), ...consequencesOf(done)])),
    ...(undo === null
      ? []
      : [required(stack([paragraph(inlineSentence(undoLead(event))), commandBlock([undo])]))]),
    ...differenceSection(event, versions),
  ];
  return fitSections(sections, { limit: COMMENT_LIMIT, fullReport: null });
}

/** The pointer moved to what nobody can serve: that stands in the place of the good news. */
function damagedBlock({ environment, prompt_id: prompt, version }: LedgerEvent): Block {
  const other = inlineCommand({ verb: "rollback", prompt, version: "<version>", environment });
  return paragraph(
    md`❌ ${code(prompt)} points to ${code(version ?? "")} now, and **that cannot be served:** its file on the release branch was edited by hand, so every reader refuses it. Take another version with ${other}, or put the file back; ${code("pointsman verify")} in a clone says what was edited.`,
  );
}

function factsOf({ commit, event }: Done, links: ReportLinks): readonly Fact[] {
  const where = event.environment === null ? [] : [[md`environment`, code(event.environment)] as const];
  return [
    [md`prompt`, code(event.prompt_id)],
    ...where,
    ...versionFacts(event, links),
    [md`by`, actorText(event.actor)],
    [md`why`, reasonFact(event.reason)],
    [md`at`, timeText(event.at)],
    [md`record`, recordOf(event, commit, links)],
  ];
}

function versionFacts(event: LedgerEvent, links: ReportLinks): readonly Fact[] {
  const { previous_version: before, version: after } = event;
  const shown = (version: string | null): Inline =>
    version === null ? md`_nothing_` : link(code(version), versionUrl(links, event.prompt_id, version));
  if (before === after) return after === null ? [] : [[md`live`, shown(after)]];
  return [
    [md`before`, shown(before)],
    [md`now`, shown(after)],
  ];
}

type Versions = AnswerContext["versions"];

/** What was known of the version that somebody made live. */
function evidenceFact({ type, version }: LedgerEvent, versions: Versions): readonly Fact[] {
  const promoted = type === "prompt.promoted" && version !== null ? versions.get(version) : undefined;
  return promoted === undefined ? [] : [[md`evidence`, evidenceInline(promoted.evaluation)]];
}

/** A promotion may go past the gate (contracts §3), but never unseen. */
function overrideOf({ type, version }: LedgerEvent, versions: Versions): readonly Block[] {
  const promoted = type === "prompt.promoted" && version !== null ? versions.get(version) : undefined;
  if (promoted === undefined || evidenceStanding(promoted.evaluation) !== "failed") return [];
  return [paragraph(md`⚠️ The gate had held ${code(promoted.version)} back: this promotion overrides it.`)];
}

function recordOf(event: LedgerEvent, commit: string | null, links: ReportLinks): Inline {
  const entry = link(md`event ${event.sequence}`, eventUrl(links, event.prompt_id, event.sequence));
  return commit === null
    ? entry
    : md`release commit ${link(code(commit.slice(0, 10)), commitUrl(links, commit))}, ${entry}`;
}

function refusalAnswer(asked: Asked, refused: Refused): string {
  const { advice, commands, lead, sentence } = explainRefusal(asked, refused);
  const first = advice === null ? md`` : md` ${inlineSentence(advice)}`;
  return stack([
    paragraph(md`❌ ${inlineSentence(sentence)}${first}`),
    paragraph(md`Nothing was changed (${code(refused.refusal.code)}).`),
    ...(lead === null ? [] : [paragraph(inlineSentence(lead))]),
    ...commands.map((command) => commandBlock([command])),
  ]).block;
}

function conflictAnswer(asked: Asked, { attempts }: GaveUp): string {
  return stack([
    paragraph(
      md`⚠️ Nothing was changed: others kept writing to the release branch through ${attempts} attempts.`,
    ),
    paragraph(md`Please ask again:`),
    commandBlock([asked]),
  ]).block;
}

/** Shown of a list of paths; `verify` tells them all. */
const MOST_PATHS = 20;

function immutableAnswer(asked: Asked, { paths }: ImmutableTouched): string {
  const left = paths.length - MOST_PATHS;
  return stack([
    paragraph(
      md`❌ Nothing was changed: where the next entry of ${code(asked.prompt)} belongs, the release branch holds a file already. Somebody edited the branch by hand.`,
    ),
    list([...paths.slice(0, MOST_PATHS).map(code), ...(left > 0 ? [md`and ${left} more`] : [])]),
    paragraph(md`${code("pointsman verify")} says more. Once those files are gone, ask again:`),
    commandBlock([asked]),
  ]).block;
}

/** Something outside did not answer: nothing is known to be half done, and the command may be repeated. */
export function outsideAnswer(asked: Asked, error: Pick<OutsideError, "doing">): string {
  return stack([
    paragraph(md`⚠️ The command could not be finished: GitHub did not let us ${code(error.doing)}.`),
    paragraph(md`Please look at what is live:`),
    commandBlock([{ verb: "status", prompt: asked.prompt }]),
    paragraph(md`If that is not what you wanted, ask again:`),
    commandBlock([asked]),
  ]).block;
}

/** One of our verbs whose words are not right; `meant` is the well-formed line that was probably meant. */
export function malformedAnswer({ problem, typed, usage }: Malformed, meant: string | null): string {
  return stack([
    paragraph(
      md`❌ That is not quite a ${code(`/${typed.verb}`)} command: ${inlineSentence(quotedSentence(problem))}`,
    ),
    ...(meant === null
      ? [paragraph(md`Nothing was changed. It is written like this:`), block(usage)]
      : [
          paragraph(md`Nothing was changed. You probably meant:`),
          block(meant),
          paragraph(md`It is written like this: ${code(usage)}`),
        ]),
  ]).block;
}

/** A sentence whose quoted words are data: the words typed stand between “ and ”. */
function quotedSentence(sentence: string): Sentence {
  const match = /^([^“”]*)“([\s\S]*)”([^“”]*)$/u.exec(sentence);
  if (match === null) return [ourWords(sentence)];
  const [, before = "", typed = "", after = ""] = match;
  return [ourWords(before), { data: typed }, ourWords(after)];
}

/** The parser's own words are plain; whatever is not is shown as data, wherever it came from. */
function ourWords(text: string): Sentence[number] {
  return /^[A-Za-z0-9 ,.:;'-]*$/.test(text) ? text : { data: text };
}

/** One of our verbs that this installation does not run from comments. */
export function unsupportedAnswer(verb: Verb): string {
  return stack([
    paragraph(md`${code(`/${verb}`)} is not answered here yet. Nothing was changed.`),
    paragraph(md`${code("/help")} lists the commands.`),
  ]).block;
}

/** The commands as a table, made from the parser's own. */
export function commandHelp(verbs: readonly { readonly does: string; readonly usage: string }[]): string {
  const rows = verbs.map(({ does, usage }) => [code(usage), { inline: does }]);
  return stack([
    paragraph(md`Commands stand on the first line of a new comment; lines after it are the reason.`),
    table([md`command`, md`what it does`], rows),
  ]).block;
}
