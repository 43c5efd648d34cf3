import type { CaseResult, GateResult } from "./gate.ts";
import type { Outcome } from "./outcome.ts";
import type { PreparedPrompt } from "./prepared-prompt.ts";
import type { SuiteCase } from "./suite-types.ts";

/** A case of the run with all that came of it. */
export interface EvaluatedCase extends CaseResult {
  readonly suiteCase: SuiteCase;
  /** Outcomes of the trials that were run to confirm. */
  readonly fresh: readonly Outcome[];
}

export interface EvaluatedPrompt {
  readonly prepared: PreparedPrompt;
  readonly cases: readonly EvaluatedCase[];
  readonly gate: GateResult;
}
