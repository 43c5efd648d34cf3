import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import { visibleLine } from "../text/visible.ts";

/** What is live where, as a table with a column for each environment. */
export interface StatusInput {
  readonly states: readonly PromptState[];
  /** In promotion order. */
  readonly environments: readonly string[];
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
