import type { BudgetResult } from "./gate/budgets.ts";
import type { MetricComparison } from "./gate/comparison.ts";
import type { GateResult } from "./gate/gate.ts";
import type { PromptRules } from "./gate/prompt-rules.ts";
import type { CaseTrials } from "./gate/samples.ts";
import type { PromptStatistics } from "./gate/statistics.ts";
import type { CaseResult } from "./gate/verdict.ts";
import type { Outcome } from "./outcome.ts";
import type { PreparedPrompt } from "./prepared-prompt.ts";
import type { Baseline } from "./recorded-base.ts";
import type { SuiteCase } from "./suite/types.ts";

/** A case of the run with all that came of it. */
export interface EvaluatedCase extends CaseResult {
  readonly suiteCase: SuiteCase;
  /** Of the first pass. */
  readonly trials: CaseTrials;
  /** Outcomes of the trials that were run to confirm. */
  readonly fresh: readonly Outcome[];
  /** What stands for a recorded base where its words are shown. */
  readonly shownBase?: Outcome;
}

export interface EvaluatedPrompt {
  readonly prepared: PreparedPrompt;
  readonly rules: PromptRules;
  readonly baseline: Baseline;
  readonly cases: readonly EvaluatedCase[];
  readonly statistics: PromptStatistics;
  readonly budgets: readonly BudgetResult[];
  readonly comparisons: readonly MetricComparison[];
  readonly gate: GateResult;
}
