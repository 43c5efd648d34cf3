import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { promptfooResults } from "../../../../src/evaluation/promptfoo/given-results.ts";
import { changeOf, evaluate, modelOf, onlyPrompt, promptOf } from "../support.ts";

const FIXTURE = readFileSync(join(import.meta.dirname, "fixtures/v3.json"), "utf8");
const prompt = (word: string) =>
  promptOf(`messages:\n  - {role: user, content: "${word} {{q}}"}\nevaluation: {promptfoo: results.json}\n`);

/** Numbers and texts of the file, each of which anyone may have written otherwise. */
const VALUES = [...FIXTURE.matchAll(/(?<=: )(?:-?\d[\d.eE+-]*|"(?:[^"\\]|\\.)*"|true|false|null)/g)];
const others = fc.constantFrom("1e308", "-1", "0.5", "null", '""', '"\\ud800"', "[]", "{}", "true", "9e15");

test("whatever a file says, there is a report of it, or it is told why there is none", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(VALUES.length - 1), others), { minLength: 1, maxLength: 6 }),
      async (changes) => {
        const text = [...changes]
          .toSorted(([a], [b]) => b - a)
          .reduce((all, [place, other]) => {
            const { 0: value, index } = VALUES[place] ?? { 0: "", index: 0 };
            return all.startsWith(value, index)
              ? all.slice(0, index) + other + all.slice(index + value.length)
              : all;
          }, FIXTURE);
        const results = promptfooResults("results.json", new TextEncoder().encode(text));
        const change = { ...changeOf(prompt("old"), prompt("new")), results };
        const told = onlyPrompt(
          await evaluate(
            [change],
            modelOf(() => ""),
          ),
        );
        expect(told.reasons.some(({ code }) => code === "results_unusable")).toBe(
          results.kind === "unusable",
        );
      },
    ),
    { numRuns: 150 },
  );
});
