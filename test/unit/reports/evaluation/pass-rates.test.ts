import { expect, test } from "vitest";
import type { CaseReport, PromptReport } from "../../../../src/evaluation/report/report.ts";
import { passRatesText } from "../../../../src/reports/evaluation/pass-rates.ts";
import { answered, caseReport, promptReport } from "./samples.ts";

/** So many cases of which the first ones pass on an arm. */
function casesOf(count: number, passing: { readonly base: number; readonly head: number }) {
  return Array.from({ length: count }, (_, index) =>
    caseReport(`#${index}`, {
      base: answered(index < passing.base ? "pass" : "fail"),
      head: answered(index < passing.head ? "pass" : "fail"),
    }),
  );
}

const errorOf = (code: string) => ({ result: "error" as const, error: { code, message: "No answer." } });

/** The head's part of the text for cases with these pass rates. */
function headText(cases: readonly CaseReport[], rate: number | null): string | undefined {
  const prompt: PromptReport = promptReport(cases, { base: null });
  const head = { ...prompt.head, metrics: { ...prompt.head.metrics, pass_rate: rate } };
  return passRatesText({ ...prompt, head })?.inline.replace(/^.*\(Wilson\): head /, "");
}

// Newcombe, Statistics in Medicine 17:857, 1998, table I, method 3: 81 of 263 is 0.2553 to 0.3662.
test("a rate stands with its Wilson interval, as published", () => {
  expect(passRatesText(promptReport(casesOf(263, { base: 0, head: 81 })))?.inline).toBe(
    "Pass rates with their 95 % intervals (Wilson): base 0 % (0 % … 1.4 %), head 30.8 % (25.5 % … 36.6 %).",
  );
});

test("a case without an answer says nothing, and without a known one nothing is said", () => {
  const lost = caseReport("lost", { status: "error", head: errorOf("network") });
  expect(headText([...casesOf(3, { base: 3, head: 3 }), lost], 1)).toBe("100 % (43.9 % … 100 %).");
  expect(headText([lost, lost], null)).toBeUndefined();
});

test("a case that the prompt itself makes impossible has failed, and counts", () => {
  const refused = caseReport("refused", { head: errorOf("refused_request") });
  expect(headText([...casesOf(3, { base: 3, head: 3 }), refused], 0.75)).toBe("75 % (30.1 % … 95.4 %).");
});

test("of several trials a case counts where one is known, however many others had no answer", () => {
  const tally = { passes: 1, fails: 0, trials: 3 };
  const cases = casesOf(3, { base: 3, head: 3 }).map((one) => ({
    ...one,
    trials: { base: tally, head: tally },
  }));
  const lost = { passes: 0, fails: 0, trials: 3 };
  const all = [
    ...cases,
    caseReport("lost", { head: errorOf("network"), trials: { base: lost, head: lost } }),
  ];
  expect(headText(all, 1)).toBe("100 % (43.9 % … 100 %).");
});
