import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arm } from "../../../src/evaluation/arms.ts";
import {
  type Confirmation,
  type ConfirmationState,
  neededDifference,
  nextTrials,
  startConfirmation,
  withOutcomes,
} from "../../../src/evaluation/confirmation.ts";
import { outcomesOf } from "./outcomes.ts";

type Letters = Readonly<Record<Arm, string>>;

interface Run {
  readonly confirmation: Confirmation;
  /** What was asked for, a letter a trial. */
  readonly steps: readonly string[];
}

/** Answers each trial that is asked for with the arm's next letter: p passed, f failed, u told nothing, r refused. */
function confirm(letters: Letters, { trials = 7, hasBase = true, first = "head" as Arm } = {}): Run {
  const steps: string[] = [];
  let state: ConfirmationState = startConfirmation({ trials, hasBase, first });
  for (;;) {
    const step = nextTrials(state);
    if (step.kind === "decided") return { confirmation: step.confirmation, steps };
    steps.push(step.arms.map((arm) => arm.charAt(0)).join(""));
    const take = (arm: Arm) => {
      const from = state.outcomes[arm].length;
      return outcomesOf(letters[arm].slice(from, from + step.arms.filter((one) => one === arm).length));
    };
    state = withOutcomes(state, { base: take("base"), head: take("head") });
  }
}

function outcome(base: string, head: string, trials?: number): string {
  return confirm({ base, head }, trials === undefined ? {} : { trials }).confirmation.outcome;
}

describe("the difference in failures that blames the head", () => {
  it("is 5 of 7, and the smallest that equal arms reach in at most 1 % of all cases", () => {
    expect([1, 2, 3, 4, 5, 7, 9, 11, 20].map(neededDifference)).toEqual([1, 2, 3, 4, 5, 5, 6, 6, 8]);
  });

  it("is reached by equal arms most often when they fail every second time", () => {
    const chances = [0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9].map((rate) => chanceOf(7, rate));
    expect(Math.max(...chances)).toBe(chances[4]);
    expect(chances[4]).toBeCloseTo(106 / 16_384, 12);
  });
});

/** P(head - base ≥ needed) for two arms that fail at one rate, by adding up all pairs. */
function chanceOf(trials: number, rate: number): number {
  const choose = (k: number): number => (k === 0 ? 1 : (choose(k - 1) * (trials - k + 1)) / k);
  const mass = Array.from(
    { length: trials + 1 },
    (_, k) => choose(k) * rate ** k * (1 - rate) ** (trials - k),
  );
  return mass
    .flatMap((head, h) => mass.map((base, b) => (h - b >= neededDifference(trials) ? head * base : 0)))
    .reduce((sum, value) => sum + value, 0);
}

describe("confirming that a case newly fails", () => {
  it.each([
    ["ppppppp", "fffffff", "confirmed"],
    ["fpppppp", "fffffff", "confirmed"],
    ["ppppppp", "ffpffpf", "confirmed"],
    ["ppppppp", "ffpfpfp", "refuted"],
    ["ffppppp", "ffffffp", "refuted"],
    ["ppppppp", "rrrrrrr", "confirmed"],
    ["fffffff", "fffffff", "refuted"],
    ["ppppppp", "uuuuuuu", "unanswered"],
    ["ppppppp", "fufuppf", "unanswered"],
    ["ppppppp", "upupupu", "refuted"],
    ["ppupppp", "uuuuuup", "unanswered"],
    ["pppuuup", "uuuuuuu", "unresolved"],
    ["uuuuuuu", "uuuuuuu", "unresolved"],
    ["uuuuuuu", "fffffff", "unresolved"],
    ["ppppppu", "ffffffu", "confirmed"],
    ["ppppppp", "pppuupp", "refuted"],
  ])("base %s, head %s: %s", (base, head, expected) => {
    expect(outcome(base, head)).toBe(expected);
  });

  it.each([
    ["p", "f", "confirmed"],
    ["p", "p", "refuted"],
    ["ppp", "fff", "confirmed"],
    ["ppp", "ffp", "refuted"],
  ])("with few trials all must agree: base %s, head %s: %s", (base, head, expected) => {
    expect(outcome(base, head, base.length)).toBe(expected);
  });

  it.each([
    ["fpffpfp", "confirmed"],
    ["fpfppfp", "refuted"],
    ["ffuuuup", "unresolved"],
  ])("without a base the head must fail most trials: %s: %s", (head, expected) => {
    const { confirmation } = confirm({ base: "", head }, { hasBase: false });
    expect(confirmation).toMatchObject({ outcome: expected, base: null });
  });
});

describe("the trials that a confirmation asks for", () => {
  it("takes the arms in turn, and asks for no more than the decision surely needs", () => {
    const { steps, confirmation } = confirm({ base: "ppppppp", head: "ppppppp" });
    expect(steps).toEqual(["hbh", "b", "h"]);
    expect(confirmation.head).toEqual({ passes: 3, fails: 0, trials: 3 });
    expect(confirmation.base).toEqual({ passes: 2, fails: 0, trials: 2 });
  });

  it("lets the base go first where the case is told so", () => {
    expect(confirm({ base: "ppppppp", head: "fffffff" }, { first: "base" }).steps[0]).toBe("bhb");
  });

  it("stops when a broken case is certain, whatever the last trials would say", () => {
    const { confirmation } = confirm({ base: "ppppppp", head: "fffffff" });
    expect(confirmation.head.trials + (confirmation.base?.trials ?? 0)).toBe(12);
  });

  it("stops when nothing can be decided any more", () => {
    const { confirmation } = confirm({ base: "uuuuuuu", head: "uuuuuuu" });
    expect(confirmation.outcome).toBe("unresolved");
    expect(confirmation.head.trials + (confirmation.base?.trials ?? 0)).toBeLessThan(14);
  });

  const letters = fc.string({ unit: fc.constantFrom("p", "f", "u", "r"), minLength: 9, maxLength: 9 });
  const known = fc.string({ unit: fc.constantFrom("p", "f"), minLength: 9, maxLength: 9 });
  const trials = fc.integer({ min: 1, max: 9 });

  it("decides as all trials together would have", () => {
    fc.assert(
      fc.property(known, known, trials, fc.boolean(), (base, head, count, hasBase) => {
        const decided = confirm({ base, head }, { trials: count, hasBase }).confirmation.outcome;
        const failures = (text: string) => [...text.slice(0, count)].filter((one) => one === "f").length;
        const excess = failures(head) - (hasBase ? failures(base) : 0);
        const needed = hasBase ? neededDifference(count) : Math.floor(count / 2) + 1;
        expect(decided).toBe(excess >= needed ? "confirmed" : "refuted");
      }),
    );
  });

  it("asks for no trial whose outcome could not have mattered", () => {
    fc.assert(
      fc.property(known, known, trials, (base, head, count) => {
        const { confirmation } = confirm({ base, head }, { trials: count });
        const run = { base: confirmation.base?.trials ?? 0, head: confirmation.head.trials };
        // With the last trial of either arm taken back, the rest could still be filled up either way.
        const last: Arm = run.head > run.base ? "head" : "base";
        const before = { ...run, [last]: run[last] - 1 };
        const fill = (own: string, kept: number, rest: string) =>
          own.slice(0, kept) + rest.repeat(count - kept);
        const worst = outcome(fill(base, before.base, "p"), fill(head, before.head, "f"), count);
        const best = outcome(fill(base, before.base, "f"), fill(head, before.head, "p"), count);
        expect([worst, best]).toEqual(["confirmed", "refuted"]);
      }),
    );
  });

  it("never changes a decision once the trials that told nothing tell something", () => {
    const fill = (outcomes: string, answers: string) =>
      [...outcomes].map((one, index) => (one === "u" ? answers.charAt(index) : one)).join("");
    fc.assert(
      fc.property(letters, letters, known, known, trials, (base, head, forBase, forHead, count) => {
        const before = outcome(base, head, count);
        fc.pre(before === "confirmed" || before === "refuted");
        expect(outcome(fill(base, forBase), fill(head, forHead), count)).toBe(before);
      }),
    );
  });
});
