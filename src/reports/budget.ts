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
  kept: number;
}

const GAP = "\n\n";

/** Fits a document into its limit by leaving out whole rows and sections, and says how many and where they can be read. */
export function fitSections(sections: readonly Section[], budget: Budget): string {
  const cuts = sections.map(cutOf).filter((cut) => cut.units.length > 0);
  const size = cuts.reduce((sum, cut) => sum + cut.frame + cut.sizes.reduce((a, b) => a + b, 0), 0);
  if (size > budget.limit) drop(cuts, size - budget.limit + longestNote(cuts, budget));
  return [...cuts.filter((cut) => cut.kept > 0).map(render), noteOf(cuts, budget)]
    .filter((text) => text !== "")
    .join(GAP);
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
      left -= (cut.sizes[cut.kept] ?? 0) + (cut.kept === 0 ? cut.frame : 0);
    }
  }
  if (left > 0) throw new RangeError(`A document's first section is ${left} bytes too long`);
}

function cutOf(section: Section): Cut {
  const { open, units, separator, close } = partsOf(section);
  const frame = bytesOf(open) + bytesOf(close) + GAP.length;
  const sizes = units.map((unit) => bytesOf(unit) + separator.length);
  return { section, open, units, separator, close, sizes, frame, kept: units.length };
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
