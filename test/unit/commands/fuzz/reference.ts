/**
 * What a person means by a comment, recognised by another reader than ours and as simply as it can be said: the first line is
 * a slash, one of these verbs and a prompt, and then, each at most once, a version, `from` a version, and an environment,
 * up to the word `because`. Every word is written out in plain ASCII, with white space that can be seen between. Whatever
 * else stands in the first line, nothing is meant; whatever stands below it, nothing is meant by that.
 */

/** What somebody asks for. Absent parts are null. */
export interface Meant {
  readonly verb: string;
  readonly prompt: string;
  readonly version: string | null;
  readonly from: string | null;
  readonly environment: string | null;
}

const SPACE = /[ \t\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]+/;
const PROMPT = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const VERSION = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\.[1-9]\d{0,8}$/;
const ENVIRONMENT = /^[a-z][a-z0-9_-]{0,62}$/;

type Part = "version" | "from" | "environment";

/** How the parts of a verb may be introduced; `""` is for no introduction. */
const PARTS: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  rollback: { "": "version", to: "version", from: "from", in: "environment" },
  promote: { "": "version", from: "from", to: "environment" },
  freeze: { in: "environment" },
  unfreeze: { in: "environment" },
  archive: {},
  restore: {},
  publish: {},
};
const INTRODUCTIONS = ["to", "from", "in"];
const SHAPES: Readonly<Record<Part, RegExp>> = { version: VERSION, from: VERSION, environment: ENVIRONMENT };

/** What a comment asks to be changed; null for nothing. */
export function meantBy(body: string): Meant | null {
  const [opening = "", prompt = "", ...said] = wordsBeforeBecause(body);
  const verb = opening.slice(1).toLowerCase();
  const allowed = PARTS[verb];
  if (!/^\/[a-z]+$/i.test(opening) || allowed === undefined || !isPrompt(prompt)) return null;
  const found = new Map<Part, string>();
  while (said.length > 0) {
    const first = said.shift() ?? "";
    const isIntroduced = INTRODUCTIONS.includes(first.toLowerCase());
    const part = allowed[isIntroduced ? first.toLowerCase() : ""];
    const value = isIntroduced ? (said.shift() ?? "") : first;
    if (part === undefined || found.has(part) || !SHAPES[part].test(value)) return null;
    found.set(part, value);
  }
  if (verb === "promote" && !found.has("environment")) return null;
  const named = (part: Part) => found.get(part) ?? null;
  return { verb, prompt, version: named("version"), from: named("from"), environment: named("environment") };
}

function isPrompt(word: string): boolean {
  return PROMPT.test(word) && ![...INTRODUCTIONS, "because"].includes(word);
}

function wordsBeforeBecause(body: string): string[] {
  const [line = ""] = body.split(/[\r\n\u2028\u2029]/);
  const words = line.split(SPACE);
  while (words.at(-1) === "") words.pop();
  const because = words.findIndex((word) => word.toLowerCase() === "because");
  return because < 0 ? words : words.slice(0, because);
}
