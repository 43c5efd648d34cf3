import { describe, expect, it } from "vitest";
import { mostlyOf } from "../../../src/evaluation/case-status.ts";
import { firstPassCase } from "../../../src/evaluation/gate/first-pass.ts";
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

describe("a case of several trials", () => {
  it.each([
    // Two trials must not hide what one shows: a base that passes 90 % of its calls passes both in 81 %, one at least in 99 %.
    ["pf", "ff", "newly_failing"],
    ["ppff", "pfff", "newly_failing"],
    ["pu", "ff", "newly_failing"],
    ["pp", "pf", "newly_failing"],
    // Of equal arms none is worse.
    ["pf", "pf", "failing"],
    ["pf", "pp", "newly_passing"],
    ["ff", "pf", "failing"],
    // Not knowing blames nobody.
    ["pf", "uu", "error"],
    ["pff", "fff", "failing"],
  ])("that went %s on the base and %s on the head is %s", (base, head, status) => {
    const trials = { isNew: false, base: outcomesOf(base), head: outcomesOf(head) };
    expect(firstPassCase(trials).status).toBe(status);
  });

  it("whose base is tied passes nothing beside a head without an answer: an outage on either arm must weigh the same", () => {
    const { pair } = firstPassCase({ isNew: false, base: outcomesOf("pf"), head: outcomesOf("uu") });
    expect(pair.base && passes(pair.base)).toBe(false);
  });
});
