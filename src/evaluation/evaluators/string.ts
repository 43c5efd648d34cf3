import { fillKnown } from "../../domain/prompt/compile.ts";
import type { StringChecks } from "../../domain/prompt/evaluator-spec.ts";
import { type Judge, type JudgeResult, quote, verdictOf } from "./evaluator.ts";

type Check = keyof StringChecks;

const WORDS: Readonly<Record<Check, string>> = {
  equals: "equal",
  contains: "contain",
  startsWith: "start with",
  endsWith: "end with",
};
const ORDER: readonly Check[] = ["equals", "contains", "startsWith", "endsWith"];

/**
 * GitHub's `string` evaluator as its runner had it (github/gh-models, cmd/eval/eval.go, runStringEvaluator): only the
 * first check that is not empty counts, in the order above; its text is filled from the case's keys, and placeholders
 * without a key stay; `equals` minds the case of letters and every space within, the others ignore case. As there
 * (callModelWithRetry), the output counts without the space around it.
 */
export function stringJudge(checks: StringChecks): JudgeResult {
  const check = ORDER.find((name) => (checks[name] ?? "") !== "");
  if (check === undefined) {
    const message =
      'All checks of this "string" evaluator are empty: give equals, contains, startsWith or endsWith a text.';
    return { kind: "invalid", message };
  }
  return { kind: "ready", judge: judgeOf(check, checks[check] ?? "") };
}

function judgeOf(check: Check, template: string): Judge {
  return ({ answer, values }) => {
    const wanted = fillKnown(template, values);
    const pass = holds(check, answer.text.trim(), wanted);
    const verb = pass ? `${WORDS[check]}s`.replace(/^(start|end) withs$/, "$1s with") : WORDS[check];
    return verdictOf(pass, `The output ${pass ? verb : `does not ${verb}`} ${quote(wanted)}.`);
  };
}

function holds(check: Check, text: string, wanted: string): boolean {
  switch (check) {
    case "equals":
      return text === wanted;
    case "contains":
      return simpleLower(text).includes(simpleLower(wanted));
    case "startsWith":
      return simpleLower(text).startsWith(simpleLower(wanted));
    case "endsWith":
      return simpleLower(text).endsWith(simpleLower(wanted));
  }
}

/**
 * Lower case letter by letter, as Go's `strings.ToLower` does it. JavaScript looks at neighbours (a Greek sigma at the
 * end of a word) and lets letters grow (İ), so a part of a text could stop being one.
 */
function simpleLower(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII, where both agree
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, (letter) => {
    const [first = letter] = letter.toLowerCase();
    return first;
  }).join("");
}
