import { expect, test } from "vitest";
import { casesText } from "../../../../src/cli/evaluation/cases-text.ts";
import { caseReport, commentOf, promptReport } from "./samples.ts";

const MESSAGE = "http://models.test cannot be reached: ECONNREFUSED";

function lost(name: string, message = MESSAGE) {
  const error = { result: "error" as const, error: { code: "network", message } };
  return caseReport(name, { status: "error", base: error, head: error });
}

const OUTAGE = promptReport(
  [
    ...Array.from({ length: 125 }, (_, index) => caseReport(`known ${index}`)),
    ...Array.from({ length: 174 }, (_, index) => lost(`lost ${index}`)),
    lost("odd", "The answer is no JSON."),
  ],
  { verdict: "inconclusive", reasons: [{ code: "model_unavailable", message: MESSAGE }] },
);

test("an outage is one fold, however many cases it hits, and other errors stand beside it", () => {
  const comment = commentOf(OUTAGE);
  expect(comment).toContain("#### Not known (175 of 300 cases)");
  expect(comment).toContain(`<summary><code>${MESSAGE}</code>: 174 cases</summary>`);
  expect(comment).toContain("- cases: `lost 0`, `lost 1`, `lost 2`, `lost 3`, `lost 4` and 169 more");
  expect(comment).toContain("<summary><code>odd</code></summary>");
  expect(comment.split("no answer (`network`)")).toHaveLength(1 + 2);
  expect(comment.length).toBeLessThan(4_000);
});

test("the headline says of how many cases something is known", () => {
  expect(commentOf(OUTAGE).split("\n")[0]).toContain("`. 125 of 300 cases are known.");
  expect(commentOf(promptReport([caseReport("a")]))).not.toContain("known");
});

test("of several prompts the fold says it, too", () => {
  const comment = commentOf(OUTAGE, promptReport([caseReport("a")], { id: "other" }));
  expect(comment).toContain("125 of 300 cases pass, 175 not known</summary>");
});

test("a terminal says it once, too", () => {
  const text = casesText(OUTAGE, { colours: false }).join("\n");
  expect(text).toContain("Not known (175)");
  expect(text.split(MESSAGE)).toHaveLength(1 + 1);
});
