import fc from "fast-check";
import { ID } from "../../../contract/releases/scene.ts";

/** Comments that are commands, or that are almost, or that only talk about them. */

export const OLD = "2026-03-12.1";
const LIVE = "2026-03-12.3";
export const SHA = "a".repeat(40);
export const EVENT_ID = `evt_${"0".repeat(24)}`;

export const command = fc.constantFrom<string>(
  `/rollback ${ID}`,
  `/rollback ${ID} to ${OLD}`,
  `/rollback ${ID} ${OLD} from ${LIVE} in staging`,
  `/rollback ${ID} from ${LIVE} because it broke in production`,
  `/rollback ${ID} because it broke, back to ${OLD} in staging from ${LIVE}`,
  "/rollback why-because-not in production",
  `/promote ${ID} ${OLD} to production`,
  `/promote ${ID} ${OLD} to staging because asked`,
  `/freeze ${ID} in staging`,
  `/unfreeze ${ID}`,
  `/archive ${ID}`,
  `/restore ${ID}`,
  `/publish ${ID}`,
  `/evaluate ${SHA}`,
  `/redeliver ${EVENT_ID}`,
);

/** What turns a line into code, a quotation or a list, hides it, or only looks like nothing. */
export const prefix = fc.constantFrom(
  ...["> ", ">", ">> ", "> > ", "> ```\n> ", "```\n", "~~~\n", "````\n```\n", " ```\n", "   ~~~ sh\n"],
  ...["    ", "\t", " ", "\n", "\r\n", "\r", "`", "- ", "1. ", "# ", "| ", "- [ ] ", "[x]: ", "\\"],
  ...["<!--", "<!-- -->", "<!--\n", "<pre>", "<details><summary>", "\uFEFF", "\u200B", "\u202E", "\u2066"],
  ...["\u00A0", "\u0085", "\u00AD", "/", "／", "please ", "**", "@pointsman ", "\0", "\v", "\f", "\u2028"],
);

/** Letters and signs that look like ours. */
export const ALIKE: Readonly<Record<string, string>> = {
  ...{ a: "а", c: "с", e: "е", i: "і", o: "о", p: "р", s: "ѕ", k: "к", l: "ⅼ", r: "ｒ", z: "ｚ" },
  ...{ "/": "⁄", "-": "‐", ".": "․", "1": "l", "0": "O", "2": "２" },
};

const invisible = fc.constantFrom(
  "\u200B",
  "\u200D",
  "\u2060",
  "\uFEFF",
  "\u202E",
  "\u2069",
  "\u00AD",
  "\uFE0F",
  "\u034F",
);
const between = fc.constantFrom(
  ...["  ", "\t", "\u00A0", "\u2009", "\u3000", "\v", "\f", "\uFEFF", "\u200B", ", ", " — ", "\u180E"],
  ...["\n", "\r\n", "\r", "\n\n", "\u2028", "\u2029", "\u0085"],
);
const around = fc.constantFrom(
  ...[
    ["“", "”"],
    ["'", "'"],
    ["`", "`"],
    ['"', '"'],
    ["<", ">"],
    ["[", "](x)"],
    ["<!--", "-->"],
    ["~~", "~~"],
  ],
);
const behind = fc.constantFrom(
  ...[" in staging", ` to ${OLD}`, ` from ${LIVE}`, " because", " IN staging", " in production in staging"],
  ...[
    ` because roll back to ${OLD} in staging`,
    ` because to 2026-01-01.1 in production`,
    " Because\tit broke",
  ],
  ...[
    " --force",
    " -f",
    "; /archive",
    ` && /archive ${ID}`,
    "...",
    "?",
    "!",
    " please",
    " from 2026-03-12.9",
  ],
  ...[`\n/archive ${ID}`, `\r\n\r\n/promote ${ID} ${OLD} to production`, `\r/freeze ${ID}`, "\n```", "\n---"],
  ...[
    `\n\`\`\`\n/archive ${ID}\n\`\`\``,
    `\n> /freeze ${ID}`,
    `\n<!-- /archive ${ID} -->`,
    " <!-- to staging -->",
  ],
);
const padding = fc
  .constantFrom(" ", "x", "because ", "\n", "> ", "```\n", "\u202E", "/archive support-triage\n")
  .map((unit) => unit.repeat(Math.floor(60_000 / unit.length)));

type Mutation = (text: string) => string;

function intoWord(text: string, at: number, change: (word: string) => string): string {
  const words = text.split(" ");
  return words.map((word, index) => (index === at % words.length ? change(word) : word)).join(" ");
}

function intoLetter(text: string, at: number, change: (letter: string) => string): string {
  const place = at % text.length;
  return text.slice(0, place) + change(text[place] ?? "") + text.slice(place + 1);
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  prefix.map((one) => (text: string) => one + text),
  behind.map((one) => (text: string) => text + one),
  fc.nat().map((at) => (text: string) => intoLetter(text, at, (letter) => ALIKE[letter] ?? letter)),
  fc.tuple(fc.nat(), invisible).map(
    ([at, one]) =>
      (text: string) =>
        intoLetter(text, at, (letter) => letter + one),
  ),
  fc.nat().map((at) => (text: string) => intoLetter(text, at, () => "")),
  fc.tuple(fc.nat(), between).map(
    ([at, one]) =>
      (text: string) =>
        intoWord(text, at, (word) => `${one}${word}`),
  ),
  fc.tuple(fc.nat(), around).map(
    ([at, [open, close]]) =>
      (text: string) =>
        intoWord(text, at, (word) => open + word + close),
  ),
  fc.nat().map((at) => (text: string) => intoWord(text, at, (word) => `${word} ${word}`)),
  fc.nat().map((at) => (text: string) => intoWord(text, at, () => "")),
  fc
    .nat()
    .map(
      (at) => (text: string) => intoWord(text, at, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
    ),
  fc.constant((text: string) => text.toUpperCase()),
);

function often(usual: fc.Arbitrary<string>, rare: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

/** A command to which several things were done, sometimes sixty thousand characters long. */
export const comment = fc
  .tuple(command, fc.array(mutation, { maxLength: 3 }), often(fc.constant(""), padding))
  .map(([text, mutations, more]) => mutations.reduce((changed, change) => change(changed), text) + more);
