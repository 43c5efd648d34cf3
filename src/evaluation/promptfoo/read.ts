import { canonicalJson } from "../../domain/digest.ts";
import { cutText } from "../cut-text.ts";
import type { Answered, Evaluation, Outcome } from "../outcome.ts";
import { type PromptfooRow, promptfooSchema } from "./schema.ts";

/** What one prompt gave with one provider, test by test. */
export interface PromptfooArm {
  /** The prompt's label, which without another is its template. */
  readonly prompt: string;
  /** The provider's label, else its id. */
  readonly provider: string;
  readonly tests: readonly PromptfooTest[];
}

export interface PromptfooTest {
  /** The same for the same variables, description and assertions, whichever arm, run or file it is in. */
  readonly key: string;
  /** The test's description, else its variables. */
  readonly name: string;
  /** In the file's order; a repeat is one trial more. */
  readonly outcomes: readonly Outcome[];
}

/** A file that is not what promptfoo writes. The message names every mistake. */
export class PromptfooError extends Error {
  override readonly name = "PromptfooError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(`The promptfoo results cannot be used: ${problems.join(" ")}`, options);
    this.problems = problems;
  }
}

export const MAX_PROMPTFOO_BYTES = 64 * 1024 * 1024;
const MOST_PROBLEMS = 20;
/** Of an answer, as for the ones that are asked for here. */
const MOST_OUTPUT_BYTES = 20 * 1024;

/**
 * Reads promptfoo's results. They are data of whoever made them: nothing in them is run, and nothing is believed but what
 * they say of themselves. With `--repeat`, promptfoo numbers each repeat as another test, so that tests are told from each
 * other by what they are.
 *
 * @throws PromptfooError and nothing else, whatever the bytes are
 */
export function readPromptfoo(bytes: Uint8Array): readonly PromptfooArm[] {
  const parsed = promptfooSchema.safeParse(jsonOf(bytes));
  if (!parsed.success) {
    const { issues } = parsed.error;
    const told = issues.slice(0, MOST_PROBLEMS).map(({ message, path }) => `${placeOf(path)}: ${message}.`);
    const left = issues.length - told.length;
    throw new PromptfooError(left > 0 ? [...told, `${left} more are not listed.`] : told);
  }
  try {
    return armsOf(parsed.data.results);
  } catch (error) {
    const why = error instanceof RangeError ? "is nested too deep" : "holds text that is no Unicode";
    throw new PromptfooError([`A test ${why}, so that it cannot be told from others.`], { cause: error });
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  if (bytes.byteLength > MAX_PROMPTFOO_BYTES) {
    throw new PromptfooError([`The file is larger than ${MAX_PROMPTFOO_BYTES / 1024 / 1024} MB.`]);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new PromptfooError(["The file is no JSON: write it with promptfoo eval -o results.json."]);
  }
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "The file" : `results.${path.map(String).join(".")}`;
}

interface Group {
  readonly row: PromptfooRow;
  readonly key: string;
  readonly outcomes: Outcome[];
}

function armsOf(rows: readonly PromptfooRow[]): readonly PromptfooArm[] {
  const arms = new Map<string, { readonly row: PromptfooRow; readonly tests: Map<string, Group> }>();
  for (const row of rows) {
    const name = JSON.stringify([promptOf(row), providerOf(row)]);
    const arm = arms.get(name) ?? { row, tests: new Map<string, Group>() };
    arms.set(name, arm);
    const key = testKey(row);
    const test = arm.tests.get(key) ?? { row, key, outcomes: [] };
    arm.tests.set(key, test);
    test.outcomes.push(outcomeOf(row));
  }
  return [...arms.values()].map(({ row, tests }) => ({
    prompt: promptOf(row),
    provider: providerOf(row),
    tests: [...tests.values()].map((test) => ({
      key: test.key,
      name: nameOf(test.row),
      outcomes: test.outcomes,
    })),
  }));
}

function promptOf({ prompt }: PromptfooRow): string {
  return prompt.label ?? prompt.raw;
}

function providerOf({ provider }: PromptfooRow): string {
  return typeof provider === "string" ? provider : (provider.label ?? provider.id ?? "");
}

/** Version 2 says nothing of a row's assertions. */
function testKey({ testCase, vars }: PromptfooRow): string {
  return canonicalJson({ vars, description: testCase?.description ?? null, assert: testCase?.assert ?? [] });
}

const LONGEST_NAME = 100;

function nameOf({ testCase, vars }: PromptfooRow): string {
  const name = testCase?.description ?? JSON.stringify(vars);
  return name.slice(0, LONGEST_NAME).toWellFormed();
}

/** A row of version 2 that failed has an `error` too, the sentence of its assertion: one without a grade is an error. */
function isError({ error, failureReason, gradingResult, response, success }: PromptfooRow): boolean {
  if (failureReason !== undefined) return failureReason === 2;
  const isUngraded = gradingResult === undefined || gradingResult === null;
  return !success && isUngraded && (typeof error === "string" || response?.error !== undefined);
}

function outcomeOf(row: PromptfooRow): Outcome {
  if (isError(row)) {
    return { kind: "error", code: "bad_response", message: row.error ?? "promptfoo had no answer." };
  }
  const { cost, latencyMs, response, success } = row;
  const usage = response?.tokenUsage;
  const output = cutText(outputOf(response?.output), MOST_OUTPUT_BYTES);
  return {
    kind: "answered",
    pass: success,
    output: output.text,
    outputTruncated: output.truncated,
    toolCalls: [],
    finishReason: response?.finishReason ?? null,
    evaluations: evaluationsOf(row),
    usage: usage === undefined ? null : { inputTokens: usage.prompt, outputTokens: usage.completion },
    costUsd: cost ?? null,
    latencyMs,
  } satisfies Answered;
}

function outputOf(output: unknown): string {
  if (typeof output === "string") return output;
  return output === undefined || output === null ? "" : JSON.stringify(output);
}

/** An assertion each; where promptfoo lists none, its verdict on the row. Scores may be any number there. */
function evaluationsOf({ gradingResult, score, success }: PromptfooRow): readonly Evaluation[] {
  const parts = gradingResult?.componentResults ?? [];
  const all = parts.length > 0 ? parts : [gradingResult ?? { pass: success, score, reason: "" }];
  return all.map((part, index) => {
    const assertion = "assertion" in part ? part.assertion : null;
    const name = assertion?.metric ?? assertion?.type ?? `assertion ${index + 1}`;
    return { name, counts: true, pass: part.pass, score: within(part.score), why: part.reason };
  });
}

function within(score: number): number {
  return Math.min(1, Math.max(0, score));
}
