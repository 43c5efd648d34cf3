import type { Problem } from "../../domain/problem.ts";
import type { EvaluationReport } from "../../evaluation/report/report.ts";
import type { ReportLinks } from "../text/links.ts";

/** Everything that can be said of one evaluation, whether or not it came to run a model. */
export interface EvaluationDocument extends ReportLinks {
  /** Null where nothing was evaluated: every file that changed is broken, or the run failed. */
  readonly report: EvaluationReport | null;
  /** What is wrong with the prompt files and the config, beside what the report says of each prompt. */
  readonly problems: readonly Problem[];
  /** Why the run could not be finished, as a sentence; null where it was. */
  readonly failure: string | null;
  /** The commit that was evaluated. */
  readonly headCommit: string;
  /** What it takes to evaluate this change again: a push, or a command of somebody who may. */
  readonly startedBy: "push" | "command";
  /** The run's page; null where there is none. */
  readonly runUrl: string | null;
}
