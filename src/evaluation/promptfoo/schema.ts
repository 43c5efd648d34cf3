import { z } from "zod";

/**
 * The parts of promptfoo's JSON output that a gate needs, of its versions 2 (promptfoo before 0.94) and 3, as
 * `promptfoo eval -o results.json` writes them. Everything else in the file is passed over, whatever it is.
 */

const score = z.number().catch(0);
const text = z.string();
/** Beyond these nothing is a count or a cost, and sums of them stay numbers. */
const count = z.int().nonnegative().max(1e9);
const milliseconds = z.number().nonnegative().max(1e9);
const usd = z.number().nonnegative().max(1e6);

const assertionSchema = z.object({ type: text.optional(), metric: text.optional() });

const gradingSchema = z.object({
  pass: z.boolean(),
  score,
  reason: text.catch(""),
  assertion: assertionSchema.nullish().catch(null),
});

/** Of models that answer with JSON the output is no text. */
const responseSchema = z.object({
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  finishReason: text.optional().catch(undefined),
  tokenUsage: z.object({ prompt: count, completion: count }).optional().catch(undefined),
});

const rowSchema = z.object({
  success: z.boolean(),
  score,
  latencyMs: milliseconds.catch(0),
  error: text.nullish(),
  /** 0 none, 1 an assertion failed, 2 an error; version 3 only. */
  failureReason: z.int().optional(),
  cost: usd.optional().catch(undefined),
  vars: z.record(text, z.unknown()),
  /** `raw` holds the values already; the label is the template. */
  prompt: z.object({ raw: text, label: text.optional() }),
  provider: z.union([text, z.object({ id: text.optional(), label: text.optional() })]),
  /** Version 3 only. */
  testCase: z.object({ description: text.optional(), assert: z.array(z.unknown()).optional() }).optional(),
  response: responseSchema.nullish(),
  gradingResult: gradingSchema.extend({ componentResults: z.array(gradingSchema).nullish() }).nullish(),
});
export type PromptfooRow = z.infer<typeof rowSchema>;

/** As the command line writes it, or as its Node package gives it: the summary alone. */
export const promptfooSchema = z.preprocess(
  (given) => (isWrapped(given) ? given.results : given),
  z.object({
    version: z.union([z.literal(2), z.literal(3)], { error: "is neither 2 nor 3" }),
    results: z.array(rowSchema).max(20_000),
  }),
);

function isWrapped(given: unknown): given is { readonly results: unknown } {
  return typeof given === "object" && given !== null && "results" in given && !Array.isArray(given.results);
}
