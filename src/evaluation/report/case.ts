import { z } from "zod";
import { CASE_STATUSES } from "../case-status.ts";
import { CONFIRMATION_OUTCOMES } from "../confirmation.ts";
import { count, positionSchema, probability, usd } from "./primitives.ts";

const evaluatorResultSchema = z.strictObject({
  name: z.string(),
  pass: z.boolean(),
  score: probability,
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

export const caseSchema = z.strictObject({
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
