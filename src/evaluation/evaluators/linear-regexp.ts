import { RE2JS } from "re2js";

/** The part of a regular expression that Ajv uses. Ajv tells patterns apart by `toString`. */
export interface LinearRegExp {
  test(text: string): boolean;
  toString(): string;
}

/**
 * Compiles a pattern for an engine whose time grows only with the text (RE2), since patterns come from pull requests.
 * Lookahead, backreferences and repetitions over 1000 do not exist there.
 *
 * @throws Error where the engine has no such pattern
 */
export function linearRegExp(pattern: string): LinearRegExp {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { test: (text) => compiled.matcher(text).find(), toString: () => `/${pattern}/u` };
}

interface SearchOptions {
  /** Of `i`, `m` and `s`, with JavaScript's meaning. */
  readonly flags: string;
  /** Whether the pattern must be all of the text. */
  readonly whole: boolean;
}

const FLAGS: readonly (readonly [string, number])[] = [
  ["i", RE2JS.CASE_INSENSITIVE],
  ["m", RE2JS.MULTILINE],
  ["s", RE2JS.DOTALL],
];

/**
 * A search with the same engine that gives what was found, or undefined.
 *
 * @throws Error where the engine has no such pattern
 */
export function linearSearch(
  pattern: string,
  { flags, whole }: SearchOptions,
): (text: string) => string | undefined {
  const bits = FLAGS.reduce((sum, [flag, bit]) => (flags.includes(flag) ? sum | bit : sum), 0);
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern), bits);
  return (text) => {
    const matcher = compiled.matcher(text);
    const found = whole ? matcher.matches() : matcher.find();
    return found ? (matcher.group() ?? "") : undefined;
  };
}

/** The pattern that finds just this text. */
export function literalPattern(text: string): string {
  return RE2JS.quote(text);
}
