import { type CaseToConfirm, type ConfirmedCase, runConfirmations } from "./confirmation-run.ts";
import { type FirstPassCase, firstPassCase, isToConfirm } from "./gate/first-pass.ts";
import type { PromptRules } from "./gate/prompt-rules.ts";
import { decideStatistics, type PromptFirstPass, type PromptStatistics } from "./gate/statistics.ts";
import type { Failed } from "./outcome.ts";
import type { PreparedPrompt } from "./prepared-prompt.ts";
import { FALSE_FAIL_BUDGET } from "./statistics/error-budget.ts";
import { armsInTurn, type CaseOwner, runSlots, slotsOf } from "./trial-slots.ts";
import type { TrialRun } from "./trials.ts";

export interface Progress {
  readonly phase: "first_pass" | "confirmation";
  readonly done: number;
  readonly total: number;
}

/** A prompt of the run, and what it is held to. */
export interface PromptRun {
  readonly prepared: PreparedPrompt;
  readonly rules: PromptRules;
  /** Why none of its trials is run; absent where they are. */
  readonly withheld?: Failed;
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
 * only then needs a confirmation gets it.
 */
export async function runPhases(
  prompts: readonly PromptRun[],
  run: Run,
  onProgress: (progress: Progress) => void,
): Promise<RunResults> {
  const owners = prompts.flatMap(ownersOf);
  const standing = owners.filter(({ suiteCase }) => !suiteCase.isNew);
  const added = owners.filter(({ suiteCase }) => suiteCase.isNew);
  const total = [...standing, ...added].flatMap(slotsOfCase).length;
  let done = 0;
  const onDone = () => {
    done += 1;
    onProgress({ phase: "first_pass", done, total });
  };
  const onConfirmed = (count: number, most: number) =>
    onProgress({ phase: "confirmation", done: count, total: most });
  const early = await runCases(standing, 0, { ...run, onDone });
  const before = await runConfirmations(casesToConfirm(judge(prompts, early), early), run, onConfirmed);
  const firstPass = [...early, ...(await runCases(added, standing.length, { ...run, onDone }))];
  const judged = judge(prompts, firstPass);
  const open = casesToConfirm(judged, firstPass).filter(({ index }) => !before.has(index));
  const after = await runConfirmations(open, run, onConfirmed);
  return { judged, firstPass, confirmed: new Map([...before, ...after]) };
}

function ownersOf({ prepared, rules: { rules }, withheld }: PromptRun): readonly Owner[] {
  const shared = {
    prepared,
    isLatencyCompared: rules.max_latency_ratio !== undefined,
    ...(withheld !== undefined && { withheld }),
  };
  return prepared.cases.map((suiteCase) => ({ ...shared, suiteCase, trialsPerArm: rules.trials }));
}

function slotsOfCase(owner: Owner, index: number) {
  const arms = Array.from({ length: owner.trialsPerArm }, () => armsInTurn(index)).flat();
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
    const { base = [], head = [] } = outcomes.get(offset + index) ?? {};
    const trials = { isNew: owner.suiteCase.isNew, base: base.length > 0 ? base : null, head };
    return { ...owner, ...firstPassCase(trials) };
  });
}

function judge(prompts: readonly PromptRun[], firstPass: readonly CaseRun[]): readonly JudgedPrompt[] {
  const statistics = decideStatistics(prompts.map((prompt) => statisticsInput(prompt, firstPass)));
  return prompts.map((prompt, index) => ({ ...prompt, statistics: statistics[index] ?? NO_STATISTICS }));
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

function casesToConfirm(
  prompts: readonly JudgedPrompt[],
  firstPass: readonly CaseRun[],
): readonly CaseToConfirm[] {
  return firstPass.flatMap((one, index) => {
    const prompt = prompts.find(({ prepared }) => prepared === one.prepared);
    const hasBaseArm = one.prepared.prompt.base !== null;
    if (prompt === undefined || !isToConfirm(one, { hasBaseArm, statistics: prompt.statistics })) return [];
    return [
      { owner: one, index, trials: prompt.rules.rules.confirm_trials, hasBase: one.trials.base !== null },
    ];
  });
}
