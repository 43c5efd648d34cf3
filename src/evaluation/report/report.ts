import { z } from "zod";
import { VERDICTS } from "../../domain/verdict.ts";
import { promptReportSchema } from "./prompt.ts";
import { type budgetSchema, type estimateSchema, runSchema } from "./run.ts";

/**
 * The JSON report of an evaluation: everything that is shown of it is rendered from here. Texts of prompts, cases and
 * models in it are data that anyone may have written.
 */

export const evaluationReportSchema = z.strictObject({
  schema: z.literal(1),
  verdict: z.enum(VERDICTS),
  /** Whether any of the prompts blocks. */
  blocks: z.boolean().optional(),
  prompts: z.array(promptReportSchema),
  run: runSchema,
});

export type EvaluationReport = z.infer<typeof evaluationReportSchema>;
export type EstimateReport = z.infer<typeof estimateSchema>;
export type BudgetReport = z.infer<typeof budgetSchema>;
export type PromptReport = EvaluationReport["prompts"][number];
export type CaseReport = PromptReport["cases"][number];
export type OutcomeReport = CaseReport["head"];
export type ArmMetrics = PromptReport["head"]["metrics"];
