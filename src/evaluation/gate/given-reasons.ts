import type { GateRules } from "../../domain/policy/gate-rules.ts";
import type { GivenResults } from "../promptfoo/given-results.ts";
import type { Reason } from "./gate.ts";

/** What a verdict depends on where another program's results are given. */
interface GivenInput {
  readonly given?: GivenResults | undefined;
  readonly rules: GateRules;
  readonly hasBaseArm: boolean;
}

export function unusableResultsReasons({ given }: Pick<GivenInput, "given">): readonly Reason[] {
  if (given?.kind !== "unusable") return [];
  const message = `The results in ${JSON.stringify(given.path)} cannot be used: ${given.problems.join(" ")}`;
  return [{ code: "results_unusable", message }];
}

/** One arm can be held to a required rate alone, and is never said to have got no worse. */
export function comparedWithNothingReasons({ given, hasBaseArm, rules }: GivenInput): readonly Reason[] {
  if (given?.kind !== "read" || hasBaseArm || rules.required_pass_rate !== undefined) return [];
  const message =
    "The results were compared with nothing, and no pass rate is required: give the base's results as well, or set gates.required_pass_rate.";
  return [{ code: "compared_with_nothing", message }];
}

/** Given results cannot be run again, so that no single case can be held against the head. */
export function notRerunReasons(names: string, count: number): readonly Reason[] {
  if (count === 0) return [];
  const [what, them] = count === 1 ? ["1 case", "it"] : [`${count} cases`, "them"];
  const message = `${what} passed before and failed now, and given results cannot be run again to confirm ${them}: ${names}.`;
  return [{ code: "regression_not_rerun", message }];
}

export const RULES_KEPT: Reason = {
  code: "absolute_rules_kept",
  message: "The results were compared with nothing, and keep the rules that need no base.",
};
