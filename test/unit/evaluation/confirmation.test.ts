import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confirm } from "../../../src/evaluation/confirmation.ts";
import type { Outcome } from "../../../src/evaluation/outcome.ts";

const KINDS: Readonly<Record<string, Outcome>> = {
  p: answered(true),
  f: answered(false),
  /** Told nothing. */
  u: { kind: "error", code: "network", message: "No connection." },
  /** The prompt's own doing. */
  r: { kind: "error", code: "refused_request", message: "Refused." },
};

function answered(pass: boolean): Outcome {
  return {
    kind: "answered",
    pass,
    output: "",
    outputTruncated: false,
    toolCalls: [],
    finishReason: null,
    evaluations: [],
    usage: null,
    latencyMs: 1,
  };
}

function outcomesOf(letters: string): readonly Outcome[] {
  return [...letters].flatMap((letter) => KINDS[letter] ?? []);
}

function decided(base: string | null, head: string): string {
  return confirm(base === null ? null : outcomesOf(base), outcomesOf(head)).outcome;
}

describe("confirming that a case newly fails", () => {
  it.each([
    ["ppp", "fff", "confirmed"],
    ["ppf", "ffp", "confirmed"],
    ["ppp", "rrr", "confirmed"],
    ["ppp", "fpp", "refuted"],
    ["pff", "fff", "refuted"],
    [null, "ffp", "confirmed"],
    [null, "fpp", "refuted"],
    ["ppp", "uuu", "unresolved"],
    ["uuu", "fff", "unresolved"],
    ["ppp", "ffu", "confirmed"],
    ["ppp", "ppu", "refuted"],
    ["ppu", "fff", "confirmed"],
    ["ffu", "fff", "refuted"],
    ["pp", "fp", "refuted"],
    ["p", "f", "confirmed"],
  ])("base %s, head %s: %s", (base, head, outcome) => {
    expect(decided(base, head)).toBe(outcome);
  });

  it("never changes a decision once the trials that told nothing tell something", () => {
    const letters = fc.array(fc.constantFrom("p", "f", "u"), { minLength: 1, maxLength: 9 });
    const known = fc.array(fc.constantFrom("p", "f"), { minLength: 9, maxLength: 9 });
    const fill = (outcomes: readonly string[], answers: readonly string[]) =>
      outcomes.map((one, index) => (one === "u" ? answers[index] : one)).join("");
    fc.assert(
      fc.property(letters, letters, known, known, (base, head, forBase, forHead) => {
        const before = decided(base.join(""), head.join(""));
        fc.pre(before !== "unresolved");
        expect(decided(fill(base, forBase), fill(head, forHead))).toBe(before);
      }),
    );
  });
});
