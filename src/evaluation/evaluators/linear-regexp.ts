import { RE2JS } from "re2js";

/** The part of a regular expression that Ajv uses. Ajv tells patterns apart by `toString`. */
export interface LinearRegExp {
  test(text: string): boolean;
  toString(): string;
}

/**
 * Compiles a pattern for an engine whose time grows only with the text (RE2), since patterns come from pull requests.
 * Lookaround, backreferences and repetitions over 1000 do not exist there.
 *
 * @throws Error where the engine has no such pattern
 */
export function linearRegExp(pattern: string): LinearRegExp {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { test: (text) => compiled.matcher(text).find(), toString: () => `/${pattern}/u` };
}
