import { isJsonObject, type Json, type JsonObject, ownMember } from "../../domain/json.ts";
import type { EvaluatorSpec } from "../../domain/prompt/evaluator-spec.ts";
import type { JudgeSettings } from "../judge.ts";
import type { Watchdog } from "../ports.ts";
import { citationsJudge } from "./citations.ts";
import type { JudgeResult, MakeJudge, Surroundings } from "./evaluator.ts";
import { githubJudge } from "./github-judges.ts";
import { jsonJudge } from "./json.ts";
import { llmJudge } from "./llm.ts";
import { maxCostJudge } from "./max-cost.ts";
import { maxLatencyJudge } from "./max-latency.ts";
import { maxTokensJudge } from "./max-tokens.ts";
import { nestedSpec } from "./nested-spec.ts";
import { negated } from "./not.ts";
import { refusalJudge } from "./refusal.ts";
import { stringJudge } from "./string.ts";
import { toolCallsJudge } from "./tool-calls.ts";

export interface JudgeInput {
  readonly spec: EvaluatorSpec;
  /** The `jsonSchema` of the prompt whose evaluator it is. */
  readonly promptSchema?: string;
  readonly watchdog: Watchdog;
  /** Which models may judge; without it evaluators that need one are unsupported. */
  readonly judges?: JudgeSettings | undefined;
}

/** Kinds that GitHub's format lacks, by their key. */
const OWN_KINDS: Readonly<Record<string, () => MakeJudge | Promise<MakeJudge>>> = {
  // These two load an engine, which runs without them don't wait for.
  regex: async () => (await import("./regex.ts")).regexJudge,
  json_schema: async () => (await import("./json-schema.ts")).jsonSchemaJudge,
  json: () => jsonJudge,
  tool_calls: () => toolCallsJudge,
  refusal: () => refusalJudge,
  citations: () => citationsJudge,
  max_latency_ms: () => maxLatencyJudge,
  max_tokens: () => maxTokensJudge,
  max_cost_usd: () => maxCostJudge,
};
const GITHUB_KINDS = ["string", "llm", "uses"];
/** Every key that names a check, for people. */
export const EVALUATOR_KINDS: readonly string[] = [...GITHUB_KINDS, ...Object.keys(OWN_KINDS), "not"];

/**
 * Makes the judge of one entry of `evaluators`. A kind that is not evaluated here is told, never taken for a pass.
 */
export async function prepareJudge(input: JudgeInput): Promise<JudgeResult> {
  const { spec, promptSchema, watchdog, judges } = input;
  const result = await prepareSpec(spec, { promptSchema, watchdog, judges });
  if (result.kind === "ready") return result;
  return { kind: result.kind, message: `The evaluator ${JSON.stringify(spec.name)}: ${result.message}` };
}

async function prepareSpec(spec: EvaluatorSpec, surroundings: Surroundings): Promise<JudgeResult> {
  const kinds = EVALUATOR_KINDS.filter((kind) => ownMember(spec.raw, kind) !== undefined);
  // Of GitHub's own kinds its runner took the first; with ours that would leave out a check in silence.
  if (kinds.length > 1 && kinds.some((kind) => !GITHUB_KINDS.includes(kind))) {
    const both = kinds.map((kind) => JSON.stringify(kind)).join(" and ");
    return { kind: "invalid", message: `It has ${both}: make an entry of its own for each.` };
  }
  switch (spec.kind) {
    case "string":
      return stringJudge(spec.string);
    case "llm":
      return llmJudge({ ...spec, threshold: thresholdOf(spec.raw) }, surroundings.judges);
    case "uses":
      return githubJudge(spec.uses, spec.raw, surroundings.judges);
    case "other":
      return prepareOwn(spec, kinds[0], surroundings);
  }
}

function thresholdOf(raw: JsonObject): Json | undefined {
  const llm = ownMember(raw, "llm");
  return isJsonObject(llm) ? ownMember(llm, "threshold") : undefined;
}

async function prepareOwn(
  spec: EvaluatorSpec,
  kind: string | undefined,
  surroundings: Surroundings,
): Promise<JudgeResult> {
  const config = kind === undefined ? undefined : ownMember(spec.raw, kind);
  const load = kind === undefined ? undefined : ownMember(OWN_KINDS, kind);
  if (config === undefined) return unknownKind(spec.raw);
  if (load !== undefined) return (await load())(config, surroundings);
  if (kind === "not") return prepareNegated(spec, config, surroundings);
  return unknownKind(spec.raw);
}

async function prepareNegated(
  spec: EvaluatorSpec,
  config: Json,
  surroundings: Surroundings,
): Promise<JudgeResult> {
  const inner = nestedSpec(spec, config);
  if (!inner.ok) return inner.invalid;
  const result = await prepareSpec(inner.value, surroundings);
  return result.kind === "ready" ? { kind: "ready", judge: negated(result.judge) } : result;
}

function unknownKind(raw: JsonObject): JudgeResult {
  const keys = Object.keys(raw).filter((key) => key !== "name");
  const what =
    keys.length === 0 ? "It names no check" : `It checks ${JSON.stringify(keys.slice(0, 10).join(", "))}`;
  return {
    kind: "unsupported",
    message: `${what}, and these are evaluated here: ${EVALUATOR_KINDS.join(", ")}.`,
  };
}
