import { environmentOf, type PromptState } from "../domain/ledger/state.ts";
import { COMMENT_LIMIT, fitSections } from "./budget.ts";
import { code, type Inline, joinInline, md, NOTHING } from "./markdown.ts";
import { visibleLine } from "./visible.ts";

/** What is live where, as a table with a column for each environment. */
export interface StatusInput {
  readonly states: readonly PromptState[];
  /** In promotion order. */
  readonly environments: readonly string[];
}

/** For a comment, at most `COMMENT_LIMIT` bytes. */
export function statusMarkdown({ environments, states }: StatusInput): string {
  const sorted = states.toSorted((a, b) => urgency(a, environments) - urgency(b, environments));
  const rows = sorted.map((state) => [
    code(state.prompt_id),
    code(state.latest.version),
    ...environments.map((name) => cellOf(state, name)),
  ]);
  const head = [md`prompt`, md`newest`, ...environments.map(code)];
  if (rows.length === 0) return "Nothing was published yet.";
  const table = { kind: "table", rank: 1, name: "prompts", title: NOTHING, head, rows } as const;
  const title = { kind: "block", rank: 0, name: "", body: { block: "**What is live**" } } as const;
  return fitSections([title, table], { limit: COMMENT_LIMIT, fullReport: md`the release branch's README` });
}

/** Held and frozen prompts first, then those that do not serve their newest version everywhere, archived ones last. */
function urgency(state: PromptState, environments: readonly string[]): number {
  if (state.lifecycle === "archived") return 3;
  const there = environments.map((name) => environmentOf(state, name));
  if (there.some(({ frozen, held }) => frozen !== null || held !== null)) return 0;
  return there.some(({ pointer }) => pointer?.version !== state.latest.version) ? 1 : 2;
}

function cellOf(state: PromptState, name: string): Inline {
  const { notes, version } = liveOf(state, name);
  const live = version === null ? md`–` : code(version);
  return notes.length === 0 ? live : md`${live} ${joinInline(notes.map(trusted), md`, `)}`;
}

function trusted(note: Note): Inline {
  return { inline: note };
}

/** For a terminal: columns padded to their widest entry. */
export function statusText({ environments, states }: StatusInput): string {
  const rows = [
    ["PROMPT", "NEWEST", ...environments.map((name) => visibleLine(name).toUpperCase())],
    ...states.map((state) => [
      visibleLine(state.prompt_id),
      state.latest.version,
      ...environments.map((name) => textOf(state, name)),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function textOf(state: PromptState, name: string): string {
  const { notes, version } = liveOf(state, name);
  return [version ?? "-", ...(notes.length === 0 ? [] : [`(${notes.join(", ")})`])].join(" ");
}

type Note = "archived" | "held" | "frozen";

function liveOf(
  state: PromptState,
  name: string,
): { readonly version: string | null; readonly notes: readonly Note[] } {
  const { frozen, held, pointer } = environmentOf(state, name);
  const notes: Note[] = [];
  if (state.lifecycle === "archived") notes.push("archived");
  if (held !== null) notes.push("held");
  if (frozen !== null) notes.push("frozen");
  return { version: pointer?.version ?? null, notes };
}
