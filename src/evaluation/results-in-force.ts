import { digestOf } from "../domain/digest.ts";
import { FILE_START } from "../domain/problem.ts";
import type { ResultsSource } from "../domain/prompt/results-source.ts";
import type { SuiteSource } from "./arms.ts";
import type { ReadResults } from "./promptfoo/given-results.ts";
import type { Suite, SuiteCase, SuiteChange } from "./suite/types.ts";

/** Which results stand for a prompt's trials, and whether the head would have it otherwise. */
export interface ResultsInForce {
  /** Null: the prompt's own suite is run. */
  readonly source: ResultsSource | null;
  readonly changes: readonly SuiteChange[];
}

interface Sources {
  readonly baseSuite: SuiteSource | null;
  readonly knownSuite?: SuiteSource | null;
  readonly headSuite: SuiteSource;
}

/**
 * The base's word counts, as for its cases: else a pull request could replace what it is held to by a file that it makes.
 * The head's counts where the base has nothing to be held to, or the config allows it.
 */
export function resultsInForce(
  { baseSuite: base, headSuite: head, knownSuite: known = base }: Sources,
  allowLoosening: boolean,
): ResultsInForce {
  const ofHead = head.results ?? null;
  if (base === null || (base.results === undefined && base.cases.length === 0)) {
    return { source: ofHead, changes: [] };
  }
  const standing = base.results ?? null;
  const isChanged = ofHead?.path !== standing?.path && ofHead?.path !== known?.results?.path;
  if (!isChanged) return { source: standing, changes: [] };
  return { source: allowLoosening ? ofHead : standing, changes: [changeOf(ofHead, standing)] };
}

function changeOf(head: ResultsSource | null, base: ResultsSource | null): SuiteChange {
  const said = (source: ResultsSource | null) =>
    source === null ? "the prompt's own cases" : `the results in ${JSON.stringify(source.path)}`;
  return {
    code: "results_changed",
    name: "evaluation",
    position: head?.position ?? FILE_START,
    message: `The base branch holds the prompt to ${said(base)}, and this change to ${said(head)}.`,
  };
}

/** The tests of given results as a suite. Their assertions have judged already. */
export function suiteOfResults(
  { base, tests }: ReadResults,
  { changes, source }: ResultsInForce,
): Suite & { readonly cases: readonly SuiteCase[] } {
  const position = source?.position ?? FILE_START;
  const cases = tests.map((test, index): SuiteCase => {
    const isNew = base !== null && test.base === null;
    return { id: givenCaseId(index), name: test.name, isNew, values: {}, position };
  });
  return { cases, evaluators: [], changes, digest: digestOf({ results: tests.map(({ key }) => key) }) };
}

/** The id of the case that a test is, by its place in the results. */
export function givenCaseId(index: number): string {
  return `#${index + 1}`;
}
