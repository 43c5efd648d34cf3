import type { LedgerEvent } from "../../domain/ledger/event.ts";
import type { Version } from "../../domain/ledger/version.ts";
import { undoLead, undoOf } from "../answers/undo.ts";
import { differenceSection } from "../difference/difference-section.ts";
import { COMMENT_LIMIT, fitSections, type Section } from "../text/budget.ts";
import { headlineOf } from "../text/event-text.ts";
import { evidenceInline } from "../text/evidence-text.ts";
import {
  actorText,
  ageText,
  clippedReason,
  commandBlock,
  countOf,
  enumerate,
  inlineCommand,
  reasonBlocks,
  reasonFact,
  timeText,
} from "../text/facts.ts";
import { commitUrl, eventUrl, pullRequestUrl, type ReportLinks, versionUrl } from "../text/links.ts";
import {
  type Block,
  block,
  code,
  heading,
  type Inline,
  link,
  list,
  md,
  NOTHING,
  paragraph,
  stack,
  table,
} from "../text/markdown.ts";
import { inlineSentence } from "../text/sentence.ts";
import { visibleLine } from "../text/visible.ts";
import { caseSkeleton } from "./incident-case.ts";

/** A rollback of one prompt in one environment, with what is known of both versions. */
export interface Rollback {
  readonly event: LedgerEvent & {
    readonly environment: string;
    /** What is served again. */
    readonly version: string;
    /** What was rolled back. */
    readonly previous_version: string;
  };
  /** Null where it is not at hand. */
  readonly bad: Version | null;
  readonly restored: Version | null;
  /** Since when the bad version had been live, RFC 3339; null where that is too long ago to be looked up. */
  readonly liveSince: string | null;
}

export interface IncidentInput extends ReportLinks, Rollback {
  /** The release commit. */
  readonly commit: string;
  /** The prompt's history; null where it has none. */
  readonly historyIssue: number | null;
}

/** The issue in which people look back on a rollback: what happened, what was known, what to ask, and a case to add. */
export function incidentIssue(input: IncidentInput): { readonly title: string; readonly body: string } {
  const { bad, event, restored } = input;
  const known = new Map(
    [bad, restored].flatMap((one) => (one === null ? [] : [[one.version, one] as const])),
  );
  const sections: readonly Section[] = [
    section(0, introduction(input)),
    section(0, stack([heading(3, md`What happened when`), timeline(input)])),
    section(1, stack([heading(3, md`What was measured before`), evaluations(input)])),
    section(0, stack([heading(3, md`Questions`), questions(input)])),
    section(1, stack([heading(3, md`A case for the suite`), newCase(bad)]), "the case to add"),
    ...differenceSection({ version: event.previous_version, previous_version: event.version }, known),
    section(0, stack([heading(3, md`Where to look`), places(input)])),
  ];
  const fullReport = link(md`the release branch`, eventUrl(input, event.prompt_id, event.sequence));
  return {
    title: `Review of a rollback: ${visibleLine(event.prompt_id)} ${event.previous_version} in ${visibleLine(event.environment)}`,
    body: fitSections(sections, { limit: COMMENT_LIMIT, fullReport }),
  };
}

function section(rank: number, body: Block, name = "other parts"): Section {
  return { kind: "block", rank, name, body };
}

function introduction({ event, liveSince }: IncidentInput): Block {
  const { actor, at, environment, previous_version: bad, prompt_id: prompt, version } = event;
  const lived = liveSince === null ? md`` : md` It had been live for **${ageText(liveSince, at)}**.`;
  const promote = { verb: "promote", prompt, environment } as const;
  const unfreeze = { verb: "unfreeze", prompt, environment } as const;
  return stack([
    paragraph(
      md`⏪ ${actorText(actor)} rolled ${code(prompt)} back in ${code(environment)}: from ${code(bad)} to ${code(version)}.${lived}`,
    ),
    ...reasonBlocks(event.reason),
    paragraph(
      md`${code(environment)} is held until ${inlineCommand(promote)} or ${inlineCommand(unfreeze)}: what is merged meanwhile does not move it. Close this issue when the questions below are answered; until then ${inlineCommand({ verb: "status", prompt })} names it.`,
    ),
  ]);
}

function timeline(input: IncidentInput): Block {
  const { bad, event, liveSince, restored } = input;
  const published = (version: Version): readonly Inline[] => [
    timeText(version.published_at),
    md`${link(code(version.version), versionUrl(input, event.prompt_id, version.version))} published${broughtBy(version, input)}`,
    code(version.published_by),
  ];
  const rows = [
    ...(restored === null ? [] : [{ at: restored.published_at, row: published(restored) }]),
    ...(bad === null ? [] : [{ at: bad.published_at, row: published(bad) }]),
    ...(liveSince === null
      ? []
      : [
          {
            at: liveSince,
            row: [
              timeText(liveSince),
              md`${code(event.previous_version)} live in ${code(event.environment)}`,
              md``,
            ],
          },
        ]),
    {
      at: event.at,
      row: [
        timeText(event.at),
        md`rolled back to ${code(event.version)}: ${event.reason === null ? reasonFact(null) : clippedReason(event.reason)}`,
        code(event.actor.login),
      ],
    },
  ];
  const inTime = rows.toSorted((a, b) => a.at.localeCompare(b.at));
  return table(
    [md`at`, md`what`, md`by`],
    inTime.map(({ row }) => row),
  );
}

function broughtBy({ pull_request: number }: Version, links: ReportLinks): Inline {
  return number === null ? md`` : md` with ${link(md`#${number}`, pullRequestUrl(links, number))}`;
}

function evaluations({ bad, event, restored }: IncidentInput): Block {
  const row = (what: Inline, id: string, version: Version | null) => [
    md`${what} ${code(id)}`,
    version === null ? md`not at hand` : evidenceInline(version.evaluation),
    version?.evaluation == null
      ? md``
      : md`${code(version.evaluation.model)}, ${countOf(version.evaluation.trials, "trial")} a case`,
  ];
  return stack([
    table(
      [md`version`, md`evidence`, md`with`],
      [row(md`rolled back:`, event.previous_version, bad), row(md`restored:`, event.version, restored)],
    ),
    unclean(bad),
  ]);
}

const SHOWN_CASES = 20;

/** Cases of the bad version that did not simply pass: where the trouble may have shown itself. */
function unclean(bad: Version | null): Block {
  const cases = (bad?.evaluation?.cases ?? []).filter(({ trials }) =>
    trials.some(({ result }) => result !== "pass"),
  );
  if (cases.length === 0) return NOTHING;
  const shown = cases.slice(0, SHOWN_CASES).map(({ id }) => code(id));
  const more = cases.length - shown.length;
  const names = more > 0 ? [...shown, countOf(more, "more case")] : shown;
  return paragraph(
    md`Of the version that was rolled back these did not pass in every trial: ${enumerate(names)}.`,
  );
}

function questions({ bad, event, liveSince }: IncidentInput): Block {
  const lived = liveSince === null ? md`` : md` It took ${ageText(liveSince, event.at)}.`;
  return list([
    md`[ ] What did people see, and how many of them?`,
    md`[ ] ${whyDidItPass(bad)}`,
    md`[ ] Which case would have caught it? It belongs into the suite: there is one to fill in below.`,
    md`[ ] Was it noticed fast enough, and by whom?${lived}`,
    md`[ ] What makes the next change like it safe: a gate, an evaluator, an environment to go through first?`,
  ]);
}

function whyDidItPass(bad: Version | null): Inline {
  const evaluation = bad?.evaluation ?? null;
  if (evaluation === null) return md`Why did it go live without having been evaluated?`;
  if (evaluation.verdict === "pass") return md`Why did it pass?`;
  return md`Why did it go live although its verdict was ${code(evaluation.verdict)}?`;
}

function newCase(bad: Version | null): Block {
  if (bad === null) return paragraph(md`_The version is not at hand, so its variables are not known._`);
  return stack([
    paragraph(
      md`For ${code(bad.source.path)}: put in what went wrong, and see it fail on ${code(bad.version)} before it passes.`,
    ),
    block(caseSkeleton(bad), "yaml"),
  ]);
}

function places(input: IncidentInput): Block {
  const { bad, commit, event, historyIssue } = input;
  const pull = bad?.pull_request ?? null;
  return list([
    ...(pull === null
      ? []
      : [md`the pull request that brought it in: ${link(md`#${pull}`, pullRequestUrl(input, pull))}`]),
    ...(historyIssue === null ? [] : [md`the prompt's history: #${historyIssue}`]),
    md`the rollback: ${link(md`event ${event.sequence}`, eventUrl(input, event.prompt_id, event.sequence))}, ${link({ inline: event.origin.kind }, event.origin.url)}, release commit ${link(code(commit.slice(0, 10)), commitUrl(input, commit))}`,
  ]);
}

/** A comment on the open review: the same prompt was rolled back again, or the rollback was taken back. */
export function incidentEntry(
  input: Pick<IncidentInput, "event" | "bad" | "restored">,
  ends: boolean,
): string {
  const { bad, event, restored } = input;
  const known = new Map(
    [bad, restored].flatMap((one) => (one === null ? [] : [[one.version, one] as const])),
  );
  const undo = undoOf(event, { before: null, after: null });
  const sections: readonly Section[] = [
    section(0, paragraph(md`${ends ? md`▶️` : md`⏪`} ${inlineSentence(headlineOf(event))}`)),
    section(
      0,
      paragraph(md`By ${actorText(event.actor)} at ${timeText(event.at)}: ${reasonFact(event.reason)}`),
    ),
    section(0, stack(reasonBlocks(event.reason))),
    ...(ends
      ? [
          section(
            0,
            paragraph(
              md`The rollback was taken back at once, so there is nothing to review: this issue is closed. Reopen it where there is.`,
            ),
          ),
        ]
      : []),
    ...(undo === null
      ? []
      : [section(1, stack([paragraph(inlineSentence(undoLead(event))), commandBlock([undo])]))]),
    ...differenceSection(event, known),
  ];
  return fitSections(sections, { limit: COMMENT_LIMIT, fullReport: null });
}
