import type { Mark } from "../../domain/ledger/state.ts";
import { ageText, clippedReason, timeText } from "../text/facts.ts";
import { code, type Inline, md } from "../text/markdown.ts";

/** `2026-03-15 09:14:03 UTC (3 hours ago)`. */
export function sinceText(at: string, now: string): Inline {
  return md`${timeText(at)} (${ageText(at, now)} ago)`;
}

/** Since when, by whom and why an environment is held or frozen. */
export function markText({ by, reason, since }: Mark, now: string): Inline {
  const why = reason === null ? md`_no reason given_` : clippedReason(reason);
  return md`since ${sinceText(since, now)} by ${code(by)}: ${why}`;
}
