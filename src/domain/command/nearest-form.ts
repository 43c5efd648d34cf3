import { commandLine } from "./line.ts";
import { nearName, partsOf } from "./near-name.ts";
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
/** Words behind which something must follow: a line that ends in one lost what was meant. */
const ANNOUNCING = new Set(["to", "from", "in", "on", "at", "into", "version", "environment", "env"]);
/** Whole versions, and what may have been one. */
const VERSION_LIKE = /^v?\d[\d.-]*$/u;

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
  if (ANNOUNCING.has(words.at(-1) ?? "")) return null;
  for (let at = 0; at < words.length; ) {
    const taken = take(words.slice(at), names, known);
    if (taken === 0) return null;
    at += taken;
  }
  return names;
}

/** Takes the first words for what they name, and says how many; none where they name nothing that has room. */
function take(words: readonly string[], names: Names, known: KnownNames): number {
  const [word = "", next = ""] = words;
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
  const prompt = names.prompt === null && mayBePrompt(word, known) ? promptIn(words, known) : undefined;
  if (prompt === undefined) return takeEnvironment(word, names, known);
  names.prompt = prompt.name;
  return prompt.words;
}

function takeEnvironment(word: string, names: Names, { environments }: KnownNames): number {
  if (names.environment !== null) return 0;
  const near = isReserved(word) ? undefined : nearName(word, environments);
  names.environment = environments.includes(word) ? word : (near ?? null);
  return names.environment === null ? 0 : 1;
}

function mayBePrompt(word: string, known: KnownNames): boolean {
  if (known.environments.includes(word)) return false;
  return known.prompts.includes(word) || !namesElse(word, known);
}

/** Whether a word says something that is no prompt: it is never taken for a piece of a prompt's name. */
function namesElse(word: string, { environments }: KnownNames): boolean {
  return isReserved(word) || environments.some((name) => name.startsWith(word));
}

function isReserved(word: string): boolean {
  return word === "from" || BETWEEN.has(word) || VERSION_LIKE.test(word);
}

/** Words that a name may have fallen into: telephones put spaces for hyphens. */
const MOST_PARTS = 6;

/** A prompt that the first words name. */
interface PromptReading {
  readonly name: string;
  readonly words: number;
  readonly isExact: boolean;
  /** Whether the words behind the first may as well name something else. */
  readonly isDoubtful: boolean;
}

/**
 * The prompt that the first words name: exactly, of as many words as possible, else nearly, of as few. None where the words may
 * also be read otherwise: `billing eu` is `billing-eu` or `billing` in `eu`.
 */
function promptIn(
  words: readonly string[],
  known: KnownNames,
): Pick<PromptReading, "name" | "words"> | undefined {
  const readings = readingsOf(words, known);
  if (readings.some(({ isDoubtful }) => isDoubtful)) return undefined;
  const found = readings.findLast(({ isExact }) => isExact) ?? readings[0];
  if (found !== undefined) return found;
  const name = nearName(asName(words.slice(0, 1)), known.prompts);
  return name === undefined ? undefined : { name, words: 1 };
}

/** Every prompt with as many parts as the words joined, from one word on. */
function readingsOf(words: readonly string[], known: KnownNames): readonly PromptReading[] {
  const end = words.findIndex((word, index) => index > 0 && (BETWEEN.has(word) || word === "from"));
  const pieces = words.slice(0, Math.min(MOST_PARTS, end < 0 ? words.length : end));
  return pieces.flatMap((_, last) => {
    const typed = asName(pieces.slice(0, last + 1));
    const isExact = known.prompts.includes(typed);
    const alike = known.prompts.filter((name) => partsOf(name).length === partsOf(typed).length);
    const name = nearName(typed, alike);
    if (name === undefined) return [];
    const isDoubtful = pieces
      .slice(1, last + 1)
      .some(
        (word) => namesElse(word, known) || (!isExact && nearName(word, known.environments) !== undefined),
      );
    return [{ name, words: last + 1, isExact, isDoubtful }];
  });
}

function asName(words: readonly string[]): string {
  return words.join("-").replaceAll("_", "-");
}
