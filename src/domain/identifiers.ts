import { sha256Hex } from "./digest.ts";

/** A prompt's id (contracts §1). */
export const PROMPT_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
export const MAX_ID_LENGTH = 63;

/** Words that the comment grammar gives a meaning (contracts §4), so no prompt can be called that. */
const RESERVED_IDS: ReadonlySet<string> = new Set(["to", "from", "in", "because"]);

export type IdResult =
  | { readonly ok: true; readonly id: string }
  | {
      readonly ok: false;
      readonly reason: "empty" | "too_long" | "reserved" | "malformed";
      readonly message: string;
    };

const RULE = "lower-case letters and digits in words joined by single hyphens, starting with a letter";

/** Checks an id as somebody wrote it. The message says what is wrong with it and how to mend it. */
export function parsePromptId(text: string): IdResult {
  if (text === "") return { ok: false, reason: "empty", message: `An id must not be empty: use ${RULE}.` };
  if (text.length > MAX_ID_LENGTH) {
    const message = `An id has at most ${MAX_ID_LENGTH} characters and this one has ${text.length}: shorten it.`;
    return { ok: false, reason: "too_long", message };
  }
  if (RESERVED_IDS.has(text)) {
    const message = `The id "${text}" is a word of the comment commands: choose another one.`;
    return { ok: false, reason: "reserved", message };
  }
  if (!PROMPT_ID.test(text)) {
    const message = `The id ${JSON.stringify(text)} is not usable: use ${RULE}, for example "${exampleId(text)}".`;
    return { ok: false, reason: "malformed", message };
  }
  return { ok: true, id: text };
}

function exampleId(text: string): string {
  const candidate = kebabCase(text).slice(0, MAX_ID_LENGTH).replace(/-$/, "");
  return PROMPT_ID.test(candidate) && !RESERVED_IDS.has(candidate) ? candidate : "support-triage";
}

/** Latin letters that Unicode's compatibility decomposition leaves whole. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: "ss",
  ẞ: "SS",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "TH",
  ħ: "h",
  Ħ: "H",
  ı: "i",
};

/**
 * Words of a text in lower-case ASCII, joined by hyphens: `Größe der JSONAntwort` becomes `grosse-der-json-antwort`. A
 * text without a letter or digit that has an ASCII form (`日本`) yields the empty string, and the caller decides.
 */
export function kebabCase(text: string): string {
  const ascii = text
    .replace(/[ßẞæÆœŒøØłŁđĐðÐþÞħĦı]/g, (letter) => FOLDED[letter] ?? letter)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
  const words = ascii
    .replace(/['’]/g, "")
    .replace(/([a-z0-9])(?=[A-Z])/g, "$1-")
    .replace(/([A-Z])(?=[A-Z][a-z])/g, "$1-")
    .split(/[^A-Za-z0-9]+/);
  return words
    .filter((word) => word !== "")
    .join("-")
    .toLowerCase();
}

/** File name without folders and without `.prompt.yml`, `.prompt.yaml`, or where that is missing `.yml`, `.yaml`. */
function promptStem(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.replace(/(?:\.prompt)?\.ya?ml$/i, "");
}

const DERIVED_PREFIX = "prompt-";
const STEM_DIGITS = 8;

/**
 * The id of a prompt file that has no `id` key: its stem in kebab case. Every file of GitHub's runner works unchanged, so
 * every name makes an id: `01_topic` and `from` become `prompt-01-topic` and `prompt-from`, and a stem that is too long, or
 * has no ASCII form, ends with the first 8 hex digits of its SHA-256.
 */
export function promptIdFromPath(path: string): string {
  const stem = promptStem(path);
  const kebab = kebabCase(stem);
  const name = PROMPT_ID.test(kebab) && !RESERVED_IDS.has(kebab) ? kebab : `${DERIVED_PREFIX}${kebab}`;
  if (kebab !== "" && name.length <= MAX_ID_LENGTH) return name;
  const cut = name.slice(0, MAX_ID_LENGTH - STEM_DIGITS - 1).replace(/-$/, "");
  return `${cut}-${sha256Hex(stem).slice(0, STEM_DIGITS)}`;
}

const SLUG_NAME_LENGTH = 54;
const SLUG_DIGITS = 8;

/**
 * The public name of a prompt, made at its first publishing: `<kebab name>-<8 hex of SHA-256(id, line feed, digest)>`.
 * The name part is cut at 54 characters, so a slug never exceeds 63; a name without any ASCII form falls back to the id.
 *
 * @param attempt 0, or after n collisions n: takes the next 8 hex digits, 8 times at most
 */
export function makeSlug(name: string, id: string, firstDigest: string, attempt = 0): string {
  const start = attempt * SLUG_DIGITS;
  const hex = sha256Hex(`${id}\n${firstDigest}`).slice(start, start + SLUG_DIGITS);
  if (hex.length < SLUG_DIGITS) throw new RangeError(`No free slug for ${id} after ${attempt} attempts.`);
  const base = kebabCase(name).slice(0, SLUG_NAME_LENGTH).replace(/-$/, "");
  return `${base === "" ? id.slice(0, SLUG_NAME_LENGTH).replace(/-$/, "") : base}-${hex}`;
}
