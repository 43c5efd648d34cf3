import type { Withheld } from "./calls/unknown-prices.ts";
import { type CaseToConfirm, type ConfirmedCase, runConfirmations } from "./confirmation-run.ts";
import { type FirstPassCase, firstPassCase, isToConfirm } from "./gate/first-pass.ts";
import type { PromptRules } from "./gate/prompt-rules.ts";
import { decideStatistics, type PromptFirstPass, type PromptStatistics } from "./gate/statistics.ts";
import { unansweredToConfirm } from "./gate/unanswered.ts";
import { askOpinions, type OpenOpinions } from "./opinions.ts";
import type { Outcome } from "./outcome.ts";
import type { PreparedPrompt } from "./prepared-prompt.ts";
import type { Baseline } from "./recorded-base.ts";
import { givenCaseId } from "./results-in-force.ts";
import { FALSE_FAIL_BUDGET } from "./statistics/error-budget.ts";
import { armsInTurn, type CaseOwner, runSlots, slotsOf } from "./trial-slots.ts";
import type { TrialRun } from "./trials.ts";

export interface Progress {
  /** Of trials; `new_evaluators` of the answers that they judge, `comparison` of prompts. */
  readonly phase: "first_pass" | "base_again" | "confirmation" | "new_evaluators" | "comparison";
  readonly done: number;
  readonly total: number;
}

/** A prompt of the run, and what it is held to. */
export interface PromptRun {
  readonly prepared: PreparedPrompt;
  readonly rules: PromptRules;
  /** Why none of its trials is run; absent where they are. */
  readonly withheld?: Withheld;
  readonly baseline: Baseline;
}

export type JudgedPrompt = PromptRun & { readonly statistics: PromptStatistics };

/** A case of the run after the first pass; its index there is its place in the run. */
export type CaseRun = CaseOwner & FirstPassCase;

/** What all trials of a run gave. */
export interface RunResults {
  readonly judged: readonly JudgedPrompt[];
  readonly firstPass: readonly CaseRun[];
  /** By the case's place in the run. */
  readonly confirmed: ReadonlyMap<number, ConfirmedCase>;
}

type Owner = CaseOwner & { readonly trialsPerArm: number };
type Run = Omit<TrialRun, "onDone">;

const NO_STATISTICS: PromptStatistics = { level: FALSE_FAIL_BUDGET, rules: [] };

/**
 * The base's cases come first, with all that their confirmations need, and only then what the head brings: or new cases
 * could use up the time in which regressions are confirmed. After the new cases the rules are decided once more, and what
 * only then needs a confirmation gets it. Evaluators that don't count are asked last.
 */
export async function runPhases(
  prompts: readonly PromptRun[],
  run: Run,
  onProgress: (progress: Progress) => void,
): Promise<RunResults> {
  const owners = prompts.flatMap(ownersOf);
  const standing = owners.filter(({ suiteCase }) => !suiteCase.isNew);
  const added = owners.filter(({ suiteCase }) => suiteCase.isNew);
  const opinions: OpenOpinions = new Map();
  const asking = { ...run, opinions };
  const total = [...standing, ...added].flatMap(slotsOfCase).length;
  const counted = { ...asking, onDone: countedProgress("first_pass", total, onProgress) };
  const askBases = (pass: JudgedPass) => askBlamedBases(pass, asking, onProgress);
  const onConfirmed = (count: number, most: number) =>
    onProgress({ phase: "confirmation", done: count, total: most });
  const first = await askBases(judge(prompts, await runCases(standing, 0, counted)));
  const before = await runConfirmations(casesToConfirm(first), run, onConfirmed);
  const cases = [...first.cases, ...(await runCases(added, standing.length, counted))];
  const all = await askBases(judge(first.prompts, cases));
  const open = casesToConfirm(all).filter(({ index }) => !before.has(index));
  const after = await runConfirmations(open, run, onConfirmed);
  const onTold = countedProgress("new_evaluators", opinions.size, onProgress);
  const told = await askOpinions(opinions, run.concurrency, onTold);
  return {
    judged: all.prompts,
    firstPass: all.cases.map((one) => withOpinions(one, told)),
    confirmed: new Map([...before, ...after]),
  };
}

/** The case with what evaluators that don't count say of its answers. */
function withOpinions(one: CaseRun, told: ReadonlyMap<Outcome, Outcome>): CaseRun {
  const { pair, trials } = one;
  const toldOf = (outcome: Outcome) => told.get(outcome) ?? outcome;
  return {
    ...one,
    trials: { ...trials, base: trials.base?.map(toldOf) ?? null, head: trials.head.map(toldOf) },
    pair: { ...pair, base: pair.base && toldOf(pair.base), head: toldOf(pair.head) },
  };
}

function countedProgress(
  phase: Progress["phase"],
  total: number,
  onProgress: (progress: Progress) => void,
): () => void {
  let done = 0;
  return () => {
    done += 1;
    onProgress({ phase, done, total });
  };
}

/** A first pass, and what the rules say of it. */
interface JudgedPass {
  readonly prompts: readonly JudgedPrompt[];
  readonly cases: readonly CaseRun[];
}

/**
 * A record may clear the head and never blame it: it was drawn once and is held against many changes, so that its luck
 * would fail all of them. Where a rule is missed against a record, the base is asked, and its answers alone decide.
 */
async function askBlamedBases(
  pass: JudgedPass,
  run: Run,
  onProgress: (progress: Progress) => void,
): Promise<JudgedPass> {
  const blamed = pass.prompts.filter(isBlamedByRecord);
  if (blamed.length === 0) return pass;
  const isBlamed = ({ prepared }: CaseRun) => blamed.some((prompt) => prompt.prepared === prepared);
  const slots = pass.cases.flatMap((one, index) =>
    isBlamed(one) ? slotsOf(one, { owner: index, arms: basesOf(one), phase: "first_pass" }) : [],
  );
  const onDone = countedProgress("base_again", slots.length, onProgress);
  const outcomes = await runSlots(slots, { ...run, onDone });
  const cases = pass.cases.map((one, index): CaseRun => {
    const base = outcomes.get(index)?.base;
    if (base === undefined || base.length === 0) return one;
    const { recorded: _, ...owner } = one;
    return { ...owner, ...firstPassCase({ ...one.trials, base }) };
  });
  const baseline: Baseline = { kind: "asked", reason: "would_blame" };
  return judge(
    pass.prompts.map((prompt) => (blamed.includes(prompt) ? { ...prompt, baseline } : prompt)),
    cases,
  );
}

/** Required rates concern the head alone. */
function isBlamedByRecord({ baseline, statistics }: JudgedPrompt): boolean {
  const isMissed = statistics.rules.some(
    ({ kind, status }) => kind !== "required_rate" && (status === "broken" || status === "unclear"),
  );
  return baseline.kind === "recorded" && isMissed;
}

function basesOf({ trials }: CaseRun): readonly "base"[] {
  return trials.head.map(() => "base" as const);
}

function ownersOf({ baseline, prepared, rules: { rules }, withheld }: PromptRun): readonly Owner[] {
  const shared = {
    prepared,
    isLatencyCompared: rules.max_latency_ratio !== undefined,
    ...(withheld !== undefined && { withheld: withheld.failed }),
  };
  const tests = prepared.given?.kind === "read" ? prepared.given.tests : [];
  const given = new Map(tests.map((test, index) => [givenCaseId(index), test]));
  return prepared.cases.map((suiteCase) => {
    const test = given.get(suiteCase.id);
    if (test !== undefined) return { ...shared, suiteCase, given: test, trialsPerArm: rules.trials };
    const recorded = baseline.kind === "recorded" ? baseline.outcomes.get(suiteCase.id) : undefined;
    const owner = { ...shared, suiteCase, trialsPerArm: rules.trials };
    return recorded === undefined ? owner : { ...owner, recorded };
  });
}

function slotsOfCase(owner: Owner, index: number) {
  if (owner.given !== undefined) return [];
  const turn = owner.recorded === undefined ? armsInTurn(index) : (["head"] as const);
  const arms = Array.from({ length: owner.trialsPerArm }, () => turn).flat();
  return slotsOf(owner, { owner: index, arms, phase: "first_pass" });
}

async function runCases(
  owners: readonly Owner[],
  offset: number,
  run: TrialRun,
): Promise<readonly CaseRun[]> {
  const outcomes = await runSlots(
    owners.flatMap((owner, index) => slotsOfCase(owner, offset + index)),
    run,
  );
  return owners.map(({ trialsPerArm: _, ...owner }, index) => {
    const { base: asked, head = [] } = owner.given ?? outcomes.get(offset + index) ?? {};
    const base = owner.recorded ?? asked ?? [];
    const trials = { isNew: owner.suiteCase.isNew, base: base.length > 0 ? base : null, head };
    return { ...owner, ...firstPassCase(trials) };
  });
}

function judge(prompts: readonly PromptRun[], cases: readonly CaseRun[]): JudgedPass {
  const statistics = decideStatistics(prompts.map((prompt) => statisticsInput(prompt, cases)));
  return {
    prompts: prompts.map((prompt, index) => ({ ...prompt, statistics: statistics[index] ?? NO_STATISTICS })),
    cases,
  };
}

/** An unchanged prompt has nothing to compare: only its new cases were run. */
export function statisticsInput(
  { prepared, rules }: PromptRun,
  firstPass: readonly CaseRun[],
): PromptFirstPass {
  const { suite, prompt, isUnchanged } = prepared;
  const cases = isUnchanged ? [] : firstPass.filter((one) => one.prepared === prepared);
  return {
    seed: [suite.digest, prompt.base?.digest ?? "", prompt.head.digest].join("\n"),
    rules: rules.rules,
    cases: cases.map(({ trials }) => trials),
  };
}

function casesToConfirm({ cases, prompts }: JudgedPass): readonly CaseToConfirm[] {
  const unanswered = new Set(
    prompts.flatMap(({ prepared, statistics: { level } }) =>
      unansweredToConfirm(
        cases.filter((one) => one.prepared === prepared),
        level,
      ),
    ),
  );
  return cases.flatMap((one, index) => {
    const prompt = prompts.find(({ prepared }) => prepared === one.prepared);
    if (prompt === undefined || one.given !== undefined) return [];
    const { rules, statistics } = prompt;
    const isAsked = unanswered.has(one);
    const hasBaseArm = one.prepared.prompt.base !== null;
    if (!isAsked && !isToConfirm(one, { hasBaseArm, statistics })) return [];
    const hasBase = one.trials.base !== null;
    return [{ owner: one, index, trials: rules.rules.confirm_trials, hasBase, isAsked }];
  });
}
