import type { Stayed, StayedReason } from "../../domain/decisions/publish.ts";
import { environmentOf } from "../../domain/ledger/state.ts";
import type {
  PublicationInterrupted,
  PublishedPrompt,
  PublishOutcome,
  PublishStopped,
} from "../../releases/publish/publish.ts";
import { explainRefusal } from "../answers/refusal-text.ts";
import { undoOf } from "../answers/undo.ts";
import { problemsSection } from "../problems.ts";
import { COMMENT_LIMIT, fitSections, type Section, SUMMARY_LIMIT } from "../text/budget.ts";
import type { ProposedCommand } from "../text/command-line.ts";
import { evidenceInline } from "../text/evidence-text.ts";
import { commandBlock, countOf, enumerate, inlineCommand } from "../text/facts.ts";
import { commitUrl, type ReportLinks, versionUrl } from "../text/links.ts";
import {
  type Block,
  code,
  heading,
  type Inline,
  joinInline,
  link,
  list,
  md,
  NOTHING,
  paragraph,
  stack,
} from "../text/markdown.ts";
import { inlineSentence, type Sentence, say } from "../text/sentence.ts";
import { heldBackBlock } from "./held-back.ts";

/** Something outside stopped the run: what is published stays. */
export interface PublishCutShort extends Pick<PublicationInterrupted, "doing" | "isDoubtful" | "published"> {
  readonly status: "interrupted";
}

export type PublishReport = PublishOutcome | PublishStopped | PublishCutShort;

/** The comment on the merged pull request: versions, where they are live, what stayed and why, and the way back. */
export function publishComment(report: PublishReport, links: ReportLinks): string {
  return fitSections(sectionsOf(report, links), {
    limit: COMMENT_LIMIT,
    fullReport: md`the summary of the run`,
  });
}

/** The run's own summary: the same with more room. */
export function publishSummary(report: PublishReport, links: ReportLinks): string {
  const sections = [required(heading(2, md`Prompts published`)), ...sectionsOf(report, links)];
  return fitSections(sections, { limit: SUMMARY_LIMIT, fullReport: null });
}

function sectionsOf(report: PublishReport, links: ReportLinks): readonly Section[] {
  const { published } = report;
  const commit = report.status === "settled" ? report.sourceCommit : null;
  const problems = report.status === "settled" ? report.problems : [];
  const title = heading(3, md`Problems`);
  return [
    required(stack([headline(report, links), ...stoppedBlocks(report)])),
    ...versionsTable(published, links),
    ...stayedSection(published),
    ...refusedSection(report),
    ...rollbackSection(published),
    ...problemsSection(problems, { ...links, commit }, { title, rank: 3 }),
  ];
}

function required(body: Block): Section {
  return { kind: "block", rank: 0, name: "", body };
}

function headline(report: PublishReport, links: ReportLinks): Block {
  const { published } = report;
  const source =
    report.status === "settled"
      ? md` from ${link(code(report.sourceCommit.slice(0, 10)), commitUrl(links, report.sourceCommit))}`
      : md``;
  const errors =
    report.status === "settled"
      ? report.problems.filter((problem) => problem.severity === "error").length
      : 0;
  const wrong = errors === 0 ? md`` : md` ${countOf(errors, "error")} kept prompts from being published.`;
  if (published.length === 0) {
    if (report.status !== "settled") return NOTHING;
    if (errors > 0) return paragraph(md`❌ Nothing was published${source}.${wrong}`);
    return paragraph(md`Nothing to publish${source}: every version says what its file says.`);
  }
  const stayed = published.reduce((sum, { decision }) => sum + decision.stayed.length, 0);
  const open = published.filter(({ decision }) => decision.version.evaluation?.verdict === "inconclusive");
  const notice =
    open.length === 0
      ? md``
      : md` Inconclusive for ${countOf(open.length, "prompt")}: it is not known whether the change made things worse.`;
  const notes = stayed === 0 ? notice : md` ${countOf(stayed, "pointer")} stayed; see why below.${notice}`;
  const sign = errors > 0 || stayed > 0 ? md`⚠️` : md`🚀`;
  return paragraph(
    md`${sign} **${countOf(published.length, "prompt")} published**${source}.${notes}${wrong}`,
  );
}

function stoppedBlocks(report: PublishReport): readonly Block[] {
  switch (report.status) {
    case "settled":
      return [];
    case "conflict":
      return [
        paragraph(
          md`⚠️ Publishing stopped: others kept writing to the release branch through ${report.attempts} attempts. What is published stays; run it again to publish the rest.`,
        ),
      ];
    case "immutable":
      return [
        paragraph(
          md`❌ Publishing stopped: the release branch holds files where new ones belong. Somebody edited it by hand; ${code("pointsman verify")} says more.`,
        ),
        list(report.paths.slice(0, 20).map(code)),
      ];
    case "interrupted": {
      const more = report.isDoubtful
        ? md` A further commit got no answer, so more may be published than is told here.`
        : md``;
      return [
        paragraph(
          md`⚠️ Publishing was cut short: GitHub did not let us ${code(report.doing)}.${more} What is published stays; run it again to publish the rest.`,
        ),
      ];
    }
  }
}

function versionsTable(published: readonly PublishedPrompt[], links: ReportLinks): readonly Section[] {
  if (published.length === 0) return [];
  const rows = published.map(({ decision, promptId }): readonly Inline[] => {
    const { moved, version } = decision;
    return [
      code(promptId),
      link(code(version.version), versionUrl(links, promptId, version.version)),
      moved.length === 0 ? md`_nowhere_` : joinInline(moved.map(code), md`, `),
      previousOf(decision.events.map((event) => event.previous_version)),
      evidenceInline(version.evaluation),
    ];
  });
  const head = [md`prompt`, md`version`, md`live in`, md`before`, md`evidence`];
  return [{ kind: "table", rank: 1, name: "published prompts", title: NOTHING, head, rows }];
}

function previousOf(versions: readonly (string | null)[]): Inline {
  const known = [...new Set(versions.filter((version) => version !== null))];
  return known.length === 0 ? md`_nothing_` : enumerate(known.map(code));
}

/** Why a pointer stayed, in words. A record: a reason without its words does not compile. */
const STAYED_BECAUSE: Readonly<Record<StayedReason, Sentence>> = {
  gate_failed: say`the gate held this version back`,
  evidence_missing: say`the evaluation that the config requires is missing`,
  on_merge_hold: say`merges do not move it there (the config says hold)`,
  held_after_rollback: say`it is held since a rollback`,
  frozen: say`it is frozen`,
  flagged_content: say`the same content was rolled back there`,
};

function stayedSection(published: readonly PublishedPrompt[]): readonly Section[] {
  const items = published.flatMap((one) => one.decision.stayed.map((stayed) => stayedBlock(one, stayed)));
  if (items.length === 0) return [];
  const title = stack([heading(3, md`Pointers that stayed`), heldBackBlock(published)]);
  return [{ kind: "items", rank: 2, name: "pointers that stayed", title, items }];
}

function stayedBlock({ decision, promptId }: PublishedPrompt, { environment, reason }: Stayed): Block {
  const { held, frozen, pointer } = environmentOf(decision.state, environment);
  const live = pointer === null ? md`nothing` : code(pointer.version);
  const mark = reason === "frozen" ? frozen : reason === "held_after_rollback" ? held : null;
  const by = mark === null ? md`` : md`, by ${code(mark.by)}`;
  const because = inlineSentence(STAYED_BECAUSE[reason]);
  const commands = commandsFor(promptId, decision.version.version, { environment, reason });
  const ways = joinInline(commands.map(inlineCommand), md`, then `);
  const line = md`${code(environment)} of ${code(promptId)} still serves ${live}: ${because}${by}. To change that: ${ways}`;
  return list([line]);
}

function commandsFor(prompt: string, version: string, stayed: Stayed): readonly ProposedCommand[] {
  const { environment } = stayed;
  const promote: ProposedCommand = { verb: "promote", prompt, version, environment };
  return stayed.reason === "frozen" ? [{ verb: "unfreeze", prompt, environment }, promote] : [promote];
}

function refusedSection(report: PublishReport): readonly Section[] {
  if (report.status !== "settled" || report.refused.length === 0) return [];
  const items = report.refused.map(({ promptId, refusal }) => {
    const asked = {
      verb: "publish",
      prompt: promptId,
      version: null,
      from: null,
      environment: null,
    } as const;
    const request = { refusal, environment: "", state: null, suggestions: [] };
    const { commands, sentence } = explainRefusal(asked, request);
    const [command] = commands;
    const way = command === undefined ? md`` : md` ${inlineCommand(command)}`;
    return list([md`${inlineSentence(sentence)}${way}`]);
  });
  return [
    { kind: "items", rank: 2, name: "prompts not published", title: heading(3, md`Not published`), items },
  ];
}

/** With more prompts than this a block for each would bury the rest. */
const MOST_COMMANDS = 10;

function rollbackSection(published: readonly PublishedPrompt[]): readonly Section[] {
  const commands = published.flatMap((one) => rollbackOf(one) ?? []);
  if (commands.length === 0) return [];
  const shown: readonly ProposedCommand[] =
    commands.length > MOST_COMMANDS
      ? [{ verb: "rollback", prompt: "<prompt>", environment: commands[0]?.environment ?? null }]
      : commands;
  const title = stack([
    heading(3, md`Way back`),
    paragraph(md`Comment this on any issue or pull request to roll back:`),
  ]);
  return [
    {
      kind: "items",
      rank: 0,
      name: "lines that roll back",
      title,
      items: shown.map((one) => commandBlock([one])),
    },
  ];
}

/** In the last environment whose pointer moved: that is the one which hurts. */
function rollbackOf({ decision }: PublishedPrompt): ProposedCommand | null {
  const undone = decision.events.flatMap(
    (event) => undoOf(event, { before: null, after: decision.state }) ?? [],
  );
  return undone.at(-1) ?? null;
}
