import { isDeepStrictEqual } from "node:util";
import { type Problem, sortProblems } from "../../domain/problem.ts";
import type { ResolvedPrompt } from "../../domain/prompt/effective-prompt.ts";
import type { SourceFiles } from "./files.ts";
import { identityNotice, removedNotice } from "./problems.ts";
import type { PromptOutcome } from "./resolve.ts";

/** How a prompt differs: `changed` is its digest, `evaluation_only` its cases, evaluators, gates or results, `moved` its path. */
export type HowChanged = "added" | "changed" | "removed" | "moved" | "evaluation_only";

/** One prompt that differs. `base` is missing from a changed one where its file could not be used at the base. */
export interface PromptChange {
  readonly id: string;
  readonly how: HowChanged;
  readonly base?: ResolvedPrompt;
  readonly head?: ResolvedPrompt;
}

export interface PromptChanges {
  /** Sorted by id. */
  readonly changed: readonly PromptChange[];
  /** Errors of the head's files that changed, themselves or through what they refer to. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

export interface Both<T> {
  readonly base: T;
  readonly head: T;
}

/** The touched prompts of one commit. */
export interface Side {
  readonly outcomes: readonly PromptOutcome[];
  /** Those that can be used, by id. */
  readonly prompts: ReadonlyMap<string, ResolvedPrompt>;
}

/** What differs, and what to tell of prompts whose id came or went. */
export function compareSides(
  files: Both<SourceFiles>,
  sides: Both<Side>,
): Pick<PromptChanges, "changed" | "notices"> {
  const ids = new Set([...sides.base.prompts.keys(), ...sides.head.prompts.keys()]);
  const changed = [...ids].toSorted().flatMap((id) => compareOne(id, sides));
  return { changed, notices: sortProblems(identityNotices(changed, files)) };
}

function compareOne(id: string, sides: Both<Side>): readonly PromptChange[] {
  const base = sides.base.prompts.get(id);
  const head = sides.head.prompts.get(id);
  if (base !== undefined && head !== undefined) {
    const how = howChanged(base, head);
    return how === undefined ? [] : [{ id, how, base, head }];
  }
  if (head !== undefined) return [{ id, how: wasBroken(sides.base, head) ? "changed" : "added", head }];
  if (base !== undefined && !wasBroken(sides.head, base)) return [{ id, how: "removed", base }];
  return [];
}

function howChanged(base: ResolvedPrompt, head: ResolvedPrompt): HowChanged | undefined {
  if (base.digest !== head.digest) return "changed";
  if (!isDeepStrictEqual(suiteOf(base), suiteOf(head))) return "evaluation_only";
  return base.path === head.path ? undefined : "moved";
}

function suiteOf({ cases, evaluators, gates, results }: ResolvedPrompt): unknown {
  return {
    cases: cases.map((one) => one.values),
    evaluators: evaluators.map((one) => one.raw),
    gates: gates?.value ?? null,
    results: results?.path ?? null,
  };
}

/** Whether the other side has this prompt, or its file, in a form that cannot be used. */
function wasBroken({ outcomes, prompts }: Side, prompt: ResolvedPrompt): boolean {
  return outcomes.some(
    ({ id, path, prompt: usable }) =>
      (id === prompt.id && !prompts.has(id)) || (path === prompt.path && usable === undefined),
  );
}

/** What to tell of prompts whose id is gone: moved without an `id` key, or deleted. */
function identityNotices(changed: readonly PromptChange[], files: Both<SourceFiles>): readonly Problem[] {
  const arrivals = changed.flatMap(({ how, head }) =>
    how === "added" && head !== undefined && !head.idDeclared ? [head] : [],
  );
  return changed.flatMap(({ how, base }) => {
    if (how !== "removed" || base === undefined) return [];
    const index = successorIndex(base, arrivals, files);
    const [head] = index < 0 ? [] : arrivals.splice(index, 1);
    return [
      head === undefined
        ? removedNotice(base, files.head.entry(base.path) === undefined)
        : identityNotice(base, head),
    ];
  });
}

function successorIndex(
  base: ResolvedPrompt,
  arrivals: readonly ResolvedPrompt[],
  files: Both<SourceFiles>,
): number {
  const oid = files.base.entry(base.path)?.oid;
  const same = arrivals.findIndex((head) => files.head.entry(head.path)?.oid === oid);
  if (same >= 0) return same;
  const equal = arrivals.findIndex((head) => head.digest === base.digest);
  return equal >= 0 ? equal : arrivals.findIndex((head) => isAlike(base, head));
}

/** A file that was moved and edited at once: it has its old name, half of its cases, or half of its text. */
function isAlike(base: ResolvedPrompt, head: ResolvedPrompt): boolean {
  if (base.name === head.name) return true;
  const casesOf = ({ cases }: ResolvedPrompt) => cases.map(({ values }) => JSON.stringify(values));
  const linesOf = ({ effective }: ResolvedPrompt) =>
    effective.messages.flatMap(({ content }) => content.split("\n").filter((line) => line.trim() !== ""));
  return sharesHalf(casesOf(base), casesOf(head)) || sharesHalf(linesOf(base), linesOf(head));
}

function sharesHalf(before: readonly string[], now: readonly string[]): boolean {
  const known = new Set(before);
  const shared = new Set(now.filter((one) => known.has(one))).size;
  return shared > 0 && 2 * shared >= Math.max(known.size, new Set(now).size);
}
