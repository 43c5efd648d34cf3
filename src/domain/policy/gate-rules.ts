import { z } from "zod";

/**
 * What a prompt's change is held to. The config's `gates` and a prompt file's share these rules: the file's count for its
 * prompt, where it has them. Flat and under the file's own names.
 */

const cases = z.array(z.string().min(1).max(500)).max(1_000);
const share = z.number().min(0).max(1);
const ratio = z.number().positive().max(1_000);

const trials = z.int().min(1).max(50).describe("Model calls per case and arm in the first pass.");
const confirmTrials = z
  .int()
  .min(1)
  .max(50)
  .describe("How often, at most, a newly failing case is run again on both arms before it counts.");
const toleratedRegressions = z
  .int()
  .min(0)
  .max(10_000)
  .describe("Confirmed newly failing cases that a change may have.");
const criticalCases = cases.describe("Names of cases of which a confirmed regression is never tolerated.");
const passRateMargin = share.describe("How far the pass rate may fall before a significant fall counts.");
const scoreMargin = share.describe("How far the mean score may fall before a significant fall counts.");
const blockInconclusive = z.boolean().describe("Let a verdict that cannot be known block like a failure.");

/** Rules that are off unless they are set. */
const optionalRules = {
  required_pass_rate: share
    .optional()
    .describe("The share of cases that must pass. It is missed when the rate's upper bound is below it."),
  max_latency_ratio: ratio.optional().describe("Head's latency by base's. Exceeded by its lower bound."),
  max_tokens_ratio: ratio.optional().describe("Head's tokens by base's. Exceeded by its lower bound."),
  max_cost_ratio: ratio.optional().describe("Head's cost by base's. Exceeded by its lower bound."),
  max_latency_p95_ms: z
    .number()
    .positive()
    .optional()
    .describe("Milliseconds that at least 95 % of the calls must not exceed."),
  max_tokens: z.number().positive().optional().describe("Tokens of one call, in and out, on average."),
  max_cost_usd: z.number().positive().optional().describe("Cost of one call in USD, on average."),
};

/** The rules with their defaults: no required rate, no budget, nothing tolerated. */
const gateRuleShape = {
  trials: trials.default(1),
  confirm_trials: confirmTrials.default(7),
  tolerated_regressions: toleratedRegressions.default(0),
  critical_cases: criticalCases.default([]),
  pass_rate_margin: passRateMargin.default(0),
  score_margin: scoreMargin.default(0),
  block_inconclusive: blockInconclusive.default(false),
  ...optionalRules,
};
const gateRulesSchema = z.strictObject(gateRuleShape);
export type GateRules = z.infer<typeof gateRulesSchema>;

/** The `gates` of the config: the rules, and what only the default branch's config can allow. */
export const gateConfigSchema = z.strictObject({
  allow_removed_cases: z
    .boolean()
    .default(false)
    .describe("Let a pull request remove or loosen test cases and evaluators without blocking."),
  allow_breaking_variables: z
    .boolean()
    .default(false)
    .describe("Let a pull request change variables so that present callers break, without blocking."),
  baseline_max_age_days: z
    .number()
    .min(0)
    .max(365)
    .default(7)
    .describe(
      "How old the live version's recorded outcomes may be to stand for the base; 0: it is always asked.",
    ),
  ...gateRuleShape,
});
export type GateConfig = z.infer<typeof gateConfigSchema>;

/** The `gates` of a prompt file: any of the rules, none of the config's permissions. */
const promptGatesSchema = z.strictObject({
  trials: trials.optional(),
  confirm_trials: confirmTrials.optional(),
  tolerated_regressions: toleratedRegressions.optional(),
  critical_cases: criticalCases.optional(),
  pass_rate_margin: passRateMargin.optional(),
  score_margin: scoreMargin.optional(),
  block_inconclusive: blockInconclusive.optional(),
  ...optionalRules,
});

export type PromptGatesResult =
  | { readonly ok: true; readonly rules: GateRules }
  /** One sentence a mistake. */
  | { readonly ok: false; readonly messages: readonly string[] };

/** The config's rules, without its permissions: what a prompt is held to whose file has no `gates`. */
export function configGateRules(config: GateConfig): GateRules {
  const {
    allow_breaking_variables: _breaking,
    allow_removed_cases: _removed,
    baseline_max_age_days: _age,
    ...rules
  } = config;
  return rules;
}

/** The rules for one prompt: the config's, and over them the ones of its file, given as the JSON that it holds. */
export function promptGateRules(config: GateConfig, gates: unknown): PromptGatesResult {
  const rules = configGateRules(config);
  if (gates === undefined || gates === null) return { ok: true, rules };
  const parsed = promptGatesSchema.safeParse(gates);
  if (parsed.success) return { ok: true, rules: gateRulesSchema.parse({ ...rules, ...parsed.data }) };
  return { ok: false, messages: parsed.error.issues.map(messageOf) };
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => JSON.stringify(key)).join(", ");
    return `There is no rule ${keys} for the gates of a prompt file: remove it or mend its spelling.`;
  }
  const rule = issue.path.length === 0 ? "The gates" : `The rule ${JSON.stringify(issue.path.join("."))}`;
  return `${rule} cannot be used: ${issue.message}.`;
}
