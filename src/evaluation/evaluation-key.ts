import { digestOf } from "../domain/digest.ts";
import type { GateConfig } from "../domain/policy/gate-rules.ts";
import { rulesOfPrompt } from "./gate/prompt-rules.ts";
import { type Preparation, type PromptToEvaluate, preparePrompt } from "./prepared-prompt.ts";
import type { ProviderDigests } from "./providers.ts";
import type { PromptReport } from "./report/report.ts";
import type { SuiteChange } from "./suite/types.ts";

/** What an evaluation would be of, without running it. */
export interface EvaluationKey {
  /** Two evaluations with one key answered the same question: same arms, same suite with its judges, same rules, same providers, and the same taken away. */
  readonly key: string;
  /** Whether there is anything to run. */
  readonly hasCases: boolean;
}

interface Parts {
  readonly id: string;
  readonly head: string;
  readonly base: string | null;
  readonly suite: string;
  readonly rules: string;
  readonly providers: ProviderDigests;
  /** What the head would loosen: it stays in force, so that the suite's digest does not show it. */
  readonly loosened: readonly (readonly [code: string, name: string])[];
  /** Whether the head's gates cannot be used: the rules are then the base's, as without them. */
  readonly hasInvalidGates: boolean;
}

/** The key of an evaluation that is to be made. */
export async function evaluationKey(
  prompt: PromptToEvaluate,
  gates: GateConfig,
  means: Pick<Preparation, "judges" | "providerOf" | "watchdog">,
): Promise<EvaluationKey> {
  const prepared = await preparePrompt(prompt, { ...means, allowLoosening: gates.allow_removed_cases });
  const rules = rulesOfPrompt(prompt, gates);
  const parts: Parts = {
    id: prompt.id,
    head: prepared.prompt.head.digest,
    base: prepared.prompt.base?.digest ?? null,
    suite: prepared.suite.digest,
    rules: rules.digest,
    providers: prepared.providers,
    loosened: loosenedBy(prepared.suite.changes),
    hasInvalidGates: rules.hasInvalidGates,
  };
  return { key: digestOf(parts), hasCases: prepared.cases.length > 0 };
}

/** The key of the evaluation that a report tells of; null where the report says nothing of its first pass. */
export function keyOfReport(report: PromptReport): string | null {
  const { base, first_pass, head, id, reasons, removed_or_loosened, suite_digest } = report;
  if (first_pass === undefined) return null;
  const parts: Parts = {
    id,
    head: head.digest,
    base: base?.digest ?? null,
    suite: suite_digest,
    rules: first_pass.rules_digest,
    providers: first_pass.providers,
    loosened: loosenedBy(removed_or_loosened),
    hasInvalidGates: reasons.some(({ code }) => code === "gates_invalid"),
  };
  return digestOf(parts);
}

function loosenedBy(changes: readonly Pick<SuiteChange, "code" | "name">[]): Parts["loosened"] {
  return changes.map(({ code, name }) => [code, name] as const);
}
