import { z } from "zod";
import { count, usd } from "./primitives.ts";

const callsSchema = z.strictObject({
  calls: count,
  input_tokens: count,
  output_tokens: count,
  /** Null: unknown. */
  cost_usd: usd.nullable(),
});
const callsByPurpose = { base: callsSchema, head: callsSchema, judges: callsSchema };

/** The first pass as it was foreseen, were nothing kept from earlier runs; confirmations come on top. */
export const estimateSchema = z.strictObject({ ...callsByPurpose, cost_usd: usd.nullable() });

/** The run's caps, and what counts against them. */
export const budgetSchema = z.strictObject({
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

export const runSchema = z.strictObject({
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
});
