import { isVerb, OPTION_NAMES, type OptionName, VERBS, type Verb, type VerbGrammar } from "./verbs.ts";
import { firstLine, isA, SPACE, splitReason, type WordKind, wordsOf } from "./words.ts";

/** A well-formed command. Absent parts are null; words are as typed, except that the verb is in lower case. */
export interface Command {
  readonly verb: Verb;
  /** A prompt's id or slug. */
  readonly prompt: string | null;
  readonly versions: readonly string[];
  readonly from: string | null;
  readonly environment: string | null;
  readonly reason: string | null;
  /** The event id of `/redeliver`, the sha of `/evaluate`. */
  readonly word: string | null;
}

/** One of our verbs with the words behind it, as typed. */
export interface Typed {
  readonly verb: Verb;
  readonly words: readonly string[];
  /** What stands behind `because`; null without it. */
  readonly because: string | null;
}

export interface Malformed {
  readonly kind: "malformed";
  readonly typed: Typed;
  /** A sentence that says what is wrong; it quotes the typed word, so show it as data. */
  readonly problem: string;
  readonly usage: string;
}

export type ParsedComment =
  | { readonly kind: "none" }
  | { readonly kind: "command"; readonly command: Command }
  | Malformed;

/** Characters of a reason that are kept. */
export const MAX_REASON = 2_000;

const OPENING = new RegExp(`^/([A-Za-z]+)(?:${SPACE}+(.*))?$`, "u");
/** Whom the verb was addressed to, or the punctuation behind it. */
const BEHIND_VERB = new RegExp(`^([A-Za-z]+)(?:@[\\w[\\]-]+|[:;,.!]+)(?=${SPACE}|$)`, "u");

/**
 * Reads a comment's body. A verb is the letters right behind a slash at the very beginning; anything that is not one of ours
 * is `none` and stays without an answer. What is only almost one (`/ rollback`, `/roll back`) is never run, but answered.
 */
export function parseComment(body: string): ParsedComment {
  const { below, line } = firstLine(body);
  const opening = OPENING.exec(line);
  const verb = opening?.[1]?.toLowerCase() ?? "";
  if (isVerb(verb)) return readWords(typedBy(verb, opening?.[2] ?? ""), below);
  const almost = almostTyped(line);
  if (almost === null) return { kind: "none" };
  const problem = `The verb is one word right behind the slash and alone: “/${almost.verb}”.`;
  return { kind: "malformed", typed: almost, problem, usage: VERBS[almost.verb].usage };
}

function typedBy(verb: Verb, text: string): Typed {
  const grammar: VerbGrammar = VERBS[verb];
  const { because, before } = grammar.options.includes("because")
    ? splitReason(text)
    : { before: text, because: null };
  return { verb, words: wordsOf(before), because };
}

/** A verb of ours that stands apart from its slash, in two words, or with something behind it that does not belong there. */
function almostTyped(line: string): Typed | null {
  if (!line.startsWith("/")) return null;
  const text = wordsOf(line.slice(1)).join(" ").replace(BEHIND_VERB, "$1");
  const [first = "", second = "", ...rest] = text.split(" ");
  const [alone, joined] = [first.toLowerCase(), (first + second).toLowerCase()];
  if (isVerb(alone)) return typedBy(alone, [second, ...rest].join(" "));
  return isVerb(joined) ? typedBy(joined, rest.join(" ")) : null;
}

/** The words of a command as they are collected, before they are checked. */
interface Draft {
  prompt: string | null;
  word: string | null;
  versions: string[];
  options: Map<OptionName, string>;
}

function readWords(typed: Typed, below: string): ParsedComment {
  const { because, verb, words } = typed;
  const grammar: VerbGrammar = VERBS[verb];
  const draft: Draft = { prompt: null, word: null, versions: [], options: new Map() };
  const problem = collect(words, grammar, draft) ?? missing(grammar, draft);
  if (problem !== undefined) return { kind: "malformed", typed, problem, usage: grammar.usage };
  // Half a surrogate pair has no canonical JSON, and so no place in the ledger.
  const reason = (because ?? below).trim().slice(0, MAX_REASON).toWellFormed();
  return { kind: "command", command: commandOf(verb, draft, reason === "" ? null : reason) };
}

function commandOf(verb: Verb, draft: Draft, reason: string | null): Command {
  const to = draft.options.get("to");
  const target = verb === "rollback" && to !== undefined ? [to] : draft.versions;
  return {
    verb,
    prompt: draft.prompt,
    versions: target,
    from: draft.options.get("from") ?? null,
    environment: (verb === "promote" ? to : draft.options.get("in")) ?? null,
    reason,
    word: draft.word,
  };
}

/** Collects the words left to right; returns the first problem as a sentence. */
function collect(words: readonly string[], grammar: VerbGrammar, draft: Draft): string | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const option = OPTION_NAMES.find((name) => name === word.toLowerCase());
    if (option === undefined) {
      const problem = takeWord(word, grammar, draft);
      if (problem !== undefined) return problem;
      continue;
    }
    at += 1;
    const problem = takeOption(option, words[at], grammar, draft);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function takeOption(
  option: OptionName,
  value: string | undefined,
  grammar: VerbGrammar,
  draft: Draft,
): string | undefined {
  if (!grammar.options.includes(option)) return `This command takes no “${option}”.`;
  if (draft.options.has(option)) return `“${option}” stands twice.`;
  if (draft.prompt === null) return `The prompt's name comes first, before “${option}”.`;
  if (value === undefined) return `After “${option}” something is missing.`;
  const kind: WordKind = wantsVersion(option, grammar) ? "version" : "environment";
  if (!isA(kind, value)) return kind === "version" ? notAVersion(value) : isNo(value, "environment's name");
  if (option === "to" && kind === "version" && draft.versions.length > 0)
    return "Only one version can be named.";
  draft.options.set(option, value);
  return undefined;
}

function wantsVersion(option: OptionName, grammar: VerbGrammar): boolean {
  return option === "from" || (option === "to" && grammar === VERBS.rollback);
}

function takeWord(word: string, grammar: VerbGrammar, draft: Draft): string | undefined {
  if (grammar.word !== undefined && draft.word === null) {
    if (!isA(grammar.word, word)) return isNo(word, grammar.word);
    draft.word = word;
    return undefined;
  }
  if (grammar.prompt !== "none" && draft.prompt === null) {
    if (!isA("prompt", word)) return isNo(word, "prompt's name");
    draft.prompt = word;
    return undefined;
  }
  if (grammar.prompt === "none" || grammar.versions === 0) return `“${word}” is one word too many.`;
  if (!isA("version", word)) return notAVersion(word);
  const named = draft.versions.length + (grammar === VERBS.rollback && draft.options.has("to") ? 1 : 0);
  if (named >= grammar.versions) {
    return grammar.versions === 1 ? "Only one version can be named." : `“${word}” is one version too many.`;
  }
  draft.versions.push(word);
  return undefined;
}

function missing(grammar: VerbGrammar, draft: Draft): string | undefined {
  if (grammar.prompt === "required" && draft.prompt === null) return "The prompt's name is missing.";
  if (grammar.word !== undefined && draft.word === null) return `${capital(a(grammar.word))} is missing.`;
  const absent = grammar.requires.find((option) => !draft.options.has(option));
  if (absent === undefined) return undefined;
  return absent === "to"
    ? "The environment is missing: write “to <environment>”."
    : `“${absent}” is missing.`;
}

function isNo(word: string, noun: string): string {
  return `“${word}” is not ${a(noun)}.`;
}

function notAVersion(word: string): string {
  return `“${word}” is not a version: versions look like 2026-03-15.3.`;
}

function a(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
