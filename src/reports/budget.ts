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
  let size = cuts.reduce((sum, cut) => sum + cut.frame + cut.sizes.reduce((a, b) => a + b, 0), 0);
  while (size + bytesOf(noteOf(cuts, budget)) > budget.limit) {
    const cut = nextToDrop(cuts);
    if (cut === undefined) throw new RangeError(`A document cannot be cut to ${budget.limit} bytes`);
    cut.kept -= 1;
    size -= (cut.sizes[cut.kept] ?? 0) + (cut.kept === 0 ? cut.frame : 0);
  }
  return [...cuts.filter((cut) => cut.kept > 0).map(render), noteOf(cuts, budget)]
    .filter((text) => text !== "")
    .join(GAP);
}

/** The last of those with the highest rank; what may not go goes only when all else has, and the first never. */
function nextToDrop(cuts: readonly Cut[]): Cut | undefined {
  const left = cuts.slice(1).filter((cut) => cut.kept > 0);
  const rank = Math.max(...left.map((cut) => cut.section.rank));
  return left.findLast((cut) => cut.section.rank === rank);
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

function noteOf(cuts: readonly Cut[], { fullReport }: Budget): string {
  const left = cuts.flatMap((cut) => (cut.kept < cut.units.length ? [missing(cut)] : []));
  if (left.length === 0) return "";
  const what = joinInline(left, md`, `);
  const where = fullReport === null ? md`` : md` Everything is in ${fullReport}.`;
  return paragraph(md`_Left out for length:_ ${what}.${where}`).block;
}

function missing({ section, units, kept }: Cut): Inline {
  const name: Inline = { inline: section.name };
  if (section.kind === "block") return name;
  return kept === 0 ? md`all ${units.length} ${name}` : md`${units.length - kept} of ${units.length} ${name}`;
}

/** Length in UTF-8. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
