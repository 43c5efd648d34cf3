import type { OutcomeReport, PromptReport } from "../../evaluation/report/report.ts";
import type { Section } from "../text/budget.ts";
import { code, heading, md } from "../text/markdown.ts";
import { clip } from "../text/visible.ts";

/** An evaluator that gave no verdict on some outputs, without making their cases unknown. */
export interface SilentEvaluator {
  readonly name: string;
  readonly times: number;
  /** Its first failure, as a sentence. */
  readonly message: string;
}

export function silentEvaluators({ cases }: PromptReport): readonly SilentEvaluator[] {
  const found = new Map<string, SilentEvaluator>();
  for (const { name, message } of cases.flatMap(({ base, head }) => [...errorsOf(base), ...errorsOf(head)])) {
    const known = found.get(name);
    found.set(name, { name, times: (known?.times ?? 0) + 1, message: known?.message ?? message });
  }
  return [...found.values()];
}

function errorsOf(outcome: OutcomeReport | null) {
  return outcome === null || outcome.result === "error" ? [] : (outcome.evaluator_errors ?? []);
}

export function evaluatorErrorsSection(prompt: PromptReport, rank: number): readonly Section[] {
  const silent = silentEvaluators(prompt);
  if (silent.length === 0) return [];
  return [
    {
      kind: "table",
      rank,
      name: "evaluators without a verdict",
      title: heading(4, md`Evaluators that gave no verdict (${silent.length}); they do not count yet`),
      head: [md`evaluator`, md`outputs`, md`first failure`],
      rows: silent.map(({ message, name, times }) => [
        code(name),
        md`${times}`,
        code(clip(message, 500).text),
      ]),
    },
  ];
}
