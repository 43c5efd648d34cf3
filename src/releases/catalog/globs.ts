/**
 * Globs of prompt files. Written here because the libraries make regular expressions of them, with which a config can
 * hold a server up for hours (`*a*a*a*a*a*b`); this takes time in proportion to glob times path.
 */

/** One step of a pattern: exactly one item that passes, or any number of items. */
type Step<T> = "any_number" | ((item: T) => boolean);

const MAX_ALTERNATIVES = 256;

/**
 * Whether a path is matched by one of the globs and taken away by none that starts with `!`. Globs count from the
 * repository's root: `**` is any number of folders, `*` and `?` stay within a name, `[a-z]` and `[!a-z]` are one
 * character, `{a,b}` is one of several. Names that start with a dot match like any other, since prompts live in `.github`
 * too. Of a glob that stands for more than 256 alternatives the rest is ignored.
 */
export function promptMatcher(globs: readonly string[]): (path: string) => boolean {
  const compile = (all: readonly string[]) => all.flatMap(alternatives).map(segmentSteps);
  const wanted = compile(globs.filter((glob) => !glob.startsWith("!")));
  const unwanted = compile(globs.flatMap((glob) => (glob.startsWith("!") ? [glob.slice(1)] : [])));
  return (path) => {
    const segments = path.split("/");
    const isMatched = (steps: readonly Step<string>[]) => matches(steps, segments);
    return wanted.some(isMatched) && !unwanted.some(isMatched);
  };
}

/** The globs without braces that a glob stands for. A brace that is not closed, or has no comma, is itself. */
function alternatives(glob: string): readonly string[] {
  const done: string[] = [];
  const pending = [glob];
  for (let next = pending.pop(); next !== undefined && done.length < MAX_ALTERNATIVES; next = pending.pop()) {
    const expanded = expandInnermost(next);
    if (expanded === undefined) done.push(next);
    else pending.push(...expanded);
  }
  return done;
}

const INNERMOST = /\{([^{}]*,[^{}]*)\}/;

function expandInnermost(glob: string): readonly string[] | undefined {
  const found = INNERMOST.exec(glob);
  if (found === null) return undefined;
  const [before, after] = [glob.slice(0, found.index), glob.slice(found.index + found[0].length)];
  return found[1]?.split(",").map((choice) => `${before}${choice}${after}`);
}

function segmentSteps(glob: string): readonly Step<string>[] {
  const segments = glob.replace(/^\.?\//, "").split("/");
  const steps = segments.map((segment): Step<string> => {
    if (segment === "**") return "any_number";
    const characters = characterSteps(segment);
    return (name) => matches(characters, [...name]);
  });
  // At the end `**` is what the folder holds, and not a file of the folder's name.
  return steps.at(-1) === "any_number" ? [...steps, () => true] : steps;
}

const PIECE = /\*+|\?|\[(!?)([^\]]+)\]|[\s\S]/gu;

function characterSteps(segment: string): readonly Step<string>[] {
  return [...segment.matchAll(PIECE)].map(([piece, negated, set]): Step<string> => {
    if (piece.startsWith("*")) return "any_number";
    if (piece === "?") return () => true;
    if (set === undefined) return (character) => character === piece;
    return (character) => inSet(set, character) !== (negated === "!");
  });
}

/** `a-z_`: ranges by code point, and single characters. */
function inSet(set: string, character: string): boolean {
  for (const [piece] of set.matchAll(/[\s\S]-[\s\S]|[\s\S]/gu)) {
    const [low = "", , high = low] = [...piece];
    if (low <= character && character <= high) return true;
  }
  return false;
}

/**
 * Goes back only to the last step of any number: what an earlier one might have taken, this one can take as well.
 */
function matches<T>(steps: readonly Step<T>[], items: readonly T[]): boolean {
  let step = 0;
  let back: { readonly step: number; item: number } | undefined;
  let index = 0;
  while (index < items.length) {
    const current = steps[step];
    const item = items[index];
    if (current === "any_number") {
      back = { step, item: index };
      step += 1;
    } else if (current !== undefined && item !== undefined && current(item)) {
      step += 1;
      index += 1;
    } else if (back !== undefined) {
      back.item += 1;
      index = back.item;
      step = back.step + 1;
    } else return false;
  }
  return steps.slice(step).every((rest) => rest === "any_number");
}
