import type { GateRules } from "../../domain/policy/gate-rules.ts";
import { binomialUpperTail } from "../statistics/binomial.ts";
import { sharedLevel } from "../statistics/error-budget.ts";
import type { Interval, Sample } from "../statistics/interval.ts";
import { exactMcNemar } from "../statistics/mcnemar.ts";
import { meanDifference, totalRatio } from "../statistics/paired.ts";
import { seededRandom } from "../statistics/random.ts";
import { signFlipTest } from "../statistics/sign-flip.ts";
import { wilsonInterval } from "../statistics/wilson.ts";
import { type CaseTrials, headMeans, MEASURES, type Metric, pairedSamples, samplesOf } from "./samples.ts";

/** A prompt's first pass, as the statistical rules see it. */
export interface PromptFirstPass {
  /** Made of the digests of suite and arms: the same results give the same verdict. */
  readonly seed: string;
  readonly rules: GateRules;
  readonly cases: readonly CaseTrials[];
}

export const RULE_KINDS = ["regression", "ratio", "required_rate"] as const;
export const RULE_STATUSES = ["kept", "broken", "unclear", "not_measured"] as const;
export const RULE_METHODS = ["mcnemar", "sign_flip", "wilson"] as const;

/** A rule that noise could break, and what it says. */
export interface RuleResult {
  readonly kind: (typeof RULE_KINDS)[number];
  readonly metric: Metric;
  /** `unclear`: the head misses it as measured, but noise could explain that. Only for rules that somebody set. */
  readonly status: (typeof RULE_STATUSES)[number];
  readonly method: (typeof RULE_METHODS)[number];
  /** Margin, largest ratio or required rate. */
  readonly limit: number;
  /** The metric's difference, ratio or rate; null where it was not measured. */
  readonly estimate: number | null;
  /** One-sided; null for a rate, whose bound decides, and with fewer clusters than the test needs. */
  readonly p: number | null;
  /** This rule's share of the budget of false fails. */
  readonly level: number;
  readonly cases: number;
}

/** A prompt's rules, and its share of the run's budget of false fails. */
export interface PromptStatistics {
  readonly level: number;
  readonly rules: readonly RuleResult[];
}

interface Rule {
  readonly kind: RuleResult["kind"];
  readonly metric: Metric;
  readonly limit: number;
}

/**
 * Decides every statistical rule of every prompt from the first pass alone. One budget of false fails is shared equally
 * over all rules of the run. Which rules there are hangs on nothing that swapping the arms would change, so the tests
 * keep their levels.
 */
export function decideStatistics(prompts: readonly PromptFirstPass[]): readonly PromptStatistics[] {
  const rules = prompts.map(rulesOf);
  const level = sharedLevel(rules.flat().length);
  return prompts.map((prompt, index) => ({
    level,
    rules: (rules[index] ?? []).map((rule) => decideRule(rule, prompt, level)),
  }));
}

/** Whether the first pass alone shows that fewer cases pass: nothing is left to confirm. */
export function passRateRegressed({ rules }: PromptStatistics): boolean {
  return rules.some(
    ({ kind, metric, status }) => kind === "regression" && metric === "pass_rate" && status === "broken",
  );
}

function rulesOf({ rules, cases }: PromptFirstPass): readonly Rule[] {
  const required = rules.required_pass_rate;
  const isCompared = samplesOf("pass_rate", cases).length > 0;
  return [
    ...(isCompared ? comparingRules(rules, cases) : []),
    ...(required === undefined || cases.length === 0
      ? []
      : [{ kind: "required_rate" as const, metric: "pass_rate" as const, limit: required }]),
  ];
}

function comparingRules(rules: GateRules, cases: readonly CaseTrials[]): readonly Rule[] {
  const ratios: readonly (readonly [Metric, number | undefined])[] = [
    ["latency", rules.max_latency_ratio],
    ["tokens", rules.max_tokens_ratio],
    ["cost", rules.max_cost_ratio],
  ];
  return [
    { kind: "regression", metric: "pass_rate", limit: rules.pass_rate_margin },
    ...(hasGrades(cases)
      ? [{ kind: "regression" as const, metric: "score" as const, limit: rules.score_margin }]
      : []),
    ...ratios.flatMap(([metric, limit]) =>
      limit === undefined ? [] : [{ kind: "ratio" as const, metric, limit }],
    ),
  ];
}

/** Whether scores say more than passes and fails do. Else they would spend budget on asking the same twice. */
export function hasGrades(cases: readonly CaseTrials[]): boolean {
  return pairedSamples(cases, (outcome) => (isGraded(MEASURES.score(outcome)) ? 1 : 0)).some(
    ({ base, head }) => base + head > 0,
  );
}

function isGraded(score: number | null): boolean {
  return score !== null && score > 0 && score < 1;
}

function decideRule(rule: Rule, prompt: PromptFirstPass, level: number): RuleResult {
  if (rule.kind === "required_rate") return requiredRate(rule, prompt, level);
  const samples = samplesOf(rule.metric, prompt.cases);
  const isSingle = prompt.rules.trials === 1 && rule.limit === 0 && rule.metric === "pass_rate";
  if (isSingle) return mcNemarRule(rule, samples, level);
  return pairedRule(rule, samples, { level, seed: seedOf(prompt.seed, rule.kind, rule.metric) });
}

/** The seed of a rule's random numbers, and of whatever is shown beside it: both must see the same draws. */
export function seedOf(seed: string, kind: RuleResult["kind"], metric: Metric): string {
  return `${seed}\n${kind}\n${metric}`;
}

/** One trial a case: passes and fails, decided exactly. */
function mcNemarRule(rule: Rule, samples: readonly Sample[], level: number): RuleResult {
  const flips = flipsOf(samples);
  const p = exactMcNemar(flips).oneSided;
  const cases = samples.length;
  return {
    ...rule,
    status: p <= level ? "broken" : "kept",
    method: "mcnemar",
    estimate: (flips.newlyPassing - flips.newlyFailing) / cases,
    p,
    level,
    cases,
  };
}

export function flipsOf(samples: readonly Sample[]): {
  readonly newlyFailing: number;
  readonly newlyPassing: number;
} {
  return {
    newlyFailing: samples.filter(({ base, head }) => base > head).length,
    newlyPassing: samples.filter(({ base, head }) => base < head).length,
  };
}

/**
 * Broken when two things agree: the sign-flip test, which keeps its level for equal arms whatever their distribution, and
 * the bound of the bootstrap's interval, which knows the size of the effect. The bootstrap alone would call a few odd
 * cases significant (docs/decisions/0009-gate-statistics.md).
 */
function pairedRule(
  rule: Rule,
  samples: readonly Sample[],
  { level, seed }: { readonly level: number; readonly seed: string },
): RuleResult {
  const base = { ...rule, method: "sign_flip" as const, level, cases: samples.length };
  if (samples.length === 0) return { ...base, status: "not_measured", estimate: null, p: null };
  const excess = samples.map((sample) => excessOf(rule, sample));
  const total = excess.reduce((sum, value) => sum + value, 0);
  const test = signFlipTest(excess, { level, random: seededRandom(`${seed}\nsigns`) });
  const p = test.kind === "tested" ? test.p : null;
  const isBroken =
    p !== null && p <= level && isBeyond(rule, intervalOf(rule.metric, samples, { level, seed }));
  const estimate = estimateOf(rule.metric, samples);
  const isMissed = total > 0 && rule.kind === "ratio";
  return { ...base, status: isBroken ? "broken" : isMissed ? "unclear" : "kept", estimate, p };
}

/** How far a case is beyond what the rule allows; negative where it is within. */
function excessOf({ kind, limit }: Rule, { base, head }: Sample): number {
  return kind === "ratio" ? head - limit * base : base - head - limit;
}

function isBeyond({ kind, limit }: Rule, interval: Interval | null): boolean {
  if (interval === null) return false;
  return kind === "ratio" ? interval.low > limit : interval.high < -limit;
}

/** The interval of a metric's difference or ratio whose bounds each hold at the level. Null where there is none. */
export function intervalOf(
  metric: Metric,
  samples: readonly Sample[],
  { level, seed }: { readonly level: number; readonly seed: string },
): Interval | null {
  const options = { confidence: 1 - 2 * level, random: seededRandom(`${seed}\nresamples`) };
  return isRatio(metric)
    ? (totalRatio(samples, options)?.interval ?? null)
    : meanDifference(samples, options).interval;
}

/** Latency, tokens and cost are compared as ratios, rates and scores as differences. */
export function isRatio(metric: Metric): boolean {
  return metric !== "pass_rate" && metric !== "score";
}

/** Head less base, or head by base. Null for a ratio to nothing. */
export function estimateOf(metric: Metric, samples: readonly Sample[]): number | null {
  if (samples.length === 0) return null;
  const base = samples.reduce((sum, sample) => sum + sample.base, 0);
  const head = samples.reduce((sum, sample) => sum + sample.head, 0);
  if (!isRatio(metric)) return (head - base) / samples.length;
  return base > 0 ? head / base : null;
}

/**
 * Missed when even the upper bound of the head's rate is below it, and a suite that just has the rate would seldom enough
 * fail so often. A rate is never judged by what happened to be seen.
 */
function requiredRate(rule: Rule, { cases }: PromptFirstPass, level: number): RuleResult {
  const means = headMeans(cases, MEASURES[rule.metric]);
  const base = { ...rule, method: "wilson" as const, level, p: null, cases: means.length };
  if (means.length === 0) return { ...base, status: "not_measured", estimate: null };
  const passed = means.reduce((sum, mean) => sum + mean, 0);
  const interval = wilsonInterval({ passed, cases: means.length, confidence: 1 - 2 * level });
  const estimate = passed / means.length;
  const isBroken =
    interval.high < rule.limit && chanceOfSoMany(means.length - passed, means.length, rule.limit) <= level;
  return { ...base, estimate, status: isBroken ? "broken" : estimate < rule.limit ? "unclear" : "kept" };
}

/**
 * How often noise alone fails so many of the cases of a suite that has just the rate: exact, since near 1 the normal
 * distribution behind Wilson's interval lets one failure of ten refute 0.99, which chance brings about in 10 % of runs. Of
 * means of several trials the whole cases count, which errs on the safe side. A rate of 1 is refuted by any failure.
 */
function chanceOfSoMany(failed: number, cases: number, rate: number): number {
  if (rate === 1) return failed > 0 ? 0 : 1;
  const least = Math.floor(failed + ROUNDING);
  return binomialUpperTail({ least, trials: cases, probability: 1 - rate });
}

/** Thirds that add up to a whole case but for binary fractions are one. */
const ROUNDING = 1e-9;
