import { canonicalJson } from "../../domain/digest.ts";
import { type Json, ownMember } from "../../domain/json.ts";
import { FILE_START, type Position } from "../../domain/problem.ts";
import type { EvaluatorSpec } from "../../domain/prompt/evaluator-spec.ts";
import type { SuiteSource } from "../arms.ts";
import { matchSuite, type Rule } from "./matching.ts";
import type { SuiteChange, SuiteEvaluator, SuiteInput } from "./types.ts";

interface Candidate {
  readonly spec: EvaluatorSpec;
  readonly promptSchema?: string;
}

/** All that an evaluator's opinion depends on, without its name and place. */
export function evaluatorContent({ spec, promptSchema }: Candidate): Json {
  const { name: _, ...content } = spec.raw;
  if (ownMember(spec.raw, "json_schema") !== "prompt" || promptSchema === undefined) return content;
  const schema: Json = JSON.parse(promptSchema);
  return { ...content, prompt_schema: schema };
}

const RULES: readonly Rule<Candidate>[] = [
  { key: (one) => canonicalJson({ name: one.spec.name, content: evaluatorContent(one) }) },
  { key: (one) => canonicalJson(evaluatorContent(one)) },
  { key: (one) => one.spec.name },
];
const CHANGED_RULE = 2;

/** The evaluators in force: see `makeSuite`. */
export function mergeEvaluators({ base, head, known = base, allowLoosening }: SuiteInput): {
  readonly items: readonly SuiteEvaluator[];
  readonly changes: readonly SuiteChange[];
} {
  const baseCandidates = base === null ? [] : candidatesOf(base);
  const sides = {
    base: baseCandidates,
    head: candidatesOf(head),
    known: known === base ? baseCandidates : known === null ? [] : candidatesOf(known),
  };
  const matched = matchSuite(sides, RULES, CHANGED_RULE);
  const changed = matched.pairs.filter((pair) => matched.changed.has(pair.base));
  const kept = matched.pairs.map((pair) => {
    const source = matched.changed.has(pair.base) && allowLoosening ? pair.head : pair.base;
    return inForce(source, pair.head.spec.position, { counts: true, isNew: false });
  });
  const removed = matched.baseOnly
    .filter((one) => !allowLoosening || !matched.removed.has(one))
    .map((one) => inForce(one, FILE_START, { counts: true, isNew: false }));
  const standing = [...kept, ...removed];
  const added = matched.headOnly.map((one) =>
    inForce(one, one.spec.position, { counts: standing.length === 0, isNew: true }),
  );
  return {
    items: [...standing, ...added],
    changes: [
      ...changed.map(({ head: one }) => changeOf("evaluator_changed", one.spec.name, one.spec.position)),
      ...[...matched.removed].map((one) => changeOf("evaluator_removed", one.spec.name, FILE_START)),
    ],
  };
}

function candidatesOf(source: SuiteSource): readonly Candidate[] {
  const promptSchema = source.effective.json_schema;
  return source.evaluators.map((spec) => ({ spec, ...(promptSchema !== undefined && { promptSchema }) }));
}

function inForce(
  candidate: Candidate,
  position: Position,
  standing: Pick<SuiteEvaluator, "counts" | "isNew">,
): SuiteEvaluator {
  return { ...candidate, ...standing, position };
}

function changeOf(
  code: "evaluator_changed" | "evaluator_removed",
  name: string,
  position: Position,
): SuiteChange {
  const did = code === "evaluator_changed" ? "is not what it is on the base branch" : "was removed";
  return { code, name, position, message: `The evaluator ${JSON.stringify(name)} ${did}.` };
}
