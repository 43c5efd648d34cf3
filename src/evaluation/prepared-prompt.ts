import { errorAt, FILE_START, noticeAt, type Problem } from "../domain/problem.ts";
import { compile, splitCaseValues } from "../domain/prompt/compile.ts";
import type { ArmPrompt, SuiteSource } from "./arms.ts";
import { textTokens } from "./calls/token-estimate.ts";
import type { Judge } from "./evaluators/evaluator.ts";
import { prepareJudge } from "./evaluators/prepare.ts";
import type { JudgeSettings } from "./judge.ts";
import type { Watchdog } from "./ports.ts";
import type { GivenResults } from "./promptfoo/given-results.ts";
import { type ProviderDigests, type ProviderOf, providerDigests } from "./providers.ts";
import { resultsInForce, suiteOfResults } from "./results-in-force.ts";
import { judgeIdentity } from "./suite/judges.ts";
import { makeSuite } from "./suite/suite.ts";
import type { Suite, SuiteCase, SuiteEvaluator } from "./suite/types.ts";
import type { ReadyEvaluator } from "./trials.ts";

/** One prompt to evaluate. */
export interface PromptToEvaluate {
  readonly id: string;
  /** Of the head's file: what positions in the report refer to. */
  readonly path: string;
  /** What is live, else what the base branch says; null for a new prompt. */
  readonly base: ArmPrompt | null;
  /** What the base branch says, for where what is live cannot be run on any case of the suite. */
  readonly fallbackBase?: ArmPrompt | null;
  readonly head: ArmPrompt;
  /** The file at the base branch's head, whose suite judges; null where it has none. */
  readonly baseSuite: SuiteSource | null;
  /** The file where the head left the base branch; absent: as `baseSuite`. */
  readonly knownSuite?: SuiteSource | null;
  readonly headSuite: SuiteSource;
  /** What reading the head's files gave to say. */
  readonly notices: readonly Problem[];
  /** Ids of the suite's cases to run; absent: all. The verdict is then over a part of the suite, and says so. */
  readonly onlyCases?: ReadonlySet<string>;
  /** Both arms are the same on purpose, and all cases are run on both: what the gate says then, it says for nothing. */
  readonly isAgainstItself?: boolean;
  /** What was measured elsewhere and stands for all its trials; absent where models are asked. */
  readonly results?: GivenResults;
}

/** An evaluator that is ready to judge, with what the report says of it. */
type PreparedEvaluator = ReadyEvaluator & Pick<SuiteEvaluator, "isNew" | "position">;

/** A prompt with its suite made and its evaluators ready. */
export interface PreparedPrompt {
  readonly prompt: PromptToEvaluate;
  readonly suite: Suite;
  readonly evaluators: readonly PreparedEvaluator[];
  /** Of all models that the arms and the evaluators name. */
  readonly providers: ProviderDigests;
  /** Cases to run: all, or of an unchanged prompt the new ones, or none where nothing would judge them. */
  readonly cases: readonly SuiteCase[];
  readonly isUnchanged: boolean;
  /** As the prompt's `results`; without a base arm of theirs where the prompt has none. */
  readonly given?: GivenResults;
  /** How evaluators that count stand, and how many of the head's own cannot be used. */
  readonly tally: {
    readonly ready: number;
    readonly unsupported: number;
    readonly invalidInBase: number;
  };
  readonly invalidInHead: number;
  /** Names of cases that came with the head and do not fit its variables. */
  readonly invalidCases: readonly string[];
  readonly problems: readonly Problem[];
}

export interface Preparation {
  readonly allowLoosening: boolean;
  readonly watchdog: Watchdog;
  /** Which models may judge; without it evaluators that need one are unsupported. */
  readonly judges?: JudgeSettings | undefined;
  readonly providerOf: ProviderOf;
}

/** What both arms of a prompt are held to. */
export function suiteOf(
  prompt: PromptToEvaluate,
  { allowLoosening, judges }: Pick<Preparation, "allowLoosening" | "judges">,
): Suite {
  const { base, baseSuite, headSuite, knownSuite } = prompt;
  const inForce = resultsInForce(prompt, allowLoosening);
  const given = givenOf(prompt);
  if (given?.kind === "read") return suiteOfResults(given, inForce);
  const suite = makeSuite({
    base: baseSuite,
    known: knownSuite,
    head: headSuite,
    baseArm: base,
    allowLoosening,
    judgeModel: judges?.defaultModel,
  });
  return { ...suite, changes: [...suite.changes, ...inForce.changes] };
}

/** The base arm of results stands for the prompt's: where it has none, they compare with nothing. */
function givenOf({ base, results }: PromptToEvaluate): GivenResults | undefined {
  if (results?.kind !== "read" || base !== null) return results;
  return { ...results, base: null, tests: results.tests.map((test) => ({ ...test, base: null })) };
}

/** Nothing is left to judge: the results say what passed. */
function prepareGiven(prompt: PromptToEvaluate, given: GivenResults, suite: Suite): PreparedPrompt {
  const isUnchanged = prompt.base !== null && prompt.base.digest === prompt.head.digest;
  const wanted = ({ id }: SuiteCase) => prompt.onlyCases?.has(id) ?? true;
  return {
    prompt,
    suite,
    given,
    evaluators: [],
    providers: {},
    cases: isUnchanged || given.kind === "unusable" ? [] : suite.cases.filter(wanted),
    isUnchanged,
    tally: { ready: 1, unsupported: 0, invalidInBase: 0 },
    invalidInHead: 0,
    invalidCases: [],
    problems: [],
  };
}

export async function preparePrompt(
  given: PromptToEvaluate,
  { allowLoosening, judges, providerOf, watchdog }: Preparation,
): Promise<PreparedPrompt> {
  const { base, head, isAgainstItself = false } = given;
  const suite = suiteOf(given, { allowLoosening, judges });
  const results = givenOf(given);
  if (results !== undefined) return prepareGiven(given, results, suite);
  const prompt = withRunnableBase(given, suite);
  const misfits = misfitsOf(suite, head);
  const judged = await Promise.all(
    suite.evaluators.map(async (one) => {
      const { spec, promptSchema } = one;
      return {
        one,
        result: await prepareJudge({
          spec,
          watchdog,
          judges,
          ...(promptSchema !== undefined && { promptSchema }),
        }),
      };
    }),
  );
  const evaluators = judged.flatMap(({ one, result }) =>
    result.kind === "ready" ? [readyEvaluator(one, result.judge, judges)] : [],
  );
  const count = (wanted: (entry: (typeof judged)[number]) => boolean) => judged.filter(wanted).length;
  const isUnchanged = base !== null && base.digest === head.digest && !isAgainstItself;
  const ready = evaluators.filter((one) => one.counts).length;
  const runnable = suite.cases.filter(
    ({ id, isNew }) => (isNew || !isUnchanged) && (given.onlyCases?.has(id) ?? true),
  );
  return {
    prompt,
    suite,
    evaluators,
    providers: providerDigests(modelsOf(prompt, evaluators), providerOf),
    cases: ready === 0 ? [] : runnable,
    isUnchanged,
    tally: {
      ready,
      unsupported: count(({ one, result }) => one.counts && result.kind === "unsupported"),
      invalidInBase: count(({ one, result }) => !one.isNew && result.kind === "invalid"),
    },
    invalidInHead: count(({ one, result }) => one.isNew && result.kind === "invalid"),
    invalidCases: misfits.map(({ suiteCase }) => suiteCase.name),
    problems: [
      ...judged.flatMap(({ one, result }) =>
        result.kind === "ready" ? [] : [problemOf(one, result, prompt.path)],
      ),
      ...misfits.map(({ message, suiteCase: { position } }) =>
        errorAt({ code: "case_invalid", path: prompt.path, at: position, message }),
      ),
    ],
  };
}

function modelsOf(
  { base, head }: PromptToEvaluate,
  evaluators: readonly ReadyEvaluator[],
): readonly string[] {
  const ofArms = [base, head].flatMap((arm) => arm?.effective.model ?? []);
  return [...ofArms, ...evaluators.flatMap(({ asks }) => asks?.model ?? [])];
}

/** Cases that came with the head and cannot be run on it. What the base's cases lack shows as their result. */
function misfitsOf({ cases }: Suite, { effective }: ArmPrompt) {
  return cases.flatMap((suiteCase) => {
    if (!suiteCase.isNew) return [];
    const compiled = compile(effective, splitCaseValues(effective, suiteCase.values).variables);
    if (compiled.ok) return [];
    const offences = compiled.offences.map(({ message }) => message).join(" ");
    return [
      { suiteCase, message: `The test case ${JSON.stringify(suiteCase.name)} cannot be run: ${offences}` },
    ];
  });
}

function readyEvaluator(
  { counts, isNew, position, spec }: SuiteEvaluator,
  judge: Judge,
  judges: JudgeSettings | undefined,
): PreparedEvaluator {
  const model = judgeIdentity(spec.raw, judges?.defaultModel)?.model ?? null;
  const tokens = textTokens(JSON.stringify(spec.raw));
  const asks = model === null ? {} : { asks: { model, tokens } };
  return { name: spec.name, counts, isNew, position, judge, ...asks };
}

/**
 * After a rollback over a change of variables no case may fit what is live. Then what the base branch says is compared
 * with, or nothing would ever be known of the change.
 */
function withRunnableBase(prompt: PromptToEvaluate, { cases }: Suite): PromptToEvaluate {
  const { base, fallbackBase = null } = prompt;
  const standing = cases.filter(({ isNew }) => !isNew);
  const runsOn = ({ effective }: ArmPrompt) =>
    standing.some(({ values }) => compile(effective, splitCaseValues(effective, values).variables).ok);
  if (base === null || fallbackBase === null || standing.length === 0) return prompt;
  if (runsOn(base) || !runsOn(fallbackBase)) return prompt;
  const message = `No test case fits the variables of ${base.label}, which is live: compared with what the base branch says instead.`;
  const notice = noticeAt({ code: "live_cannot_run", path: prompt.path, at: FILE_START, message });
  return { ...prompt, base: fallbackBase, notices: [...prompt.notices, notice] };
}

function problemOf(
  { isNew, position }: SuiteEvaluator,
  { kind, message }: { readonly kind: "unsupported" | "invalid"; readonly message: string },
  path: string,
): Problem {
  const parts = { code: `evaluator_${kind}`, path, at: position, message };
  return kind === "invalid" && isNew ? errorAt(parts) : noticeAt(parts);
}

/** Whether the head is compared with anything. */
export function hasBaseArm({ given, prompt }: PreparedPrompt): boolean {
  return given?.kind === "read" ? given.base !== null : prompt.base !== null;
}
