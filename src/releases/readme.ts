import { z } from "zod";
import type { PromptState } from "../domain/ledger/state.ts";
import { statePath } from "./layout.ts";

/**
 * The release branch's README, for people: totals, and the prompts changed last with what is live where. It is made from
 * the README before it and the prompts that a commit changes, so that writing it costs the same on a branch with ten
 * prompts and with ten thousand.
 */

const ROWS = 200;

const totalsSchema = z.strictObject({
  prompts: z.int().min(0),
  archived: z.int().min(0),
  versions: z.int().min(0),
  events: z.int().min(0),
});
type Totals = z.infer<typeof totalsSchema>;

const NOTHING: Totals = { prompts: 0, archived: 0, versions: 0, events: 0 };
const TOTALS_LINE = /^<!-- pointsman:totals (\{[^>]*\}) -->$/m;
/** A row exactly as `rowOf` writes it: one that was edited by hand is not carried on. */
const PLACE = String.raw`[a-z][a-z0-9_-]{0,62} \x60[0-9.-]{1,30}\x60(?: \((?:held|frozen|held, frozen)\))?`;
const ROW = new RegExp(
  String.raw`^\| \[\x60([a-z0-9-]{1,63})\x60\]\(prompts/\1/state\.json\) \| \x60[0-9.-]{1,30}\x60` +
    String.raw` \| (?:archived|nowhere yet|${PLACE}(?: · ${PLACE})*) \| [0-9TZ:-]{20} \|$`,
);

/** A prompt before and after a commit. */
export interface PromptChange {
  readonly before: PromptState | undefined;
  readonly after: PromptState;
}

/** The README after some prompts changed. Of one that was edited by hand, only what is still recognised is kept. */
export function updateReadme(previous: string | undefined, changes: readonly PromptChange[]): string {
  const totals = changes.reduce(addChange, readTotals(previous));
  const changed = new Set(changes.map((change) => change.after.prompt_id));
  const kept = rowsOf(previous).filter((row) => !changed.has(row.promptId));
  const fresh = changes.map((change) => rowOf(change.after)).reverse();
  const rows = [...fresh, ...kept.map((row) => row.text)].slice(0, ROWS);
  return render(totals, rows);
}

/** Whether a README is one that pointsman wrote, however the rest of it was edited since. */
export function isBranchReadme(readme: string | undefined): boolean {
  return readme !== undefined && /^<!-- pointsman:totals \{/m.test(readme);
}

/** The prompts that a README lists, last changed first: enough to guess what somebody mistyped. */
export function promptsInReadme(readme: string | undefined): readonly string[] {
  return rowsOf(readme).map((row) => row.promptId);
}

function readTotals(readme: string | undefined): Totals {
  const json = readme === undefined ? undefined : TOTALS_LINE.exec(readme)?.[1];
  if (json === undefined) return NOTHING;
  try {
    return totalsSchema.catch(NOTHING).parse(JSON.parse(json));
  } catch {
    return NOTHING;
  }
}

function addChange(totals: Totals, { before, after }: PromptChange): Totals {
  const archived = (state: PromptState | undefined): number => (state?.lifecycle === "archived" ? 1 : 0);
  return {
    prompts: totals.prompts + (before === undefined ? 1 : 0),
    archived: Math.max(0, totals.archived + archived(after) - archived(before)),
    versions: totals.versions + after.versions - (before?.versions ?? 0),
    events: totals.events + after.sequence - (before?.sequence ?? 0),
  };
}

function rowsOf(readme: string | undefined): readonly { promptId: string; text: string }[] {
  return (readme ?? "").split("\n").flatMap((text) => {
    const promptId = ROW.exec(text)?.[1];
    return promptId === undefined ? [] : [{ promptId, text }];
  });
}

function rowOf(state: PromptState): string {
  const live = Object.entries(state.environments)
    .filter(([, environment]) => environment.pointer !== null)
    .map(([name, { pointer, held, frozen }]) => {
      const notes = [held && "held", frozen && "frozen"].filter((note) => note);
      return `${name} \`${pointer?.version}\`${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
    });
  const lifecycle = state.lifecycle === "archived" ? "archived" : live.join(" · ") || "nowhere yet";
  const name = `[\`${state.prompt_id}\`](${statePath(state.prompt_id)})`;
  return `| ${name} | \`${state.latest.version}\` | ${lifecycle} | ${state.updated_at} |`;
}

function render(totals: Totals, rows: readonly string[]): string {
  const shown =
    rows.length < totals.prompts ? `The ${rows.length} prompts changed last:` : "The last changed first:";
  return `<!-- pointsman:totals ${JSON.stringify(totals)} -->
# Prompt releases

This branch is written by pointsman: every commit adds events and never
rewrites one. Change nothing here by hand; \`pointsman verify\` would find it.

**${totals.prompts}** prompts (${totals.archived} archived) · **${totals.versions}** versions · **${totals.events}** events

${shown}

| prompt | latest version | live | changed |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}
