import type { LedgerEvent } from "../../domain/ledger/event.ts";
import { effectiveOf, type Version } from "../../domain/ledger/version.ts";
import type { Section } from "../text/budget.ts";
import { html, htmlCode, md, paragraph } from "../text/markdown.ts";
import { diffPrompts } from "./word-diff.ts";
import { diffPartBlock } from "./word-diff-markdown.ts";

/** What an event changed word by word, folded; nothing where it moved no pointer or a version is not at hand. */
export function differenceSection(
  event: Pick<LedgerEvent, "version" | "previous_version">,
  versions: ReadonlyMap<string, Version>,
): readonly Section[] {
  const { previous_version: from, version: to } = event;
  if (from === null || to === null || from === to) return [];
  const [before, after] = [versions.get(from), versions.get(to)];
  if (before === undefined || after === undefined) return [];
  return [versionDifference(before, after)];
}

/** Two versions word by word, folded. */
export function versionDifference(before: Version, after: Version): Section {
  const parts = diffPrompts(effectiveOf(before), effectiveOf(after));
  return {
    kind: "fold",
    rank: 2,
    name: "changed parts of the prompt",
    summary: html`What changed from ${htmlCode(before.version)} to ${htmlCode(after.version)}`,
    items:
      parts.length === 0 ? [paragraph(md`Nothing: both versions say the same.`)] : parts.map(diffPartBlock),
  };
}
