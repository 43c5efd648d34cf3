import type { LedgerEvent } from "../../domain/ledger/event.ts";
import type { PromptState } from "../../domain/ledger/state.ts";
import type { Version } from "../../domain/ledger/version.ts";
import { EVENT_COLUMNS, eventRow } from "../history/history-issue.ts";
import { type OpenReview, reviewsSection } from "../incident/open-reviews.ts";
import { COMMENT_LIMIT, fitSections, type Section } from "../text/budget.ts";
import { evidenceInline } from "../text/evidence-text.ts";
import { commandBlock, enumerate } from "../text/facts.ts";
import { promptFolderUrl, type ReportLinks, versionUrl } from "../text/links.ts";
import {
  type Block,
  code,
  heading,
  type Inline,
  link,
  md,
  NOTHING,
  paragraph,
  stack,
} from "../text/markdown.ts";
import { needsAttention, type Standing, type Surrounded, standingsOf, type Waiting } from "./standing.ts";
import { markText, sinceText } from "./words.ts";

export interface PromptStatusInput extends Surrounded, ReportLinks {
  readonly state: PromptState;
  /** The last events, newest first. */
  readonly events: readonly LedgerEvent[];
  /** The open reviews of this prompt's rollbacks; null where they could not be looked up. */
  readonly reviews: readonly OpenReview[] | null;
  /** RFC 3339. */
  readonly now: string;
}

/** Rolled-back versions that are named; of more, the number is told. */
const MOST_FLAGGED = 5;

/** For `/status <prompt>`: what is stopped and what brings it on, what is live on what evidence; at most `limit` bytes. */
export function promptStatus(input: PromptStatusInput, limit = COMMENT_LIMIT): string {
  const { events, now, reviews, state } = input;
  const standings = standingsOf(state, input);
  const sections: readonly Section[] = [
    { kind: "block", rank: 0, name: "", body: introduction(input) },
    {
      kind: "items",
      rank: 1,
      name: "environments that are held, frozen or wait",
      title: heading(3, md`Held, frozen or waiting`),
      items: standings.filter(needsAttention).flatMap((standing) => attentionItems(standing, state, now)),
    },
    ...reviewsSection(reviews, now),
    {
      kind: "table",
      rank: 2,
      name: "environments",
      title: heading(3, md`Live now`),
      head: [md`where`, md`live`, md`evidence`],
      rows: standings.map((standing) => liveRow(standing, input)),
    },
    {
      kind: "table",
      rank: 3,
      name: "events",
      title: heading(3, md`Last events`),
      head: EVENT_COLUMNS,
      rows: events.map((event) => eventRow(event, input)),
    },
  ];
  const fullReport = link(md`the release branch`, promptFolderUrl(input, state.prompt_id));
  return fitSections(sections, { limit, fullReport });
}

function introduction({ now, state, ...links }: PromptStatusInput): Block {
  const { latest, prompt_id: id, sequence, slug, versions } = state;
  const newest = link(code(latest.version), versionUrl(links, id, latest.version));
  return stack([
    state.lifecycle === "archived"
      ? paragraph(md`📦 **Archived:** ${code(id)} is kept, and not served. This serves it again:`)
      : NOTHING,
    state.lifecycle === "archived" ? commandBlock([{ verb: "restore", prompt: id }]) : NOTHING,
    paragraph(
      md`${code(id)} (${code(slug)}): ${versions} versions, ${sequence} events. Newest: ${newest}, published ${sinceText(latest.published_at, now)}.`,
    ),
  ]);
}

function attentionItems(
  standing: Standing,
  { prompt_id: prompt }: PromptState,
  now: string,
): readonly Block[] {
  const { environment, frozen, held, waiting } = standing;
  const where = code(environment);
  const lift = [paragraph(md`This lifts it:`), commandBlock([{ verb: "unfreeze", prompt, environment }])];
  const why = [
    ...(held === null ? [] : [md`⏸️ ${where} is **held** after a rollback, ${markText(held, now)}.`]),
    ...(frozen === null ? [] : [md`❄️ ${where} is **frozen** ${markText(frozen, now)}.`]),
  ].map(paragraph);
  const items = why.length === 0 ? [] : [stack([...why, ...flaggedBlock(standing), ...lift])];
  return waiting === null || waiting.code === "archived" ? items : [...items, waitingItem(where, waiting)];
}

function flaggedBlock({ flagged }: Standing): readonly Block[] {
  if (flagged.length === 0) return [];
  const more = flagged.length - MOST_FLAGGED;
  const shown = enumerate(flagged.slice(-MOST_FLAGGED).map(code));
  return [paragraph(md`Rolled back here: ${shown}${more > 0 ? md` and ${more} before` : md``}.`)];
}

function waitingItem(where: Inline, waiting: Exclude<Waiting, { readonly code: "archived" }>): Block {
  const version = code(waiting.version);
  switch (waiting.code) {
    case "promotable":
      return stack([
        paragraph(
          waiting.afterUnfreeze
            ? md`${version} waits for ${where}. Once the freeze is lifted, this brings it:`
            : md`${version} waits for ${where}. This brings it:`,
        ),
        commandBlock([waiting.promote]),
      ]);
    case "rolled_back":
      return paragraph(
        md`${version}, the newest version, was rolled back in ${where}: it does not come back by itself.`,
      );
    case "evidence_missing":
      return paragraph(
        md`${version} waits for ${where}, which requires the gate's evidence; it was published without any, so a promotion would be refused (${code(waiting.code)}).`,
      );
    case "evidence_failed":
      return paragraph(
        md`${version} waits for ${where}, which requires the gate's evidence; the gate held it back, so a promotion would be refused (${code(waiting.code)}).`,
      );
  }
}

function liveRow({ environment, pointer }: Standing, input: PromptStatusInput): readonly Inline[] {
  const configured = input.environments.includes(environment) ? md`` : md` (no longer configured)`;
  const where = md`${code(environment)}${configured}`;
  if (pointer === null) return [where, md`_nothing_`, md``];
  const { by, since, version } = pointer;
  const live = link(code(version), versionUrl(input, input.state.prompt_id, version));
  return [
    where,
    md`${live}<br>since ${sinceText(since, input.now)} by ${code(by)}`,
    evidenceCell(input.versions.get(version)),
  ];
}

function evidenceCell(version: Version | undefined): Inline {
  return version === undefined ? md`_could not be read_` : evidenceInline(version.evaluation);
}
