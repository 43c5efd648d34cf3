import { type EvaluationReport, evaluationReportSchema } from "./report.ts";

/** The report that these bytes of JSON are; undefined where they are none. */
export function readReport(bytes: Uint8Array): EvaluationReport | undefined {
  try {
    return evaluationReportSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}
