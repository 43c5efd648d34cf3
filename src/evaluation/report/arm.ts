import { z } from "zod";
import { digestSchema } from "../../domain/ledger/event.ts";
import { versionSchema } from "../../domain/ledger/version.ts";
import type { EffectivePrompt } from "../../domain/prompt/effective-prompt.ts";
import { count, probability, usd } from "./primitives.ts";

const metricsSchema = z.strictObject({
  cases: count,
  passed: count,
  /** Trials without an answer. */
  errors: count,
  /** Of the trials whose result is known; null where none is. */
  pass_rate: probability.nullable(),
  latency_p50_ms: count.nullable(),
  latency_p95_ms: count.nullable(),
  /** Of all answers of the first pass; null where the provider did not count each. */
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

export const armSchema = z.strictObject({
  kind: z.enum(["version", "branch", "commit"]),
  /** A version id, or the name of a branch, or a commit. */
  label: z.string(),
  digest: digestSchema,
  effective: effectiveSchema,
  metrics: metricsSchema,
  /** Where the version is live and since when; absent for what is live nowhere. */
  live: z.strictObject({ environment: z.string(), since: z.iso.datetime() }).optional(),
});
