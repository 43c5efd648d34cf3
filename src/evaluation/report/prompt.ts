import { z } from "zod";
import { digestSchema } from "../../domain/ledger/event.ts";
import { recordedTrialSchema } from "../../domain/ledger/version-evaluation.ts";
import { BREAKING_VARIABLE_CODES } from "../../domain/prompt/variable-changes.ts";
import { VERDICTS } from "../../domain/verdict.ts";
import { REASON_CODES } from "../gate/gate.ts";
import { ASKED_REASONS } from "../recorded-base.ts";
import { SUITE_CHANGE_CODES } from "../suite/types.ts";
import { armSchema } from "./arm.ts";
import { caseSchema } from "./case.ts";
import { count, positionSchema } from "./primitives.ts";
import { statisticsSchema } from "./statistics.ts";

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

export const promptReportSchema = z.strictObject({
  id: z.string(),
  path: z.string(),
  verdict: z.enum(VERDICTS),
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
