import { digestOf } from "../domain/digest.ts";
import type { GateConfig } from "../domain/policy/gate-rules.ts";
import { rulesOfPrompt } from "./gate/prompt-rules.ts";
import { type Preparation, type PromptToEvaluate, preparePrompt } from "./prepared-prompt.ts";
import type { ProviderDigests } from "./providers.ts";
import type { PromptReport } from "./report/report.ts";

/** What an evaluation would be of, without running it. */
export interface EvaluationKey {
  /** Two evaluations with one key answered the same question: same arms, same suite with its judges, same rules, same providers. */
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
}

/** The key of an evaluation that is to be made. */
export async function evaluationKey(
  prompt: PromptToEvaluate,
  gates: GateConfig,
  means: Pick<Preparation, "judges" | "providerOf" | "watchdog">,
): Promise<EvaluationKey> {
  const prepared = await preparePrompt(prompt, { ...means, allowLoosening: gates.allow_removed_cases });
  const parts: Parts = {
    id: prompt.id,
    head: prepared.prompt.head.digest,
    base: prepared.prompt.base?.digest ?? null,
    suite: prepared.suite.digest,
    rules: rulesOfPrompt(prompt, gates).digest,
    providers: prepared.providers,
  };
  return { key: digestOf(parts), hasCases: prepared.cases.length > 0 };
}

/** The key of the evaluation that a report tells of; null where the report says nothing of its first pass. */
export function keyOfReport({ base, first_pass, head, id, suite_digest }: PromptReport): string | null {
  if (first_pass === undefined) return null;
  const parts: Parts = {
    id,
    head: head.digest,
    base: base?.digest ?? null,
    suite: suite_digest,
    rules: first_pass.rules_digest,
    providers: first_pass.providers,
  };
  return digestOf(parts);
}
