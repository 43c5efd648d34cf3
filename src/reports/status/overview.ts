import type { PromptState } from "../../domain/ledger/state.ts";
import { type OpenReview, reviewsSection } from "../incident/open-reviews.ts";
import { COMMENT_LIMIT, fitSections, type Section } from "../text/budget.ts";
import { enumerate } from "../text/facts.ts";
import { type Block, code, heading, type Inline, joinInline, md, paragraph } from "../text/markdown.ts";
import { needsAttention, type Standing, type Surrounded, standingsOf } from "./standing.ts";
import { markText, sinceText } from "./words.ts";

/** All prompts, as somebody reads of them on a telephone. */
export interface OverviewInput {
  readonly states: readonly PromptState[];
  /** In promotion order. */
  readonly environments: readonly string[];
  /** Null where they could not be looked up. */
  readonly reviews: readonly OpenReview[] | null;
  /** RFC 3339. */
  readonly now: string;
}

/** For `/status`: what is held, frozen or waits, the open reviews, and then what is live; at most `limit` bytes. */
export function statusOverview(
  { environments, now, reviews, states }: OverviewInput,
  limit = COMMENT_LIMIT,
): string {
  if (states.length === 0) return "Nothing was published yet.";
  const around: Surrounded = { environments, evidenceRule: () => "optional", versions: new Map() };
  const prompts = states.map((state) => ({ state, standings: standingsOf(state, around) }));
  const stopped = prompts.toSorted((a, b) => urgency(a) - urgency(b)).flatMap(attentionRows(now));
  const sections: readonly Section[] = [
    { kind: "block", rank: 0, name: "", body: summary(states.length, stopped.length) },
    {
      kind: "table",
      rank: 1,
      name: "prompts that are held, frozen or wait",
      title: heading(3, md`Held, frozen or waiting`),
      head: [md`where`, md`what and why`],
      rows: stopped,
    },
    ...reviewsSection(reviews, now),
    {
      kind: "table",
      rank: 3,
      name: "prompts",
      title: heading(3, md`Live now`),
      head: [md`prompt`, md`live`],
      rows: prompts.map(({ standings, state }) => [code(state.prompt_id), liveCell(state, standings, now)]),
    },
  ];
  return fitSections(sections, { limit, fullReport: md`the release branch's README` });
}

function summary(prompts: number, stopped: number): Block {
  const first =
    stopped === 0 ? md`Nothing is held, frozen or waits.` : md`**Held, frozen or waiting: ${stopped}.**`;
  return paragraph(
    md`Prompts: ${prompts}. ${first} ${code("/status <prompt>")} shows the evidence, and the commands that bring what waits.`,
  );
}

interface Prompt {
  readonly state: PromptState;
  readonly standings: readonly Standing[];
}

/** What somebody stopped first, then what only waits, and archived prompts last. */
function urgency({ standings, state }: Prompt): number {
  if (state.lifecycle === "archived") return 2;
  return standings.some(({ frozen, held }) => frozen !== null || held !== null) ? 0 : 1;
}

function attentionRows(now: string): (prompt: Prompt) => readonly (readonly Inline[])[] {
  return ({ standings, state }) => {
    const id = code(state.prompt_id);
    if (state.lifecycle === "archived") return [[id, md`📦 archived: kept, and not served`]];
    return standings
      .filter(needsAttention)
      .map((standing) => [
        md`${id} ${code(standing.environment)}`,
        joinInline(attentionOf(standing, now), md`<br>`),
      ]);
  };
}

function attentionOf({ frozen, held, waiting }: Standing, now: string): readonly Inline[] {
  const waits =
    waiting === null || waiting.code === "archived"
      ? []
      : [
          waiting.code === "rolled_back"
            ? md`${code(waiting.version)} was rolled back here`
            : md`${code(waiting.version)} waits`,
        ];
  return [
    ...(held === null ? [] : [md`⏸️ held ${markText(held, now)}`]),
    ...(frozen === null ? [] : [md`❄️ frozen ${markText(frozen, now)}`]),
    ...waits,
  ];
}

/** Environments that were moved to one version by one cause are told together. */
function liveCell(state: PromptState, standings: readonly Standing[], now: string): Inline {
  const groups = new Map<string, Standing[]>();
  for (const standing of standings) {
    const { pointer } = standing;
    if (pointer === null) continue;
    const key = `${pointer.version} ${pointer.since} ${pointer.by}`;
    groups.set(key, [...(groups.get(key) ?? []), standing]);
  }
  const lines = [...groups.values()].map((group) => liveLine(group, now));
  if (lines.length === 0) return md`_nothing_, newest ${code(state.latest.version)}`;
  return joinInline(lines, md`<br>`);
}

function liveLine(group: readonly Standing[], now: string): Inline {
  const pointer = group[0]?.pointer ?? null;
  if (pointer === null) return md``;
  const where = enumerate(group.map(({ environment }) => code(environment)));
  return md`${code(pointer.version)} in ${where} since ${sinceText(pointer.since, now)} by ${code(pointer.by)}`;
}
