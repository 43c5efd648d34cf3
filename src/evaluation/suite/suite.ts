import { digestOf } from "../../domain/digest.ts";
import { mergeCases } from "./cases.ts";
import { evaluatorContent, mergeEvaluators } from "./evaluators.ts";
import { judgeIdentity } from "./judges.ts";
import type { Suite, SuiteInput } from "./types.ts";

/**
 * Makes the suite: the base's cases and evaluators judge both arms, and what is new in the head comes on top. What the
 * head took away or changed is listed and stays in force, unless the config allows it: then the head's word counts.
 * New evaluators are shown and don't count, since one that the base must fail would hide every regression; they count
 * where the base has none.
 */
export function makeSuite(input: SuiteInput): Suite {
  const evaluators = mergeEvaluators(input);
  const cases = mergeCases(input);
  const content = {
    cases: cases.items.map(({ values, isNew }) => ({ values, new: isNew })),
    evaluators: evaluators.items.map((one) => ({
      content: evaluatorContent(one),
      counts: one.counts,
      judge: judgeIdentity(one.spec.raw, input.judgeModel),
    })),
  };
  return {
    cases: cases.items,
    evaluators: evaluators.items,
    changes: [...cases.changes, ...evaluators.changes],
    digest: digestOf(content),
  };
}
