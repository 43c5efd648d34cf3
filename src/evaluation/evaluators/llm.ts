import { z } from "zod";
import type { Json } from "../../domain/json.ts";
import { fillKnown } from "../../domain/prompt/compile.ts";
import type { LlmChoice } from "../../domain/prompt/evaluator-spec.ts";
import type { JudgeSettings } from "../judge.ts";
import { asMaterial } from "../judge-question.ts";
import { readConfig } from "./config.ts";
import { type Judge, type Judgement, type JudgeResult, quote } from "./evaluator.ts";

const MAX_CHOICES = 100;
export const DEFAULT_THRESHOLD = 0.5;
export const thresholdSchema = z.number("give the threshold as a number from 0 to 1").min(0).max(1);

/** GitHub's `llm` as it is read, with our `threshold`. */
export interface LlmConfig {
  readonly modelId?: string | undefined;
  readonly prompt: string;
  readonly systemPrompt?: string | undefined;
  readonly choices: readonly LlmChoice[];
  /** As it is written; not read yet. */
  readonly threshold?: Json | undefined;
}

/**
 * GitHub's `llm`: a judge answers the prompt with one of the choices. It differs from GitHub's runner, which passed on
 * any score over 0: here a score passes from the threshold on. `{{completion}}` is the output, trimmed as there, between tags that
 * mark it as data; all else is filled from the case.
 */
export function llmJudge(config: LlmConfig, judges: JudgeSettings | undefined): JudgeResult {
  const found = judgeModel(config.modelId, judges);
  if (found.kind !== "model") return found;
  const choices = firstOfEach(config.choices);
  if (choices.length === 0 || choices.length > MAX_CHOICES) {
    const message = `The "llm" evaluator needs 1 to ${MAX_CHOICES} choices: list them as "- {choice: good, score: 1}".`;
    return { kind: "invalid", message };
  }
  const scores = unitScores(choices);
  const read = readConfig(thresholdSchema, config.threshold ?? DEFAULT_THRESHOLD, {
    kind: "llm",
    example: "threshold: 0.75",
  });
  if (!read.ok) return read.invalid;
  const threshold = read.value;
  const judge: Judge = async ({ answer, values, ask }) => {
    const completion = asMaterial("completion", answer.text.trim());
    const { choice, reason } = await ask({
      model: found.model,
      ...(config.systemPrompt !== undefined && { systemPrompt: config.systemPrompt }),
      text: fillKnown(config.prompt, { ...values, completion }),
      choices: [...scores.keys()],
    });
    return judgedBy({ choice, reason, score: scores.get(choice) ?? 0, threshold });
  };
  return { kind: "ready", judge };
}

/** Which model judges; or why none can. */
export function judgeModel(
  named: string | undefined,
  judges: JudgeSettings | undefined,
): { readonly kind: "model"; readonly model: string } | Exclude<JudgeResult, { readonly kind: "ready" }> {
  if (judges === undefined) {
    const message = "It needs a judge, and this run has none: configure a model for judges.";
    return { kind: "unsupported", message };
  }
  const model = named ?? judges.defaultModel;
  if (judges.allows(model)) return { kind: "model", model };
  const message = `The judge ${JSON.stringify(model)} is not allowed by the default branch's config: configure its provider there and add ${JSON.stringify(model)} to "allowed" under models, or name another as "modelId".`;
  return { kind: "invalid", message };
}

export interface JudgedScore {
  readonly choice: string;
  readonly reason: string;
  readonly score: number;
  readonly threshold: number;
}

/** A judge's choice as a judgement. */
export function judgedBy({ choice, reason, score, threshold }: JudgedScore): Judgement {
  const pass = score >= threshold;
  const rounded = Number(score.toFixed(2));
  const said = reason === "" ? "no reason given" : reason.replace(/[.\s]+$/, "");
  const why = `The judge chose ${quote(choice)} (${rounded}, ${threshold} is needed): ${said}.`;
  return { score, pass, why };
}

/** Of equal choices the first counts, as GitHub's runner had it. */
function firstOfEach(choices: readonly LlmChoice[]): readonly LlmChoice[] {
  const seen = new Set<string>();
  return choices.filter(({ choice }) => {
    const isNew = !seen.has(choice);
    seen.add(choice);
    return isNew;
  });
}

/** Scores from 0 to 1 as they are; of others (say 1 to 5) the share of the highest. Less than 0 counts as 0. */
function unitScores(choices: readonly LlmChoice[]): ReadonlyMap<string, number> {
  const highest = Math.max(1, ...choices.map(({ score }) => score));
  return new Map(choices.map(({ choice, score }) => [choice, Math.max(0, score) / highest]));
}
