import type { VersionEvaluation } from "../domain/ledger/version-evaluation.ts";
import type { EffectivePrompt, ResolvedPrompt } from "../domain/prompt/effective-prompt.ts";

export const ARMS = ["base", "head"] as const;
/** `base` is what is live, `head` what is proposed (contracts, Words). */
export type Arm = (typeof ARMS)[number];

/** What one arm runs, and what to call it. */
export interface ArmPrompt {
  readonly kind: "version" | "branch" | "commit";
  /** A version id, a branch's name or a commit, for people. */
  readonly label: string;
  readonly digest: string;
  readonly effective: EffectivePrompt;
  /** Where it is live and since when (RFC 3339); absent for what is live nowhere. */
  readonly live?: { readonly environment: string; readonly since: string };
  /** What was measured of a version before it was published. */
  readonly evidence?: VersionEvaluation | null;
}

/** What of a resolved prompt file makes its suite; names and positions are for reports alone. */
export type SuiteSource = Pick<ResolvedPrompt, "path" | "cases" | "evaluators" | "effective" | "gates"> &
  Partial<Pick<ResolvedPrompt, "name" | "description" | "declarations" | "positions" | "results">>;
