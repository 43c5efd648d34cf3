import { Ajv, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { Watchdog } from "../ports.ts";
import { type Judge, type JudgeResult, quote, type Surroundings, verdictOf } from "./evaluator.ts";
import { readOutput } from "./json.ts";
import { linearRegExp } from "./linear-regexp.ts";
import { dialectOf, schemaObjection } from "./schema-limits.ts";

/** Far more than a sound schema and answer need, on a slow machine too. */
const LIMIT_MS = 2_000;
/** Longer outputs are no documents; some keywords take the square of the length. */
const MAX_OUTPUT_LENGTH = 1_000_000;

const OPTIONS: Options = {
  strict: false,
  // In 2020-12 a format is an annotation; checking it would need patterns that are not linear.
  validateFormats: false,
  ownProperties: true,
  inlineRefs: false,
  logger: false,
  // The name in `code` is for validators written to files, which these never are.
  code: { regExp: Object.assign(linearRegExp, { code: "linearRegExp" }) },
};

/**
 * `json_schema`: the output is one JSON value that fits the schema, which is given in place, or `prompt` for the
 * prompt's own.
 */
export function jsonSchemaJudge(config: Json, { promptSchema, watchdog }: Surroundings): JudgeResult {
  const found = config === "prompt" ? readPromptSchema(promptSchema) : config;
  if (!isJsonObject(found)) {
    const message =
      config === "prompt"
        ? 'The prompt has no "jsonSchema" to check against: add one with "responseFormat: json_schema", or give the schema here.'
        : 'The "json_schema" evaluator needs a JSON Schema, or "prompt" for the prompt\'s own.';
    return { kind: "invalid", message };
  }
  const objection = schemaObjection(found);
  if (objection !== undefined) return { kind: "invalid", message: objection };
  return compile(found, watchdog);
}

function readPromptSchema(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  const parsed: Json = JSON.parse(text);
  return isJsonObject(parsed) ? parsed.schema : undefined;
}

function compile(schema: JsonObject, watchdog: Watchdog): JudgeResult {
  const ajv = dialectOf(schema) === "draft-07" ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS);
  try {
    const validate = watchdog(() => ajv.compile(schema), LIMIT_MS);
    return { kind: "ready", judge: judgeOf(validate, watchdog) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: "invalid", message: `The schema cannot be used: ${detail}.` };
  }
}

function judgeOf(validate: ValidateFunction, watchdog: Watchdog): Judge {
  return ({ answer: { text } }) => {
    if (text.length > MAX_OUTPUT_LENGTH) {
      return verdictOf(false, `The output has more than ${MAX_OUTPUT_LENGTH} characters: too long to check.`);
    }
    const read = readOutput(text);
    if (!read.ok) return read.judgement;
    const fits = watchdog(() => validate(read.value) === true, LIMIT_MS);
    return verdictOf(fits, fits ? "The output fits the schema." : whyNot(validate.errors?.[0]));
  };
}

/** Ajv's sentence about the first mismatch, with the place as a JSON pointer. */
function whyNot(error: ErrorObject | undefined): string {
  const place = error?.instancePath ? `at ${quote(error.instancePath)}` : "at its top";
  const allowed = error?.keyword === "enum" ? `: ${JSON.stringify(error.params.allowedValues)}` : "";
  const extra =
    error?.keyword === "additionalProperties" ? `: ${quote(String(error.params.additionalProperty))}` : "";
  return `The output does not fit the schema: ${place} it ${error?.message ?? "differs"}${allowed.slice(0, 200)}${extra}.`;
}
