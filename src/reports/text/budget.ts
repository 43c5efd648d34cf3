import {
  type Block,
  foldEnds,
  type Html,
  type Inline,
  joinInline,
  md,
  paragraph,
  tableHead,
  tableRow,
} from "./markdown.ts";

/** GitHub takes 65,536 characters in a comment; some are left for the marker on top. */
export const COMMENT_LIMIT = 64_500;
/** GitHub takes 1 MiB in a job summary, and drops all of one that is longer. */
export const SUMMARY_LIMIT = 1_000_000;

interface SectionBase {
  /** 0 stays whatever happens; of the others the highest number is dropped first. */
  readonly rank: number;
  /** What is missing when some is left out, in the plural where there are rows: `newly failing cases`. */
  readonly name: string;
}

/** A piece of a document. Tables and folds lose whole rows or items from their end; a block goes as a whole. */
export type Section =
  | (SectionBase & { readonly kind: "block"; readonly body: Block })
  | (SectionBase & {
      readonly kind: "table";
      readonly title: Block;
      readonly head: readonly Inline[];
      readonly rows: readonly (readonly Inline[])[];
    })
  | (SectionBase & { readonly kind: "fold"; readonly summary: Html; readonly items: readonly Block[] })
  | (SectionBase & { readonly kind: "items"; readonly title: Block; readonly items: readonly Block[] });

/** Sections that stand in one fold. It goes when the last of them goes. */
export interface FoldedSections {
  readonly kind: "folded";
  readonly summary: Html;
  readonly sections: readonly Section[];
}

export type Part = Section | FoldedSections;

export interface Budget {
  /** UTF-8 bytes. */
  readonly limit: number;
  /** Where everything can be read, as the end of a sentence: `the job's summary`; null where there is no such place. */
  readonly fullReport: Inline | null;
}

/** A section cut into units that can be dropped from the end, with what stands around them while one is left. */
interface Cut {
  readonly section: Section;
  readonly open: string;
  readonly units: readonly string[];
  readonly separator: string;
  readonly close: string;
  readonly sizes: readonly number[];
  readonly frame: number;
  /** The fold around it and its neighbours; null where there is none. */
  readonly fold: Fold | null;
  kept: number;
}

interface Fold {
  readonly open: string;
  readonly close: string;
  readonly size: number;
  /** Cuts in it of which something is kept. */
  filled: number;
}

const GAP = "\n\n";

/** Fits a document into its limit by leaving out whole rows and sections, and says how many and where they can be read. */
export function fitSections(parts: readonly Part[], budget: Budget): string {
  const cuts = parts.flatMap(cutsOf);
  const folds = new Set(cuts.map(({ fold }) => fold));
  const size =
    cuts.reduce((sum, cut) => sum + cut.frame + cut.sizes.reduce((a, b) => a + b, 0), 0) +
    [...folds].reduce((sum, fold) => sum + (fold?.size ?? 0), 0);
  if (size > budget.limit) drop(cuts, size - budget.limit + longestNote(cuts, budget));
  return [...rendered(cuts.filter((cut) => cut.kept > 0)), noteOf(cuts, budget)]
    .filter((text) => text !== "")
    .join(GAP);
}

function cutsOf(part: Part): readonly Cut[] {
  const sections = part.kind === "folded" ? part.sections : [part];
  const fold = part.kind === "folded" ? foldOf(part.summary) : null;
  const cuts = sections.map((section) => cutOf(section, fold)).filter((cut) => cut.units.length > 0);
  if (fold !== null) fold.filled = cuts.length;
  return cuts;
}

function foldOf(summary: Html): Fold {
  const { open, close } = foldEnds(summary);
  const size = bytesOf(open.block) + bytesOf(close.block) + 2 * GAP.length;
  return { open: open.block, close: close.block, size, filled: 0 };
}

/** Cuts of one fold stand side by side, so it opens before the first of them and closes after the last. */
function rendered(cuts: readonly Cut[]): readonly string[] {
  return cuts.flatMap((cut, index) => {
    const { fold } = cut;
    if (fold === null) return [render(cut)];
    const isFirst = cuts[index - 1]?.fold !== fold;
    const isLast = cuts[index + 1]?.fold !== fold;
    return [...(isFirst ? [fold.open] : []), render(cut), ...(isLast ? [fold.close] : [])];
  });
}

/**
 * Drops units from the end of the least important sections until so many bytes are gone. What may not go goes only when
 * all else has, and the first section never.
 */
function drop(cuts: readonly Cut[], bytes: number): void {
  const order = cuts
    .slice(1)
    .map((cut, index) => ({ cut, index }))
    .sort((a, b) => b.cut.section.rank - a.cut.section.rank || b.index - a.index);
  let left = bytes;
  for (const { cut } of order) {
    while (left > 0 && cut.kept > 0) {
      cut.kept -= 1;
      left -= (cut.sizes[cut.kept] ?? 0) + (cut.kept === 0 ? emptied(cut) : 0);
    }
  }
  if (left > 0) throw new RangeError(`A document's first section is ${left} bytes too long`);
}

/** Bytes that go with the last unit of a cut: what stood around it, and around its fold when that is empty. */
function emptied({ fold, frame }: Cut): number {
  if (fold === null) return frame;
  fold.filled -= 1;
  return frame + (fold.filled === 0 ? fold.size : 0);
}

function cutOf(section: Section, fold: Fold | null): Cut {
  const { open, units, separator, close } = partsOf(section);
  const frame = bytesOf(open) + bytesOf(close) + GAP.length;
  const sizes = units.map((unit) => bytesOf(unit) + separator.length);
  return { section, open, units, separator, close, sizes, frame, fold, kept: units.length };
}

function partsOf(section: Section): Pick<Cut, "open" | "units" | "separator" | "close"> {
  switch (section.kind) {
    case "block":
      return {
        open: "",
        units: section.body.block === "" ? [] : [section.body.block],
        separator: "",
        close: "",
      };
    case "table": {
      const open = `${before(section.title)}${tableHead(section.head).block}\n`;
      const units = section.rows.map((row) => tableRow(row).block);
      return { open, units, separator: "\n", close: "" };
    }
    case "fold": {
      const { open, close } = foldEnds(section.summary);
      const units = section.items.map((item) => item.block);
      return { open: before(open), units, separator: GAP, close: `${GAP}${close.block}` };
    }
    case "items": {
      const units = section.items.map((item) => item.block);
      return { open: before(section.title), units, separator: GAP, close: "" };
    }
  }
}

function before({ block }: Block): string {
  return block === "" ? "" : block + GAP;
}

function render({ open, units, kept, separator, close }: Cut): string {
  return open + units.slice(0, kept).join(separator) + close;
}

/** What is left out, by name: of sections with one name the numbers are added up. */
function noteOf(cuts: readonly Cut[], { fullReport }: Budget): string {
  const totals = new Map<string, { left: number; all: number }>();
  for (const { kept, section, units } of cuts) {
    const total = totals.get(section.name) ?? { left: 0, all: 0 };
    totals.set(section.name, { left: total.left + units.length - kept, all: total.all + units.length });
  }
  const missing = [...totals].flatMap(([name, { all, left }]): Inline[] => {
    if (left === 0) return [];
    const what: Inline = { inline: name === "" ? "other parts" : name };
    if (all === 1) return [what];
    return [md`${left === all ? md`all ${all}` : md`${left} of ${all}`} ${what}`];
  });
  if (missing.length === 0) return "";
  const where = fullReport === null ? md`` : md` Everything is in ${fullReport}.`;
  return paragraph(md`_Left out for length:_ ${joinInline(missing, md`, `)}.${where}`).block;
}

/** The size of the note if everything were left out, and some digits more. */
function longestNote(cuts: readonly Cut[], budget: Budget): number {
  const names = new Set(cuts.map((cut) => cut.section.name));
  const nothing = cuts.map((cut) => ({ ...cut, kept: 0 }));
  return bytesOf(noteOf(nothing, budget)) + names.size * DIGITS;
}

const DIGITS = 12;

/** Length in UTF-8. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
