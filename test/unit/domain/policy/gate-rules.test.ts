import { describe, expect, it } from "vitest";
import { configSchema } from "../../../../src/domain/policy/config-schema.ts";
import {
  configGateRules,
  gateConfigSchema,
  promptGateRules,
} from "../../../../src/domain/policy/gate-rules.ts";

const CONFIG = gateConfigSchema.parse({ required_pass_rate: 0.9, allow_removed_cases: true });

describe("the rules of a gate", () => {
  it("require no rate, set no budget and tolerate nothing by default", () => {
    expect(configSchema.parse({}).gates).toEqual({
      allow_removed_cases: false,
      allow_breaking_variables: false,
      baseline_max_age_days: 7,
      trials: 1,
      confirm_trials: 7,
      tolerated_regressions: 0,
      critical_cases: [],
      pass_rate_margin: 0,
      score_margin: 0,
      block_inconclusive: false,
    });
  });

  it("come from the config, and over it from the prompt's file", () => {
    expect(promptGateRules(CONFIG, undefined)).toEqual({ ok: true, rules: configGateRules(CONFIG) });
    expect(promptGateRules(CONFIG, { trials: 3 })).toEqual({
      ok: true,
      rules: { ...configGateRules(CONFIG), trials: 3 },
    });
  });

  it("leave the config's permissions to the config", () => {
    expect(promptGateRules(CONFIG, { allow_removed_cases: true })).toEqual({
      ok: false,
      messages: [
        'There is no rule "allow_removed_cases" for the gates of a prompt file: remove it or mend its spelling.',
      ],
    });
  });

  it.each([[{ trials: 0 }], [{ required_pass_rate: 2 }], [[]], ["strict"]])("refuse %j", (gates) => {
    expect(promptGateRules(CONFIG, gates).ok).toBe(false);
  });
});
