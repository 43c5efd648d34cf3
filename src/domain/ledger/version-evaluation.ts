import { z } from "zod";
import { VERDICTS } from "../verdict.ts";
import { digestSchema, timeSchema } from "./event.ts";

/**
 * The gate's evidence as a version keeps it (contracts §3): what was measured and how we know, without anything that a
 * model or a case said. Reason codes and case statuses are texts here, since versions outlive the lists they come from.
 */

const count = z.int().nonnegative();
const text = z.string();

/** One first-pass trial of a case. */
export const recordedTrialSchema = z.discriminatedUnion("result", [
  z.strictObject({
    result: z.enum(["pass", "fail"]),
    /** The mean of the evaluators that count; null where none gave a score. */
    score: z.number().min(0).max(1).nullable(),
    input_tokens: count.nullable(),
    output_tokens: count.nullable(),
    /** Null: unknown. */
    cost_usd: z.number().nonnegative().nullable(),
  }),
  z.strictObject({ result: z.literal("error"), code: text }),
]);

const metricsSchema = z.strictObject({
  cases: count,
  passed: count,
  errors: count,
  pass_rate: z.number().min(0).max(1).nullable(),
  latency_p50_ms: count.nullable(),
  latency_p95_ms: count.nullable(),
  input_tokens: count.nullable(),
  output_tokens: count.nullable(),
  cost_usd: z.number().nonnegative().nullable(),
});

/** How the evidence came to this version. */
const obtainedSchema = z.discriminatedUnion("how", [
  /** Evaluated by the run that published. */
  z.strictObject({ how: z.literal("made"), run_url: text.nullable() }),
  /** From an earlier run of the default branch's workflow, whose report is an artifact with this digest. */
  z.strictObject({
    how: z.literal("reused"),
    run_id: z.int().positive(),
    run_url: text,
    event: text,
    workflow: text,
    artifact_digest: digestSchema,
  }),
]);

/** More trials than these are not kept: the file would outgrow what people and commits can carry. */
export const MOST_RECORDED_TRIALS = 2_000;

export const versionEvaluationSchema = z.strictObject({
  verdict: z.enum(VERDICTS),
  /** Whether the gate held the change back: it failed, or was inconclusive where the rules let that block. */
  blocks: z.boolean(),
  reasons: z.array(z.strictObject({ code: text, message: text })).min(1),
  suite_digest: digestSchema,
  /** Of the rules that the change was held to. */
  rules_digest: digestSchema,
  model: text,
  /** The models that judged, sorted. */
  judges: z.array(text),
  /** Digests of the providers of these models and of the base's, by models. */
  providers: z.record(text, digestSchema),
  /** First-pass trials per case and arm. */
  trials: count,
  /** What it was compared with; null for a prompt that was new. */
  base: z.strictObject({ kind: text, label: text, digest: digestSchema, metrics: metricsSchema }).nullable(),
  head: z.strictObject({ digest: digestSchema, metrics: metricsSchema }),
  /** The head's first pass: in the suite's order, empty where nothing was run. */
  cases: z.array(
    z.strictObject({
      id: text,
      status: text,
      trials: z.array(recordedTrialSchema).max(MOST_RECORDED_TRIALS),
    }),
  ),
  /** Cases at the suite's end that were left out here for their size. */
  cases_left_out: count,
  /** When the evaluation began. */
  recorded_at: timeSchema,
  obtained: obtainedSchema,
  /** `sha256:` of the JSON report's bytes. */
  report_digest: digestSchema,
});

/** What was measured of a version before it was published, and how that is known. */
export type VersionEvaluation = z.infer<typeof versionEvaluationSchema>;
export type RecordedTrial = z.infer<typeof recordedTrialSchema>;
export type Obtained = VersionEvaluation["obtained"];
