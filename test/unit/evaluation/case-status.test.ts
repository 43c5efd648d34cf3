import { describe, expect, it } from "vitest";
import { mostlyOf } from "../../../src/evaluation/case-status.ts";
import { fails, isUnknown, passes } from "../../../src/evaluation/outcome.ts";
import { outcomesOf } from "./outcomes.ts";

function mostly(letters: string): string {
  const outcome = mostlyOf(outcomesOf(letters));
  return isUnknown(outcome) ? "unknown" : passes(outcome) ? "passes" : fails(outcome) ? "fails" : "?";
}

describe("what stands for several trials", () => {
  it.each([
    ["p", "passes"],
    ["f", "fails"],
    ["u", "unknown"],
    ["ppf", "passes"],
    ["pff", "fails"],
    ["frp", "fails"],
    ["pf", "fails"],
    ["ppu", "passes"],
    ["ffu", "fails"],
    ["pfu", "unknown"],
    ["ppuf", "unknown"],
    ["pfuf", "fails"],
  ])("of %s: %s", (letters, expected) => {
    expect(mostly(letters)).toBe(expected);
  });

  it("is the first trial that went so", () => {
    const outcomes = outcomesOf("fpp");
    expect(mostlyOf(outcomes)).toBe(outcomes[1]);
    expect(() => mostlyOf([])).toThrow(TypeError);
  });
});
