import type { Arm } from "./arms.ts";
import { buildReport } from "./build-report.ts";
import { finalStatus, firstStatus, needsConfirmation } from "./case-status.ts";
import { type Confirmation, confirm } from "./confirmation.ts";
import type { EvaluatedCase, EvaluatedPrompt } from "./evaluated-prompt.ts";
import { decideVerdict } from "./gate.ts";
import type { Model } from "./model.ts";
import type { Outcome } from "./outcome.ts";
import type { EvaluationClock } from "./ports.ts";
import { type PreparedPrompt, type PromptToEvaluate, preparePrompt } from "./prepared-prompt.ts";
import type { EvaluationReport } from "./report.ts";
import type { SuiteCase } from "./suite-types.ts";
import { type RunSignals, runTrials, type Trial } from "./trials.ts";

export interface Progress {
  readonly phase: "first_pass" | "confirmation";
  readonly done: number;
  readonly total: number;
}

export interface EvaluationInput {
  readonly prompts: readonly PromptToEvaluate[];
  readonly model: Model;
  readonly limits: {
    /** Model calls at once, over all prompts. */
    readonly concurrency: number;
    /** Fresh trials per arm of a case that newly fails. */
    readonly confirmTrials: number;
    /** Of the whole run. */
    readonly minutes: number;
  };
  /** Whether the config allows removing and changing cases and evaluators. */
  readonly allowLoosening: boolean;
  /** The commits compared, for the report; null where there is none. */
  readonly commits: { readonly base: string | null; readonly head: string | null };
  readonly clock: EvaluationClock;
  /** Ends the run early; what is not done by then is `cancelled`. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Compares what is live with what is proposed: runs every case on both arms, runs again what newly fails, and decides.
 * Failures of models are part of the report; only bugs are thrown.
 */
export async function evaluatePrompts(input: EvaluationInput): Promise<EvaluationReport> {
  const startedAt = input.clock.now();
  const signals = { cancelled: input.signal, timeUp: input.clock.timeout(input.limits.minutes * 60_000) };
  const prepared = await Promise.all(
    input.prompts.map((prompt) =>
      preparePrompt(prompt, { allowLoosening: input.allowLoosening, watchdog: input.clock.watchdog }),
    ),
  );
  const firstPass = await runFirstPass(prepared, input, signals);
  const confirmed = await runConfirmations(firstPass, input, signals);
  const prompts = prepared.map((one) => finish(one, confirmed, input.allowLoosening));
  return buildReport({ prompts, startedAt, endedAt: input.clock.now(), commits: input.commits });
}

interface FirstPass {
  readonly prepared: PreparedPrompt;
  readonly suiteCase: SuiteCase;
  readonly base: Outcome | null;
  readonly head: Outcome;
}

/** A trial with its place in the results. */
interface Slot {
  readonly owner: number;
  readonly arm: Arm;
  readonly trial: Trial;
}

type Outcomes = Readonly<Record<Arm, readonly Outcome[]>>;

async function runFirstPass(
  prepared: readonly PreparedPrompt[],
  input: EvaluationInput,
  signals: RunSignals,
): Promise<readonly FirstPass[]> {
  const owners = prepared.flatMap((one) => one.cases.map((suiteCase) => ({ prepared: one, suiteCase })));
  const slots = owners.flatMap((owner, index) => slotsOf(owner, index, 1));
  const outcomes = await runSlots(slots, { input, signals, phase: "first_pass" });
  return owners.map((owner, index) => {
    const { base = [], head: [head] = [] } = outcomes.get(index) ?? {};
    if (head === undefined) throw new TypeError("A case was not run");
    return { ...owner, base: base[0] ?? null, head };
  });
}

type Confirmed = FirstPass & {
  readonly confirmation: Confirmation | null;
  readonly fresh: readonly Outcome[];
};

async function runConfirmations(
  firstPass: readonly FirstPass[],
  input: EvaluationInput,
  signals: RunSignals,
): Promise<readonly Confirmed[]> {
  const slots = firstPass.flatMap((one, index) =>
    isSuspicious(one) ? slotsOf(one, index, input.limits.confirmTrials) : [],
  );
  const outcomes = await runSlots(slots, { input, signals, phase: "confirmation" });
  return firstPass.map((one, index) => {
    const fresh = outcomes.get(index);
    if (fresh === undefined) return { ...one, confirmation: null, fresh: [] };
    const confirmation = confirm(one.base === null ? null : fresh.base, fresh.head);
    return { ...one, confirmation, fresh: [...fresh.base, ...fresh.head] };
  });
}

function isSuspicious(one: FirstPass): boolean {
  return needsConfirmation(statusOf(one), one.prepared.prompt.base !== null);
}

function statusOf({ suiteCase, base, head }: FirstPass) {
  return firstStatus({ isNew: suiteCase.isNew, base, head });
}

/**
 * A case's trials, the arms in turn, and which one begins changes from case to case: whatever drifts during a run
 * drifts on both. An unchanged prompt has one arm only.
 */
function slotsOf(
  { prepared, suiteCase }: Pick<FirstPass, "prepared" | "suiteCase">,
  owner: number,
  trials: number,
): readonly Slot[] {
  const { prompt, evaluators, isUnchanged } = prepared;
  const slotOf = (arm: Arm): Slot[] => {
    const effective = (isUnchanged && arm === "base" ? null : prompt[arm])?.effective;
    return effective === undefined
      ? []
      : [{ owner, arm, trial: { effective, values: suiteCase.values, evaluators } }];
  };
  const [first, second]: readonly [Arm, Arm] = owner % 2 === 0 ? ["base", "head"] : ["head", "base"];
  return Array.from({ length: trials }, () => [...slotOf(first), ...slotOf(second)]).flat();
}

async function runSlots(
  slots: readonly Slot[],
  run: {
    readonly input: EvaluationInput;
    readonly signals: RunSignals;
    readonly phase: Progress["phase"];
  },
): Promise<ReadonlyMap<number, Outcomes>> {
  const { input, signals, phase } = run;
  let done = 0;
  const results = await runTrials(
    slots.map((slot) => slot.trial),
    {
      model: input.model,
      concurrency: input.limits.concurrency,
      signals,
      onDone: () => {
        done += 1;
        input.onProgress?.({ phase, done, total: slots.length });
      },
    },
  );
  return groupOutcomes(slots, results);
}

function groupOutcomes(slots: readonly Slot[], results: readonly Outcome[]): ReadonlyMap<number, Outcomes> {
  const groups = new Map<number, Record<Arm, Outcome[]>>();
  slots.forEach(({ owner, arm }, index) => {
    const group = groups.get(owner) ?? { base: [], head: [] };
    const outcome = results[index];
    if (outcome !== undefined) group[arm].push(outcome);
    groups.set(owner, group);
  });
  return groups;
}

function finish(
  prepared: PreparedPrompt,
  confirmed: readonly Confirmed[],
  allowLoosening: boolean,
): EvaluatedPrompt {
  const cases = confirmed.filter((one) => one.prepared === prepared).map(evaluatedCase);
  const { suite, tally, isUnchanged, invalidInHead, prompt } = prepared;
  const gate = decideVerdict({
    hasBaseArm: prompt.base !== null,
    isUnchanged,
    cases,
    suiteCases: suite.cases.length,
    changes: suite.changes,
    allowLoosening,
    evaluators: tally,
    invalidInHead,
  });
  return { prepared, cases, gate };
}

function evaluatedCase(one: Confirmed): EvaluatedCase {
  const { suiteCase, base, head, confirmation, fresh } = one;
  const { name, isNew } = suiteCase;
  return {
    suiteCase,
    name,
    isNew,
    base,
    head,
    status: finalStatus(statusOf(one), confirmation),
    confirmation,
    fresh,
  };
}
