import type { LedgerEvent } from "../../domain/ledger/event.ts";
import { environmentOf, type Mark, type PromptState } from "../../domain/ledger/state.ts";
import type { Version } from "../../domain/ledger/version.ts";
import type { AnnouncedPrompt } from "../../releases/announcements.ts";
import { undoOf } from "../answers/undo.ts";
import { differenceSection } from "../difference/difference-section.ts";
import { COMMENT_LIMIT, fitSections, type Part, type Section } from "../text/budget.ts";
import { EVENT_WORDS, headlineOf } from "../text/event-text.ts";
import {
  actorText,
  clippedReason,
  commandBlock,
  type Fact,
  factTable,
  reasonBlocks,
  reasonFact,
  timeText,
} from "../text/facts.ts";
import { commitUrl, eventUrl, promptFolderUrl, type ReportLinks, versionUrl } from "../text/links.ts";
import {
  type Block,
  code,
  heading,
  html,
  type Inline,
  joinInline,
  link,
  list,
  md,
  NOTHING,
  paragraph,
  stack,
} from "../text/markdown.ts";
import { inlineSentence } from "../text/sentence.ts";
import { visibleLine } from "../text/visible.ts";
import { historyDiagram } from "./history-diagram.ts";

export interface HistoryInput extends ReportLinks {
  readonly state: PromptState;
  /** Newest first; there may be fewer than the state counts. */
  readonly events: readonly LedgerEvent[];
  /** In promotion order. */
  readonly environments: readonly string[];
}

export interface HistoryIssueInput extends HistoryInput {
  /** Which part of the history the issue is, from 1. */
  readonly part: number;
  /** The issue of the part before; null for the first. */
  readonly earlier: number | null;
}

/** Events that are seen at once; older ones are folded away. */
const OPEN_EVENTS = 10;

/** The issue that tells one prompt's story. A history that is too long for one issue has several parts. */
export function historyIssue(input: HistoryIssueInput): { readonly title: string; readonly body: string } {
  const { earlier, part } = input;
  const title = `Prompt history: ${visibleLine(input.state.prompt_id)}`;
  if (earlier === null) return { title, body: historyText(input) };
  const before = paragraph(md`Part ${part} of this history; earlier comments are in #${earlier}.`);
  return { title: `${title} (part ${part})`, body: historyText(input, before) };
}

/** What the issue of a part says when its successor has taken over. The same part always says the same. */
export function endedPart({ next, part, promptId }: EndedPart): string {
  return stack([
    paragraph(md`**The history of ${code(promptId)} goes on in #${next}.**`),
    paragraph(
      md`GitHub takes no more than 2,500 comments on one issue, so this one, part ${part}, was closed before. What is live is told there.`,
    ),
  ]).block;
}

interface EndedPart {
  readonly promptId: string;
  readonly part: number;
  /** The issue of the next part. */
  readonly next: number;
}

/** What is live, how it came to that, and the last events, with a line of its own on top where there is one. */
export function historyText(input: HistoryInput, before: Block = NOTHING, limit = COMMENT_LIMIT): string {
  const { state, events } = input;
  const block = (name: string, rank: number, body: Block): Section => ({ kind: "block", rank, name, body });
  const older = events.slice(OPEN_EVENTS);
  const parts: readonly Part[] = [
    block("", 0, stack([before, introduction(input)])),
    {
      kind: "table",
      rank: 0,
      name: "environments",
      title: heading(3, md`Live now`),
      head: [md`environment`, md`live`],
      rows: environmentNames(input).map((name) => liveRow(input, name)),
    },
    block("the diagram", 1, stack([heading(3, md`How it came to that`), historyDiagram(events)])),
    eventTable(heading(3, md`Last events`), events.slice(0, OPEN_EVENTS), input),
    {
      kind: "folded",
      summary: html`${older.length} events before`,
      sections: [eventTable(NOTHING, older, input)],
    },
  ];
  const fullReport = link(md`the release branch`, promptFolderUrl(input, state.prompt_id));
  return fitSections(parts, { limit, fullReport });
}

function eventTable(title: Block, events: readonly LedgerEvent[], links: ReportLinks): Section {
  return {
    kind: "table",
    rank: 2,
    name: "events",
    title,
    head: EVENT_COLUMNS,
    rows: events.map((event) => eventRow(event, links)),
  };
}

function introduction(input: HistoryInput): Block {
  const { state } = input;
  const id = state.prompt_id;
  const archived = state.lifecycle === "archived" ? md` It is **archived**: kept, but not served.` : md``;
  return stack([
    paragraph(
      md`What happened to the prompt ${code(id)} (${code(state.slug)}): ${state.versions} versions, ${state.sequence} events.${archived}`,
    ),
    list([
      md`newest version: ${link(code(state.latest.version), versionUrl(input, id, state.latest.version))}, published ${timeText(state.latest.published_at)}`,
      md`file: ${code(state.path)}`,
      md`everything: ${link(md`versions and events on the release branch`, promptFolderUrl(input, id))}`,
    ]),
  ]);
}

/** The configured environments, and those that only the ledger still knows. */
function environmentNames({ environments, state }: HistoryInput): readonly string[] {
  return [...new Set([...environments, ...Object.keys(state.environments).toSorted()])];
}

function liveRow(input: HistoryInput, name: string): readonly Inline[] {
  const { state } = input;
  const { frozen, held, pointer } = environmentOf(state, name);
  const notes = [
    ...(held === null ? [] : [md`⏸️ held ${markText(held)}`]),
    ...(frozen === null ? [] : [md`❄️ frozen ${markText(frozen)}`]),
    ...(input.environments.includes(name) ? [] : [md`no longer configured`]),
  ];
  const version = pointer && link(code(pointer.version), versionUrl(input, state.prompt_id, pointer.version));
  const live =
    pointer === null || version === null
      ? md`_nothing_`
      : md`${version} since ${timeText(pointer.since)} by ${code(pointer.by)}`;
  return [code(name), joinInline([live, ...notes], md`<br>`)];
}

function markText({ by, reason, since }: Mark): Inline {
  const why = reason === null ? md`` : md`: ${clippedReason(reason)}`;
  return md`since ${timeText(since)} by ${code(by)}${why}`;
}

/** What `eventRow` fills. Few columns, since it is read on phones. */
export const EVENT_COLUMNS: readonly Inline[] = [md`no.`, md`what`, md`when and by whom`];

/** An event as a row of a table. */
export function eventRow(event: LedgerEvent, links: ReportLinks): readonly Inline[] {
  const { actor, at, environment, reason, version } = event;
  const what = joinInline(
    [
      { inline: EVENT_WORDS[event.type] },
      ...(version === null ? [] : [code(version)]),
      ...(environment === null ? [] : [md`in ${code(environment)}`]),
    ],
    md` `,
  );
  return [
    link(md`${event.sequence}`, eventUrl(links, event.prompt_id, event.sequence)),
    reason === null ? what : md`${what}<br>${clippedReason(reason)}`,
    md`${timeText(at)} ${code(actor.login)}`,
  ];
}

export interface HistoryCommentInput extends ReportLinks {
  /** The release commit. */
  readonly commit: string;
  readonly prompt: AnnouncedPrompt;
}

/** The comment on one release commit: what happened, by whom, why, and what changed word by word. */
export function historyComment({ commit, prompt, ...links }: HistoryCommentInput): string {
  const [first] = prompt.events;
  const { event } = first;
  const events = prompt.events.map((announced) => announced.event);
  const headlines = events.map(headlineOf);
  const block = (body: Block): Section => ({ kind: "block", rank: 0, name: "", body });
  const around = { before: null, after: prompt.state };
  const undo = events.flatMap((one) => undoOf(one, around) ?? []);
  const sections: readonly Section[] = [
    block(
      headlines.length === 1
        ? stack(headlines.map((headline) => paragraph(md`${SIGNS[event.type]} ${inlineSentence(headline)}`)))
        : list(headlines.map((headline) => md`${SIGNS[event.type]} ${inlineSentence(headline)}`)),
    ),
    block(factTable(factsOf(event, commit, links))),
    block(stack(reasonBlocks(event.reason))),
    ...(undo.length === 0 ? [] : [block(stack([paragraph(takesBack(undo.length)), commandBlock(undo)]))]),
    ...differences(prompt),
  ];
  const fullReport = link(md`the release branch`, promptFolderUrl(links, prompt.promptId));
  return fitSections(sections, { limit: COMMENT_LIMIT, fullReport });
}

const SIGNS: Readonly<Record<LedgerEvent["type"], Inline>> = {
  "prompt.published": md`🚀`,
  "prompt.promoted": md`⏫`,
  "prompt.rolled_back": md`⏪`,
  "prompt.archived": md`📦`,
  "prompt.restored": md`📦`,
  "prompt.frozen": md`❄️`,
  "prompt.unfrozen": md`▶️`,
};

function takesBack(commands: number): Inline {
  return commands === 1 ? md`This takes it back:` : md`These take it back, one comment each:`;
}

function factsOf(event: LedgerEvent, commit: string, links: ReportLinks): readonly Fact[] {
  const origin = link({ inline: event.origin.kind }, event.origin.url);
  return [
    [md`by`, actorText(event.actor)],
    [md`why`, reasonFact(event.reason)],
    [md`at`, timeText(event.at)],
    [md`through`, origin],
    [md`release commit`, link(code(commit.slice(0, 10)), commitUrl(links, commit))],
  ];
}

/** Environments that left the same version are told once. */
function differences({ events }: AnnouncedPrompt): readonly Section[] {
  const seen = new Set<string>();
  return events.flatMap(({ event, version, previousVersion }) => {
    const key = `${event.previous_version} ${event.version}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const known = [version, previousVersion].filter((one): one is Version => one !== null);
    return differenceSection(event, new Map(known.map((one) => [one.version, one])));
  });
}
