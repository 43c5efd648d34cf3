import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EvaluationReport } from "../evaluation/report/report.ts";
import type { RunContext } from "./context.ts";
import type { RunOutput } from "./run-output.ts";

/** Leaves the JSON report for later steps, which upload it, and gives its text. */
export async function writeReport(
  { temp }: Pick<RunContext, "temp">,
  output: Pick<RunOutput, "set">,
  report: EvaluationReport,
): Promise<string> {
  const path = join(temp, "pointsman-report.json");
  const json = `${JSON.stringify(report, null, 2)}\n`;
  await writeFile(path, json);
  output.set("report", path);
  output.set("cost-usd", report.run.cost_usd === null ? "unknown" : String(report.run.cost_usd));
  return json;
}
