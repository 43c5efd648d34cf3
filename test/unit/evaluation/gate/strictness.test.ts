import { describe, expect, it } from "vitest";
import {
  type GateRules,
  gateConfigSchema,
  promptGateRules,
} from "../../../../src/domain/policy/gate-rules.ts";
import { stricterOf } from "../../../../src/evaluation/gate/strictness.ts";

const CONFIG = gateConfigSchema.parse({});
const DEFAULTS = rulesWith({});

function rulesWith(given: Partial<GateRules>): GateRules {
  const read = promptGateRules(CONFIG, { ...given });
  if (!read.ok) throw new Error(read.messages.join(" "));
  return read.rules;
}

/** Every rule with a number: what asks less, and what asks more. */
const RULES: Readonly<
  Record<
    Exclude<keyof GateRules, "critical_cases" | "block_inconclusive">,
    readonly [loose: number, strict: number]
  >
> = {
  trials: [1, 3],
  confirm_trials: [3, 7],
  tolerated_regressions: [2, 1],
  pass_rate_margin: [0.2, 0.1],
  score_margin: [0.2, 0.1],
  required_pass_rate: [0.8, 0.9],
  max_latency_ratio: [1.5, 1.2],
  max_tokens_ratio: [1.5, 1.2],
  max_cost_ratio: [1.5, 1.2],
  max_latency_p95_ms: [900, 500],
  max_tokens: [900, 500],
  max_cost_usd: [0.2, 0.1],
};

describe("the stricter of two rules", () => {
  it("is known for every rule that there is", () => {
    const all = [...Object.keys(RULES), "critical_cases", "block_inconclusive"];
    const most = rulesWith(Object.fromEntries(Object.entries(RULES).map(([rule, [loose]]) => [rule, loose])));
    expect(all.toSorted()).toEqual(Object.keys(most).toSorted());
  });

  it.each(Object.entries(RULES))("counts, whichever side it is on: %s", (rule, [loose, strict]) => {
    const [loosely, strictly] = [rulesWith({ [rule]: loose }), rulesWith({ [rule]: strict })];
    expect(stricterOf(strictly, loosely)).toEqual({
      rules: strictly,
      loosened: [{ rule, base: String(strict), head: String(loose) }],
    });
    expect(stricterOf(loosely, strictly)).toEqual({ rules: strictly, loosened: [] });
    expect(stricterOf(strictly, strictly)).toEqual({ rules: strictly, loosened: [] });
  });

  it.each([
    "required_pass_rate",
    "max_latency_ratio",
    "max_tokens_ratio",
    "max_cost_ratio",
    "max_latency_p95_ms",
    "max_tokens",
    "max_cost_usd",
  ] as const)("is the one that is on, where the other side has none: %s", (rule) => {
    const [loose] = RULES[rule];
    const on = rulesWith({ [rule]: loose });
    expect(stricterOf(on, DEFAULTS)).toEqual({
      rules: on,
      loosened: [{ rule, base: String(loose), head: null }],
    });
    expect(stricterOf(DEFAULTS, on)).toEqual({ rules: on, loosened: [] });
  });
});
