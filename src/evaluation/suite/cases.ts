import { canonicalJson, sha256Hex } from "../../domain/digest.ts";
import { type JsonObject, ownMember } from "../../domain/json.ts";
import { FILE_START, type Position } from "../../domain/problem.ts";
import type { EffectivePrompt } from "../../domain/prompt/effective-prompt.ts";
import type { TestCase } from "../../domain/prompt/prompt-file.ts";
import { variableNames } from "../../domain/prompt/template.ts";
import type { VariableSchema } from "../../domain/prompt/variables.ts";
import { matchSuite, type Rule } from "./matching.ts";
import type { SuiteCase, SuiteChange, SuiteInput } from "./types.ts";

interface Candidate {
  readonly values: JsonObject;
  readonly position: Position;
  /** The entry's `name` where that is a name and no variable. */
  readonly label: string | undefined;
  /** In its file, from 1. */
  readonly number: number;
}

const MAX_LABEL_LENGTH = 100;
const CHANGED_RULE = 2;

/** The cases in force: see `makeSuite`. */
export function mergeCases(input: SuiteInput): {
  readonly items: readonly SuiteCase[];
  readonly changes: readonly SuiteChange[];
} {
  const { base, head, allowLoosening } = input;
  const isName = !namesVariable(input);
  const baseCandidates = base === null ? [] : candidatesOf(base.cases, isName);
  const { known = base } = input;
  const sides = {
    base: baseCandidates,
    head: candidatesOf(head.cases, isName),
    known: known === base ? baseCandidates : candidatesOf(known?.cases ?? [], isName),
  };
  const matched = matchSuite(sides, rulesFor(input), CHANGED_RULE);
  const changed = matched.pairs.filter((pair) => matched.changed.has(pair.base));
  const kept = matched.pairs.map((pair) => {
    const mayChange = allowLoosening && matched.changed.has(pair.base);
    return draftOf(valuesInForce(pair, mayChange), pair.head.position);
  });
  const removed = matched.baseOnly
    .filter((one) => !allowLoosening || !matched.removed.has(one))
    .map((one) => draftOf(one, FILE_START));
  const added = matched.headOnly.map((one) => ({ ...draftOf(one, one.position), isNew: true }));
  return {
    items: withIds([...kept, ...removed, ...added]),
    changes: [
      ...changed.map(({ head: one }) => changeOf("case_changed", one, one.position)),
      ...[...matched.removed].map((one) => changeOf("case_removed", one, FILE_START)),
    ],
  };
}

/** Whether `name` is what a prompt calls one of its variables: then it says nothing of the case. */
function namesVariable({ base, head, baseArm }: SuiteInput): boolean {
  return [base?.effective, head.effective, baseArm?.effective].some((effective) =>
    effective?.variables.some((variable) => variable.name === "name"),
  );
}

function candidatesOf(cases: readonly TestCase[], isName: boolean): readonly Candidate[] {
  return cases.map(({ values, position }, index) => {
    const name = isName ? ownMember(values, "name") : undefined;
    const label = typeof name === "string" && name.trim() !== "" ? name.trim() : undefined;
    return { values, position, label, number: index + 1 };
  });
}

/**
 * The same content is the same case, wherever it stands. Keys that came with a new variable or went with an old one
 * don't make another case of it, or every pull request that touches a variable would loosen the suite. After these,
 * the same name with other content is a case that was changed.
 */
function rulesFor(input: SuiteInput): readonly Rule<Candidate>[] {
  const baseEffective = input.baseArm?.effective ?? input.base?.effective;
  const inEvaluators = new Set(
    (input.base?.evaluators ?? []).flatMap(({ raw }) => variableNames(JSON.stringify(raw))),
  );
  // Only what every caller must give now: a value in place of a default would try what nobody is served.
  const mayCome = (key: string) => {
    const variable = variableOf(input.head.effective, key);
    const isDemanded = variable?.required === true && variable.default === undefined;
    return isDemanded && variableOf(baseEffective, key)?.default === undefined && !inEvaluators.has(key);
  };
  const mayGo = (key: string) =>
    variableOf(input.head.effective, key) === undefined && !inEvaluators.has(key);
  return [
    { key: ({ values }) => canonicalJson(values) },
    {
      fits: (base, head) =>
        extendsBy(base.values, head.values, mayCome) || extendsBy(head.values, base.values, mayGo),
    },
    { key: ({ label }) => label },
  ];
}

function variableOf(effective: EffectivePrompt | undefined, name: string): VariableSchema | undefined {
  return effective?.variables.find((variable) => variable.name === name);
}

/** Whether `large` is `small` and some more keys, all of which are allowed. */
function extendsBy(small: JsonObject, large: JsonObject, allowed: (key: string) => boolean): boolean {
  const common = Object.keys(small);
  if (common.length === 0 || Object.keys(large).length < common.length) return false;
  const holds = common.every(
    (key) => Object.hasOwn(large, key) && canonicalJson(small[key]) === canonicalJson(large[key]),
  );
  return holds && Object.keys(large).every((key) => Object.hasOwn(small, key) || allowed(key));
}

function valuesInForce(
  pair: { readonly base: Candidate; readonly head: Candidate; readonly rule: number },
  allowLoosening: boolean,
): Candidate {
  if (pair.rule === CHANGED_RULE) return allowLoosening ? pair.head : pair.base;
  const headIsLarger = Object.keys(pair.head.values).length > Object.keys(pair.base.values).length;
  return headIsLarger ? { ...pair.base, values: pair.head.values } : pair.base;
}

type Draft = Candidate & { readonly isNew: boolean };

function draftOf(candidate: Candidate, position: Position): Draft {
  return { ...candidate, position, isNew: false };
}

/** Ids that people can read and that stay while the case does: its name, else its number and a hash of its content. */
function withIds(drafts: readonly Draft[]): readonly SuiteCase[] {
  const used = new Set<string>();
  return drafts.map(({ values, position, isNew, label, number }) => {
    const hash = sha256Hex(canonicalJson(values)).slice(0, 8);
    const wanted = label?.slice(0, MAX_LABEL_LENGTH).toWellFormed() ?? `#${number}-${hash}`;
    const id = unused(wanted, used);
    used.add(id);
    return { id, name: displayName(label, number), isNew, values, position };
  });
}

function unused(wanted: string, used: ReadonlySet<string>): string {
  let id = wanted;
  for (let count = 2; used.has(id); count += 1) id = `${wanted}~${count}`;
  return id;
}

function displayName(label: string | undefined, number: number): string {
  return label?.slice(0, MAX_LABEL_LENGTH).toWellFormed() ?? `#${number}`;
}

function changeOf(
  code: "case_changed" | "case_removed",
  { label, number }: Candidate,
  position: Position,
): SuiteChange {
  const name = displayName(label, number);
  const did = code === "case_changed" ? "is not what it is on the base branch" : "was removed or changed";
  return { code, name, position, message: `The test case ${JSON.stringify(name)} ${did}.` };
}
