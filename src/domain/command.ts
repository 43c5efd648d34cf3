import { isVersionId } from "./ledger/version-id.ts";

/**
 * The command grammar of comments (contracts §4). A command stands on the first line of a comment, at column 0. The
 * parser knows shapes only; whether a prompt, version or environment exists is decided against the state.
 */

/** How a verb's words are read. `/help` is made from this table, so it cannot say anything else than the parser does. */
interface VerbGrammar {
  readonly usage: string;
  readonly does: string;
  readonly writes: boolean;
  readonly prompt: "required" | "optional" | "none";
  /** How many version ids may follow the prompt. */
  readonly versions: 0 | 1 | 2;
  readonly options: readonly OptionName[];
  readonly requires: readonly OptionName[];
  /** Another single word that the verb takes in place of a prompt. */
  readonly word?: "event id" | "full sha";
}

const OPTION_NAMES = ["to", "from", "in", "because"] as const;
type OptionName = (typeof OPTION_NAMES)[number];

export const VERBS = {
  rollback: {
    usage: "/rollback <prompt> [to] [<version>] [from <version>] [in <environment>] [because <text>]",
    does: "serve an older version again; without a version the last good one",
    writes: true,
    prompt: "required",
    versions: 1,
    options: ["to", "from", "in", "because"],
    requires: [],
  },
  promote: {
    usage: "/promote <prompt> [<version>] to <environment> [from <version>] [because <text>]",
    does: "make a version live in an environment; without a version what is live one environment before",
    writes: true,
    prompt: "required",
    versions: 1,
    options: ["to", "from", "because"],
    requires: ["to"],
  },
  publish: {
    usage: "/publish <prompt> [because <text>]",
    does: "publish what the default branch's head says",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["because"],
    requires: [],
  },
  archive: {
    usage: "/archive <prompt> [because <text>]",
    does: "keep the prompt but serve it no more",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["because"],
    requires: [],
  },
  restore: {
    usage: "/restore <prompt> [because <text>]",
    does: "serve an archived prompt again",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["because"],
    requires: [],
  },
  freeze: {
    usage: "/freeze <prompt> [in <environment>] [because <text>]",
    does: "stop merges and promotions there; a rollback still works",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["in", "because"],
    requires: [],
  },
  unfreeze: {
    usage: "/unfreeze <prompt> [in <environment>] [because <text>]",
    does: "lift a freeze or the hold after a rollback",
    writes: true,
    prompt: "required",
    versions: 0,
    options: ["in", "because"],
    requires: [],
  },
  redeliver: {
    usage: "/redeliver <event id>",
    does: "send an event's webhooks again",
    writes: true,
    prompt: "none",
    versions: 0,
    options: [],
    requires: [],
    word: "event id",
  },
  status: {
    usage: "/status [<prompt>]",
    does: "show what is live where",
    writes: false,
    prompt: "optional",
    versions: 0,
    options: [],
    requires: [],
  },
  history: {
    usage: "/history <prompt>",
    does: "show what happened to a prompt",
    writes: false,
    prompt: "required",
    versions: 0,
    options: [],
    requires: [],
  },
  diff: {
    usage: "/diff <prompt> [<version> [<version>]]",
    does: "show what changed between two versions",
    writes: false,
    prompt: "required",
    versions: 2,
    options: [],
    requires: [],
  },
  evaluate: {
    usage: "/evaluate <full sha>",
    does: "evaluate exactly that commit of a pull request",
    writes: true,
    prompt: "none",
    versions: 0,
    options: [],
    requires: [],
    word: "full sha",
  },
  help: {
    usage: "/help",
    does: "show the commands",
    writes: false,
    prompt: "none",
    versions: 0,
    options: [],
    requires: [],
  },
} as const satisfies Record<string, VerbGrammar>;

export type Verb = keyof typeof VERBS;

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

export type ParsedComment =
  | { readonly kind: "none" }
  | { readonly kind: "command"; readonly command: Command }
  | {
      readonly kind: "malformed";
      readonly verb: Verb;
      /** A sentence that says what is wrong; it quotes the typed word, so show it as data. */
      readonly problem: string;
      readonly usage: string;
      /** The line that was probably meant: well-formed, or null where nothing near is. */
      readonly suggestion: string | null;
    };

const MAX_REASON = 2_000;
const MAX_SUGGESTION = 300;
const WORDS = {
  "event id": /^evt_[0-9a-f]{24}$/,
  "full sha": /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/,
} as const;
/** A prompt's id or slug; whether it exists is looked up later. */
const PROMPT_WORD = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ENVIRONMENT_WORD = /^[a-z][a-z0-9_-]{0,62}$/;

/** Line ends, also those that some applications put into copied text. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

/** Reads a comment's body. Anything that is not clearly one of our verbs is `none` and stays without an answer. */
export function parseComment(body: string): ParsedComment {
  const [first = "", ...rest] = body.split(LINE_END);
  const opening = /^\/([A-Za-z]+)(?:\s+(.*))?$/u.exec(first.trimEnd());
  const verb = opening?.[1]?.toLowerCase();
  if (verb === undefined || !isVerb(verb)) return { kind: "none" };
  return readWords(verb, opening?.[2] ?? "", rest.join("\n"));
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(VERBS, word);
}

/** The words of a command as they are collected, before they are checked. */
interface Draft {
  prompt: string | null;
  word: string | null;
  versions: string[];
  options: Map<OptionName, string>;
}

function readWords(verb: Verb, line: string, later: string): ParsedComment {
  const grammar: VerbGrammar = VERBS[verb];
  const { words, because } = splitReason(line, grammar);
  const draft: Draft = { prompt: null, word: null, versions: [], options: new Map() };
  const problem = collect(words, grammar, draft) ?? missing(grammar, draft);
  if (problem !== undefined) {
    return { kind: "malformed", verb, problem, usage: grammar.usage, suggestion: nearestForm(verb, words) };
  }
  // Half a surrogate pair has no canonical JSON, and so no place in the ledger.
  const reason = (because ?? later).trim().slice(0, MAX_REASON).toWellFormed();
  return { kind: "command", command: commandOf(verb, draft, reason === "" ? null : reason) };
}

/** The same words without what telephones and quoting add to them: capitals, quotation marks, final punctuation. */
function nearestForm(verb: Verb, words: readonly string[]): string | null {
  const plain = words
    .map((word) => word.toLowerCase().replace(/^[^a-z0-9]+|[^a-z0-9]+$/gu, ""))
    .filter((word) => word !== "");
  const draft: Draft = { prompt: null, word: null, versions: [], options: new Map() };
  const problem = collect(plain, VERBS[verb], draft) ?? missing(VERBS[verb], draft);
  const line = `/${verb} ${plain.join(" ")}`;
  return problem === undefined && line.length <= MAX_SUGGESTION ? line : null;
}

/** `because` takes the rest of the line as it stands; nothing in it is read as a word of the command. */
function splitReason(line: string, grammar: VerbGrammar): { words: string[]; because: string | undefined } {
  const split = grammar.options.includes("because") ? /(?:^|\s)because(?:\s+|$)/iu.exec(line) : null;
  const head = split === null ? line : line.slice(0, split.index);
  const because = split === null ? undefined : line.slice(split.index + split[0].length);
  return { words: head.split(/\s+/u).filter((word) => word !== ""), because };
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
  const wantsVersion = option === "from" || (option === "to" && grammar === VERBS.rollback);
  if (wantsVersion && !isVersionId(value)) return notAVersion(value);
  if (wantsVersion && option === "to" && draft.versions.length > 0) return "Only one version can be named.";
  if (!wantsVersion && !ENVIRONMENT_WORD.test(value)) return `“${value}” is not an environment's name.`;
  draft.options.set(option, value);
  return undefined;
}

function takeWord(word: string, grammar: VerbGrammar, draft: Draft): string | undefined {
  if (grammar.word !== undefined && draft.word === null) {
    if (!WORDS[grammar.word].test(word)) return `“${word}” is not ${a(grammar.word)}.`;
    draft.word = word;
    return undefined;
  }
  if (grammar.prompt !== "none" && draft.prompt === null) {
    if (!PROMPT_WORD.test(word)) return `“${word}” is not a prompt's name.`;
    draft.prompt = word;
    return undefined;
  }
  const room =
    grammar.versions -
    draft.versions.length -
    (draft.options.has("to") && grammar === VERBS.rollback ? 1 : 0);
  if (grammar.prompt === "none" || grammar.versions === 0) return `“${word}” is one word too many.`;
  if (!isVersionId(word)) return notAVersion(word);
  if (room <= 0)
    return grammar.versions === 1 ? "Only one version can be named." : `“${word}” is one version too many.`;
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

function notAVersion(word: string): string {
  return `“${word}” is not a version: versions look like 2026-03-15.3.`;
}

function a(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
