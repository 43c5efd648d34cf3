import { z } from "zod";
import { digestSchema } from "../domain/ledger/event.ts";
import { versionSchema } from "../domain/ledger/version.ts";
import { recordedTrialSchema } from "../domain/ledger/version-evaluation.ts";
import type { EffectivePrompt } from "../domain/prompt/effective-prompt.ts";
import { BREAKING_VARIABLE_CODES } from "../domain/prompt/variable-changes.ts";
import { VERDICTS } from "../domain/verdict.ts";
import { CASE_STATUSES } from "./case-status.ts";
import { CONFIRMATION_OUTCOMES } from "./confirmation.ts";
import { BUDGETS } from "./gate/budgets.ts";
import { REASON_CODES } from "./gate/gate.ts";
import { METRICS } from "./gate/samples.ts";
import { RULE_KINDS, RULE_METHODS, RULE_STATUSES } from "./gate/statistics.ts";
import { ASKED_REASONS } from "./recorded-base.ts";
import { SUITE_CHANGE_CODES } from "./suite/types.ts";

/**
 * The JSON report of an evaluation: everything that is shown of it is rendered from here. Texts of prompts, cases and
 * models in it are data that anyone may have written.
 */

const count = z.int().nonnegative();
const usd = z.number().nonnegative();
/** In the head's version of the prompt file; both from 1. */
const positionSchema = z.strictObject({ path: z.string(), line: z.int().positive() });
const verdictSchema = z.enum(VERDICTS);

const evaluatorResultSchema = z.strictObject({
  name: z.string(),
  pass: z.boolean(),
  score: z.number().min(0).max(1),
  why: z.string(),
  /** Whether the case fails with it; false for evaluators that came with the head. */
  counts: z.boolean(),
});

/** An evaluator that does not count and gave no verdict: the case stands without it. */
const evaluatorErrorSchema = z.strictObject({ name: z.string(), message: z.string() });

const outcomeSchema = z.discriminatedUnion("result", [
  z.strictObject({
    result: z.enum(["pass", "fail"]),
    /** At most 20 KB. */
    output: z.string(),
    output_truncated: z.boolean(),
    tool_calls: z.array(z.strictObject({ name: z.string(), arguments: z.string() })),
    finish_reason: z.string().nullable(),
    evaluators: z.array(evaluatorResultSchema),
    /** Absent where every evaluator gave a verdict. */
    evaluator_errors: z.array(evaluatorErrorSchema).optional(),
    /** Null: not recorded. */
    latency_ms: count.nullable(),
    input_tokens: count.nullable(),
    output_tokens: count.nullable(),
    /** Of such a call, judges apart; null: unknown. */
    cost_usd: usd.nullable().optional(),
    /** Where an answer is from that this run did not ask for, and when the run began that did. */
    origin: z.strictObject({ kind: z.enum(["cache", "record"]), at: z.iso.datetime() }).optional(),
  }),
  z.strictObject({
    result: z.literal("error"),
    error: z.strictObject({ code: z.string(), message: z.string() }),
  }),
]);

const tallySchema = z.strictObject({ passes: count, fails: count, trials: count });

/** First-pass trials of one case by arm, where there is more than one an arm; null where there is no base to run. */
const trialsSchema = z.strictObject({ base: tallySchema.nullable(), head: tallySchema });

const caseSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  status: z.enum(CASE_STATUSES),
  /** Whether only the head has this case. */
  is_new: z.boolean(),
  position: positionSchema,
  /** Null where there is no base to run. */
  base: outcomeSchema.nullable(),
  /** Of several trials, one that went as most did. */
  head: outcomeSchema,
  trials: trialsSchema.optional(),
  /** The fresh trials of a case that newly failed; null where there were none. */
  confirmation: z
    .strictObject({
      outcome: z.enum(CONFIRMATION_OUTCOMES),
      base: tallySchema.nullable(),
      head: tallySchema,
    })
    .nullable(),
});

const metricsSchema = z.strictObject({
  cases: count,
  passed: count,
  /** Trials without an answer. */
  errors: count,
  /** Of the cases whose result is known; null where none is. */
  pass_rate: z.number().min(0).max(1).nullable(),
  latency_p50_ms: count.nullable(),
  latency_p95_ms: count.nullable(),
  /** Null where the provider counted none. */
  input_tokens: count.nullable(),
  output_tokens: count.nullable(),
  /** Of all calls of the first pass, judges apart; null: unknown. */
  cost_usd: usd.nullable(),
  /** Of one production call, on average; null: unknown. */
  cost_per_call_usd: usd.nullable().optional(),
});

const effectiveSchema: z.ZodType<EffectivePrompt> = versionSchema.pick({
  model: true,
  model_parameters: true,
  response_format: true,
  json_schema: true,
  messages: true,
  variables: true,
  tools: true,
});

const armSchema = z.strictObject({
  kind: z.enum(["version", "branch", "commit"]),
  /** A version id, or the name of a branch, or a commit. */
  label: z.string(),
  digest: digestSchema,
  effective: effectiveSchema,
  metrics: metricsSchema,
  /** Where the version is live and since when; absent for what is live nowhere. */
  live: z.strictObject({ environment: z.string(), since: z.iso.datetime() }).optional(),
});

/** An evaluator that judged both arms. */
const evaluatorSchema = z.strictObject({
  name: z.string(),
  /** Whether a case fails with it. */
  counts: z.boolean(),
  /** Whether only the head has it. */
  is_new: z.boolean(),
  position: positionSchema,
});

/** Where the head's file says what reaches the model. */
const sourcePositionsSchema = z.strictObject({
  model: positionSchema,
  /** One for each of the head's messages. */
  messages: z.array(positionSchema),
});

const problemSchema = z.strictObject({
  code: z.string(),
  severity: z.enum(["error", "notice"]),
  path: z.string(),
  line: z.int().positive(),
  column: z.int().positive(),
  message: z.string(),
});

const probability = z.number().min(0).max(1);

/** Where a metric's true difference or ratio lies; the confidence is what the run's budget of false fails leaves. */
const intervalSchema = z.strictObject({ low: z.number(), high: z.number(), confidence: probability });

/** A metric over the cases that both arms ran. */
const comparisonSchema = z.strictObject({
  metric: z.enum(METRICS),
  /** Head less base, or head by base. */
  kind: z.enum(["difference", "ratio"]),
  cases: count,
  /** Means over cases: a share, a score, milliseconds, tokens or USD of one call. */
  base: z.number(),
  head: z.number(),
  estimate: z.number().nullable(),
  interval: intervalSchema.nullable(),
  /** The smallest change for the worse that the suite could have seen, as `estimate` is written; null: none, or unknown. */
  smallest_visible: z.number().nullable(),
  /** Of single trials: how many cases, all newly failing, are significant. */
  fewest_flips: count.nullable(),
});

/** What the rules over the whole suite say. */
const statisticsSchema = z.strictObject({
  /** Each rule's share of the run's budget of false fails, one-sided. */
  level: probability,
  rules: z.array(
    z.strictObject({
      kind: z.enum(RULE_KINDS),
      metric: z.enum(METRICS),
      status: z.enum(RULE_STATUSES),
      method: z.enum(RULE_METHODS),
      limit: z.number(),
      estimate: z.number().nullable(),
      p: probability.nullable(),
      level: probability,
      cases: count,
    }),
  ),
  budgets: z.array(
    z.strictObject({
      budget: z.enum(BUDGETS),
      limit: z.number(),
      value: z.number().nullable(),
      status: z.enum(["kept", "exceeded", "unknown"]),
    }),
  ),
  comparisons: z.array(comparisonSchema),
});

const promptReportSchema = z.strictObject({
  id: z.string(),
  path: z.string(),
  verdict: verdictSchema,
  /** Whether the change must not be merged: it fails, or is inconclusive where the rules let that block. */
  blocks: z.boolean().optional(),
  reasons: z.array(z.strictObject({ code: z.enum(REASON_CODES), message: z.string() })).min(1),
  suite_digest: digestSchema,
  /** Where only some cases were asked for: how many the suite has. Such a verdict says nothing of the rest. */
  part_of_suite: z.strictObject({ cases: count }).optional(),
  /** Null for a new prompt. */
  base: armSchema.nullable(),
  head: armSchema,
  /** Where the base's first pass comes from: recorded outcomes are never used for latencies or confirmations. */
  baseline: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("asked"), reason: z.enum(ASKED_REASONS) }),
      z.strictObject({
        kind: z.literal("recorded"),
        version: z.string(),
        recorded_at: z.iso.datetime(),
        age_days: z.number().nonnegative(),
      }),
    ])
    .optional(),
  /** Where another program measured all that is said: nothing was asked, and it is no evidence for a version. */
  results: z
    .strictObject({
      from: z.literal("promptfoo"),
      /** In the workspace. */
      path: z.string(),
      /** What it calls its arms; the base is null where it compared with nothing, both where it cannot be read. */
      base: z.string().nullable(),
      head: z.string().nullable(),
    })
    .optional(),
  /** In the suite's order. Empty where nothing was run. */
  cases: z.array(caseSchema),
  evaluators: z.array(evaluatorSchema).optional(),
  positions: sourcePositionsSchema.optional(),
  removed_or_loosened: z.array(
    z.strictObject({
      code: z.enum(SUITE_CHANGE_CODES),
      name: z.string(),
      message: z.string(),
      position: positionSchema,
    }),
  ),
  statistics: statisticsSchema.optional(),
  /** Rules that the head's file would loosen, as JSON texts; null: off. The stricter ones were applied. */
  loosened_rules: z
    .array(
      z.strictObject({
        rule: z.string(),
        base: z.string().nullable(),
        head: z.string().nullable(),
        /** Absent where the head's file has no gates. */
        position: positionSchema.optional(),
      }),
    )
    .optional(),
  /** Changes of variables that present callers would not survive, whether they block or not. */
  breaking_variables: z
    .array(
      z.strictObject({
        code: z.enum(BREAKING_VARIABLE_CODES),
        variable: z.string(),
        to: z.string().optional(),
        message: z.string(),
        /** Of the head's declaration; absent where it has none. */
        position: positionSchema.optional(),
      }),
    )
    .optional(),
  /** The head's first pass in short: what a version keeps of it, and a later evaluation may start from. */
  first_pass: z
    .strictObject({
      /** Per case and arm. */
      trials: count,
      /** The models that judged, sorted. */
      judges: z.array(z.string()),
      /** Of the rules that the prompt was held to. */
      rules_digest: digestSchema,
      /** Digests of the providers that the config named, by models: the same name at another address is another model. */
      providers: z.record(z.string(), digestSchema),
      /** In the suite's order. */
      cases: z.array(z.strictObject({ id: z.string(), trials: z.array(recordedTrialSchema) })),
    })
    .optional(),
  problems: z.array(problemSchema),
});

const callsSchema = z.strictObject({
  calls: count,
  input_tokens: count,
  output_tokens: count,
  /** Null: unknown. */
  cost_usd: usd.nullable(),
});
const callsByPurpose = { base: callsSchema, head: callsSchema, judges: callsSchema };

/** The first pass as it was foreseen, were nothing kept from earlier runs; confirmations come on top. */
const estimateSchema = z.strictObject({ ...callsByPurpose, cost_usd: usd.nullable() });

/** The run's caps, and what counts against them. */
const budgetSchema = z.strictObject({
  /** Null: no cap. */
  usd: usd.nullable(),
  minutes: z.number().positive(),
  /** Where a call broke off, or its tokens were not counted, what was set aside for it; of unknown prices nothing. */
  spent_usd: usd,
  /** Whether a call did not fit any more. */
  exhausted: z.boolean(),
  /** Models whose price nobody knows, sorted. */
  unknown_prices: z.array(z.string()).readonly(),
});

export const evaluationReportSchema = z.strictObject({
  schema: z.literal(1),
  verdict: verdictSchema,
  /** Whether any of the prompts blocks. */
  blocks: z.boolean().optional(),
  prompts: z.array(promptReportSchema),
  run: z.strictObject({
    started_at: z.iso.datetime(),
    duration_ms: count,
    /** Calls that were made, judges' and fresh trials' included; a retry within one is not counted. */
    calls: count,
    input_tokens: count,
    output_tokens: count,
    /** Null where a call's cost is unknown. */
    cost_usd: usd.nullable(),
    /** Of the calls that were made. */
    spent: z.strictObject(callsByPurpose).optional(),
    estimate: estimateSchema.optional(),
    budget: budgetSchema.optional(),
    /** Answers that came from the cache, judges' included: they are no calls. */
    cached_answers: count.optional(),
    /** Each once, sorted. */
    models: z.array(z.string()),
    base_commit: z.string().nullable(),
    head_commit: z.string().nullable(),
  }),
});

export type EvaluationReport = z.infer<typeof evaluationReportSchema>;
export type EstimateReport = z.infer<typeof estimateSchema>;
export type BudgetReport = z.infer<typeof budgetSchema>;
export type PromptReport = EvaluationReport["prompts"][number];
export type CaseReport = PromptReport["cases"][number];
export type OutcomeReport = CaseReport["head"];
export type ArmMetrics = PromptReport["head"]["metrics"];
