import type { EvaluatorSpec } from "../../domain/evaluator-spec.ts";
import { ownMember } from "../../domain/json.ts";
import type { Watchdog } from "../ports.ts";
import type { JudgeResult } from "./evaluator.ts";
import { jsonJudge } from "./json.ts";
import { stringJudge } from "./string.ts";

export interface JudgeInput {
  readonly spec: EvaluatorSpec;
  /** The `jsonSchema` of the prompt whose evaluator it is. */
  readonly promptSchema?: string;
  readonly watchdog: Watchdog;
}

/**
 * Makes the judge of one entry of `evaluators`. A kind that is not evaluated here is told, never taken for a pass.
 */
export async function prepareJudge(input: JudgeInput): Promise<JudgeResult> {
  const { spec } = input;
  switch (spec.kind) {
    case "string":
      return stringJudge(spec.string);
    case "llm":
      return unsupported(spec.name, 'is a judge ("llm")');
    case "uses":
      return unsupported(spec.name, `uses ${JSON.stringify(spec.uses)}`);
    case "other":
      return prepareOther(input);
  }
}

async function prepareOther({ spec, promptSchema, watchdog }: JudgeInput): Promise<JudgeResult> {
  const json = ownMember(spec.raw, "json");
  const schema = ownMember(spec.raw, "json_schema");
  if (json !== undefined && schema !== undefined) {
    return {
      kind: "invalid",
      message: `The evaluator ${JSON.stringify(spec.name)} has both "json" and "json_schema": keep one.`,
    };
  }
  if (json !== undefined) return jsonJudge(json);
  if (schema !== undefined) {
    // Loaded here, so that runs without schemas don't wait for Ajv.
    const { jsonSchemaJudge } = await import("./json-schema.ts");
    return jsonSchemaJudge(schema, { promptSchema, watchdog });
  }
  const keys = Object.keys(spec.raw).filter((key) => key !== "name");
  return unsupported(
    spec.name,
    keys.length === 0 ? "names no check" : `checks ${JSON.stringify(keys.join(", "))}`,
  );
}

function unsupported(name: string, what: string): JudgeResult {
  const message = `The evaluator ${JSON.stringify(name)} ${what}, which is not evaluated here: string, json and json_schema are.`;
  return { kind: "unsupported", message };
}
