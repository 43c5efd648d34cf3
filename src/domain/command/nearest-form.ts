import { nearest } from "../nearest.ts";
import { commandLine } from "./line.ts";
import { MAX_REASON, parseComment, type Typed } from "./parse.ts";
import { VERBS, type VerbGrammar } from "./verbs.ts";
import { isA } from "./words.ts";

/** The names that exist. */
export interface KnownNames {
  readonly prompts: readonly string[];
  readonly environments: readonly string[];
}

/** More words are no command that went wrong. */
const MOST_WORDS = 24;

/** Every dash that a telephone makes of a hyphen: Unicode's dashes and the minus sign. */
const DASHES = /[\p{Pd}\u2212]/gu;
/** The space that a telephone puts behind a full stop: `2026-03-12. 1`. */
const SPLIT_VERSION = /(\d{4}-\d\d-\d\d)\. +(\d)/gu;
const AROUND = /^[^a-z0-9]+|[^a-z0-9]+$/gu;

/** Words that stand between names and name nothing themselves. */
const BETWEEN = new Set(["to", "in", "on", "at", "into", "the", "version", "environment", "env", "please"]);

/**
 * The well-formed line that was probably meant by a malformed one, or null where a word of it cannot be placed. Words are taken
 * for what they name, since that is what people get right: a version looks like one, and prompts and environments are known.
 */
export function nearestForm({ because, verb, words }: Typed, known: KnownNames): string | null {
  const grammar: VerbGrammar = VERBS[verb];
  const plain = plainWords(words);
  if (plain.length > MOST_WORDS) return null;
  const names = grammar.word === undefined ? placed(plain, known) : onlyWord(plain, grammar.word);
  if (names === null) return null;
  const reason = because?.trim().slice(0, MAX_REASON) ?? "";
  const line = commandLine({ verb, ...names, reason: reason === "" ? null : reason });
  return parseComment(line).kind === "command" ? line : null;
}

/** The words without what telephones, quoting and sentences add to them: capitals, dashes, quotation marks, full stops. */
export function plainWords(words: readonly string[]): readonly string[] {
  return words
    .join(" ")
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(DASHES, "-")
    .replace(SPLIT_VERSION, "$1.$2")
    .toLowerCase()
    .split(/[\s,;]+/u)
    .map((word) => word.replace(AROUND, ""))
    .filter((word) => word !== "");
}

/** What the words of a line name. */
interface Names {
  prompt: string | null;
  versions: string[];
  from: string | null;
  environment: string | null;
  word: string | null;
}

function onlyWord(words: readonly string[], kind: NonNullable<VerbGrammar["word"]>): Names | null {
  const [word = "", ...rest] = words.filter((one) => !BETWEEN.has(one));
  if (rest.length > 0 || !isA(kind, word)) return null;
  return { prompt: null, versions: [], from: null, environment: null, word };
}

function placed(words: readonly string[], known: KnownNames): Names | null {
  const names: Names = { prompt: null, versions: [], from: null, environment: null, word: null };
  for (let at = 0; at < words.length; ) {
    const taken = take(words.slice(at), names, known);
    if (taken === 0) return null;
    at += taken;
  }
  return names;
}

/** Takes the first words for what they name, and says how many; none where they name nothing that has room. */
function take([word = "", next = "", ...rest]: readonly string[], names: Names, known: KnownNames): number {
  if (word === "from" && isA("version", next) && names.from === null) {
    names.from = next;
    return 2;
  }
  if (BETWEEN.has(word)) return 1;
  const version = word.replace(/^v/u, "");
  if (isA("version", version)) {
    names.versions.push(version);
    return 1;
  }
  if (names.prompt === null && !known.environments.includes(word)) {
    const prompt = promptIn([word, next, ...rest], known.prompts);
    names.prompt = prompt?.name ?? null;
    return prompt?.words ?? 0;
  }
  if (names.environment !== null) return 0;
  names.environment = nearest(word, known.environments) ?? null;
  return names.environment === null ? 0 : 1;
}

/** Words that a name may have fallen into: telephones put spaces for hyphens. */
const MOST_PARTS = 6;

/** The prompt that the first words name: exactly if possible, else nearly; the more words the better. */
function promptIn(
  words: readonly string[],
  known: readonly string[],
): { readonly name: string; readonly words: number } | undefined {
  const other = words.findIndex((word) => BETWEEN.has(word) || word === "from" || isA("version", word));
  const parts = words.slice(0, Math.min(MOST_PARTS, other < 0 ? words.length : other));
  const longestFirst = parts.map((_, index) => ({
    typed: parts
      .slice(0, parts.length - index)
      .join("-")
      .replaceAll("_", "-"),
    words: parts.length - index,
  }));
  const exact = longestFirst.find(({ typed }) => known.includes(typed));
  if (exact !== undefined) return { name: exact.typed, words: exact.words };
  for (const { typed, words: count } of longestFirst) {
    const name = nearest(typed, known);
    if (name !== undefined) return { name, words: count };
  }
  return undefined;
}
