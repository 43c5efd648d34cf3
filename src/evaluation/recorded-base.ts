import type { RecordedTrial, VersionEvaluation } from "../domain/ledger/version-evaluation.ts";
import type { Answered, Outcome } from "./outcome.ts";
import type { PreparedPrompt } from "./prepared-prompt.ts";
import { costOf, type ModelPrice } from "./prices.ts";

/** Why the base arm is asked, though recorded outcomes could have served. A closed list. */
export const ASKED_REASONS = [
  /** There is no base to run: a new prompt, one that did not change, or one whose results are given. */
  "no_base",
  /** The base is no version, or nothing was measured of it. */
  "not_recorded",
  /** `gates.baseline_max_age_days` is 0. */
  "turned_off",
  /** A rule compares latencies, and those must be measured together. */
  "latency_compared",
  "other_prompt",
  "other_suite",
  "other_judges",
  "other_model",
  "other_provider",
  "other_trials",
  "too_old",
  /** A case has no outcome, or one that told nothing. */
  "incomplete",
  /** A rule would have been missed against the record: held against a base that was asked now. */
  "would_blame",
] as const;
export type AskedReason = (typeof ASKED_REASONS)[number];

/** Where the base's first pass comes from. */
export type Baseline =
  | { readonly kind: "asked"; readonly reason: AskedReason }
  | {
      readonly kind: "recorded";
      readonly version: string;
      /** RFC 3339. */
      readonly recordedAt: string;
      readonly ageDays: number;
      /** By the case's id, one for each trial. */
      readonly outcomes: ReadonlyMap<string, readonly Outcome[]>;
    };

export interface BaselineQuestion {
  readonly prepared: PreparedPrompt;
  /** Per case and arm. */
  readonly trials: number;
  readonly isLatencyCompared: boolean;
  /** Of the base's model; null: unknown. */
  readonly price: ModelPrice | null;
  /** RFC 3339. */
  readonly now: string;
  readonly maxAgeDays: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Whether what was recorded of the live version may serve as the base's first pass: only where asking it again would be
 * the same experiment, and not too long ago.
 */
export function decideBaseline(question: BaselineQuestion): Baseline {
  const { maxAgeDays, now, prepared } = question;
  const { base } = prepared.prompt;
  const hasNoBase = base === null || prepared.isUnchanged || prepared.given !== undefined;
  if (hasNoBase) return { kind: "asked", reason: "no_base" };
  const { evidence = null } = base;
  if (evidence === null) return { kind: "asked", reason: "not_recorded" };
  const ageDays = (Date.parse(now) - Date.parse(evidence.recorded_at)) / DAY_MS;
  const reason = differenceOf(question, evidence, base) ?? ageReason(ageDays, maxAgeDays);
  if (reason !== null) return { kind: "asked", reason };
  const outcomes = outcomesOf(question, evidence);
  if (outcomes === null) return { kind: "asked", reason: "incomplete" };
  const { label: version } = base;
  return { kind: "recorded", version, recordedAt: evidence.recorded_at, ageDays, outcomes };
}

function differenceOf(
  { isLatencyCompared, maxAgeDays, prepared, trials }: BaselineQuestion,
  evidence: VersionEvaluation,
  base: { readonly digest: string; readonly effective: { readonly model: string } },
): AskedReason | null {
  const judges = new Set(prepared.evaluators.flatMap(({ asks }) => asks?.model ?? []));
  const isElsewhere = (model: string) => evidence.providers[model] !== prepared.providers[model];
  if (maxAgeDays === 0) return "turned_off";
  if (isLatencyCompared) return "latency_compared";
  if (evidence.head.digest !== base.digest) return "other_prompt";
  if (evidence.suite_digest !== prepared.suite.digest) return "other_suite";
  if (evidence.judges.some((model) => !judges.has(model))) return "other_judges";
  if (evidence.model !== base.effective.model) return "other_model";
  if ([evidence.model, ...judges].some(isElsewhere)) return "other_provider";
  return evidence.trials === trials ? null : "other_trials";
}

function ageReason(ageDays: number, maxAgeDays: number): AskedReason | null {
  return ageDays >= 0 && ageDays <= maxAgeDays ? null : "too_old";
}

/** Null where a case lacks a trial, or one of them told nothing. */
function outcomesOf(
  { prepared, price, trials }: BaselineQuestion,
  evidence: VersionEvaluation,
): ReadonlyMap<string, readonly Outcome[]> | null {
  const recorded = new Map(evidence.cases.map((one) => [one.id, one.trials]));
  const outcomes = new Map<string, readonly Outcome[]>();
  for (const { id } of prepared.cases) {
    const known = (recorded.get(id) ?? []).flatMap(
      (trial) => outcomeOf(trial, { price, at: evidence.recorded_at }) ?? [],
    );
    if (known.length < trials) return null;
    outcomes.set(id, known);
  }
  return outcomes;
}

/** A recorded trial as the statistics read it: what was said, and how long it took, is not recorded. */
function outcomeOf(
  trial: RecordedTrial,
  { at, price }: { readonly at: string; readonly price: ModelPrice | null },
): Answered | null {
  if (trial.result === "error") return null;
  const { input_tokens: inputTokens, output_tokens: outputTokens, score } = trial;
  const pass = trial.result === "pass";
  const usage = inputTokens === null || outputTokens === null ? null : { inputTokens, outputTokens };
  return {
    kind: "answered",
    pass,
    output: "",
    outputTruncated: false,
    toolCalls: [],
    finishReason: null,
    evaluations: score === null ? [] : [{ name: "recorded", counts: true, pass, score, why: "Recorded." }],
    usage,
    costUsd: costOf(price, usage) ?? trial.cost_usd,
    latencyMs: 0,
    origin: { kind: "record", at },
  };
}
