import type { VersionEvaluation } from "../ledger/version-evaluation.ts";

/** Whether an environment asks for the gate's evidence before a version goes live there. */
export type EvidenceRule = "required" | "optional";

/** How a version's evidence stands: nothing was evaluated, the gate held it back, or it did not. */
export type EvidenceStanding = "missing" | "failed" | "sufficient";

/** What is inconclusive suffices, unless the gate's own rules let it block (`gates.block_inconclusive`). */
export function evidenceStanding(evaluation: VersionEvaluation | null): EvidenceStanding {
  if (evaluation === null) return "missing";
  return evaluation.blocks ? "failed" : "sufficient";
}
