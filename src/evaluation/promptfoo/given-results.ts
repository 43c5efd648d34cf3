import type { Outcome } from "../outcome.ts";
import { type PromptfooArm, PromptfooError, type PromptfooTest, readPromptfoo } from "./read.ts";

/** Results that another program measured: they stand for all trials of a prompt, and nothing is asked. */
export type GivenResults =
  | {
      readonly kind: "read";
      readonly path: string;
      /** What the file calls its arms. Null: it holds one arm, and compares with nothing. */
      readonly base: string | null;
      readonly head: string;
      readonly tests: readonly GivenTest[];
    }
  | {
      readonly kind: "unusable";
      readonly path: string;
      /** Everything that is wrong, each a sentence. */
      readonly problems: readonly string[];
    };

export type ReadResults = Extract<GivenResults, { kind: "read" }>;

export interface GivenTest {
  readonly key: string;
  readonly name: string;
  /** Null where the results hold none. */
  readonly base: readonly Outcome[] | null;
  readonly head: readonly Outcome[];
}

/** What promptfoo's results say, as two arms or one. */
export function promptfooResults(path: string, bytes: Uint8Array | undefined): GivenResults {
  const unusable = (problems: readonly string[]): GivenResults => ({ kind: "unusable", path, problems });
  if (bytes === undefined) {
    return unusable([
      "There is no such file in the workspace, or it is no plain file, a link or behind one, or too large.",
    ]);
  }
  try {
    const arms = armsOf(readPromptfoo(bytes));
    const problems = problemsOf(arms);
    if (arms === null || problems.length > 0) return unusable(problems);
    const { base, head } = arms;
    return { kind: "read", path, base: base && nameOf(base), head: nameOf(head), tests: testsOf(arms) };
  } catch (error) {
    if (!(error instanceof PromptfooError)) throw error;
    return unusable(error.problems);
  }
}

interface Arms {
  readonly base: PromptfooArm | null;
  readonly head: PromptfooArm;
}

/**
 * Arms whose prompt or provider is labelled `base` or `head` are those. Without such labels the first arm of two is the
 * base. Null where that does not tell them: none, or too many.
 */
function armsOf(arms: readonly PromptfooArm[]): Arms | null {
  const labelled = (label: string) =>
    arms.filter(({ prompt, provider }) => prompt === label || provider === label);
  const [base, ...otherBases] = labelled("base");
  const [head, ...otherHeads] = labelled("head");
  const [first, second] = arms;
  if (first === undefined || arms.length > 2 || otherBases.length + otherHeads.length > 0) return null;
  if (second === undefined) return base === undefined ? { base: null, head: first } : null;
  if (base !== undefined && base === head) return null;
  if (base !== undefined) return { base, head: base === first ? second : first };
  if (head !== undefined) return { base: head === first ? second : first, head };
  return { base: first, head: second };
}

function problemsOf(arms: Arms | null): readonly string[] {
  if (arms === null) {
    return [
      "The file must hold one arm or two, each a prompt with a provider: two that are labelled base and head, or the base's first, or the head alone.",
    ];
  }
  const headKeys = new Set(arms.head.tests.map(({ key }) => key));
  const left = arms.base?.tests.filter(({ key }) => !headKeys.has(key)) ?? [];
  return left.slice(0, 20).map(({ name }) => `The test ${JSON.stringify(name)} was run on the base alone.`);
}

function nameOf({ prompt, provider }: PromptfooArm): string {
  return [prompt, provider].map((part) => part.slice(0, 100).toWellFormed()).join(" · ");
}

function testsOf({ base, head }: Arms): readonly GivenTest[] {
  const ofBase = new Map<string, PromptfooTest>(base?.tests.map((test) => [test.key, test]));
  return head.tests.map(({ key, name, outcomes }) => {
    return { key, name, base: ofBase.get(key)?.outcomes ?? null, head: outcomes };
  });
}

/** The most trials that a test has on an arm. */
export function mostTrials({ tests }: ReadResults): number {
  return Math.max(1, ...tests.map(({ base, head }) => Math.max(base?.length ?? 0, head.length)));
}
