import type { Actor } from "../../domain/ledger/event.ts";
import type { ProposedCommand } from "./command-line.ts";
import { commentLine } from "./command-line.ts";
import {
  type Block,
  block,
  code,
  type Inline,
  joinInline,
  md,
  paragraph,
  quote,
  stack,
  table,
} from "./markdown.ts";
import { clip } from "./visible.ts";

/** A name and what there is to say about it. */
export type Fact = readonly [name: Inline, value: Inline];

/** Facts as a table of two columns. The first stands as the head: GitHub shows an empty head as an empty bar. */
export function factTable(facts: readonly Fact[]): Block {
  const [head = [md``, md``], ...rows] = facts;
  return table(head, rows);
}

/** `2026-03-15 09:14:03 UTC` from RFC 3339. */
export function timeText(at: string): Inline {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(at);
  return match === null ? code(at) : { inline: `${match[1]} ${match[2]} UTC` };
}

export function actorText({ login, role }: Actor): Inline {
  if (role === null) return code(login);
  return role === "unverified" ? md`${code(login)} (not verified)` : md`${code(login)} (${code(role)})`;
}

/** Longest reason that is shown beside other facts; longer ones stand in a block of their own. */
const SHORT_REASON = 160;
const LONGEST_REASON = 2_000;

/** A short reason as it stands in a table. */
export function reasonFact(reason: string | null): Inline {
  if (reason === null) return md`_no reason given_`;
  return isShort(reason) ? code(reason) : md`_see below_`;
}

/** A reason that is too long for a table, quoted. */
export function reasonBlocks(reason: string | null): readonly Block[] {
  if (reason === null || isShort(reason)) return [];
  return [paragraph(md`**Why**`), quote(clippedBlock(reason, LONGEST_REASON))];
}

function isShort(reason: string): boolean {
  return reason.length <= SHORT_REASON && !/[\r\n]/.test(reason.trim());
}

/** A text as a block, cut to a length, with the number of characters that were cut off. */
export function clippedBlock(text: string, limit: number): Block {
  const { left, text: shown } = clip(text, limit);
  return stack([block(shown), ...(left > 0 ? [paragraph(md`_${left} more characters_`)] : [])]);
}

/** Commands in a block, which GitHub gives a button to copy. */
export function commandBlock(commands: readonly ProposedCommand[]): Block {
  return block(commands.map(commentLine).join("\n"));
}

export function inlineCommand(command: ProposedCommand): Inline {
  return code(commentLine(command));
}

/** `a, b and c`. */
export function enumerate(items: readonly Inline[]): Inline {
  const last = items.at(-1);
  if (last === undefined) return md`none`;
  return items.length === 1 ? last : md`${joinInline(items.slice(0, -1), md`, `)} and ${last}`;
}

/** `1 case`, `2 cases`. The noun is ours, never data. */
export function countOf(count: number, noun: string): Inline {
  return { inline: `${count} ${noun}${count === 1 ? "" : "s"}` };
}

/** A reason cut to what a row of a table can hold. */
export function clippedReason(reason: string): Inline {
  const { left, text } = clip(reason.trim(), SHORT_REASON);
  return left > 0 ? md`${code(text)} …` : code(text);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `less than a minute`, `12 minutes`, `3 hours`, `5 days` between two times (RFC 3339). */
export function ageText(from: string, to: string): Inline {
  const milliseconds = Math.max(0, Date.parse(to) - Date.parse(from));
  if (milliseconds < MINUTE) return md`less than a minute`;
  if (milliseconds < HOUR) return countOf(Math.floor(milliseconds / MINUTE), "minute");
  return milliseconds < 48 * HOUR
    ? countOf(Math.floor(milliseconds / HOUR), "hour")
    : countOf(Math.floor(milliseconds / (24 * HOUR)), "day");
}
