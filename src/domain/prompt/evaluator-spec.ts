import type { JsonObject } from "../json.ts";
import type { Position } from "../problem.ts";
import {
  complain,
  type FieldReader,
  listField,
  mapField,
  mapsOf,
  present,
  textField,
} from "../yaml/field-reader.ts";
import { entryOf, type ListNode, type MapNode, toJsonObject } from "../yaml/yaml-tree.ts";

/** GitHub's `string` evaluator. Its runner looked at the first of these that is not empty, in this order. */
export interface StringChecks {
  readonly equals?: string;
  readonly contains?: string;
  readonly startsWith?: string;
  readonly endsWith?: string;
}

export interface LlmChoice {
  readonly choice: string;
  readonly score: number;
}

interface EvaluatorBase {
  /** As written, else `evaluator <n>`. */
  readonly name: string;
  readonly position: Position;
  /** The entry as written, with all its keys. */
  readonly raw: JsonObject;
}

/** One entry of `evaluators`. `other` holds what is not of GitHub's format; the evaluation room knows more kinds. */
export type EvaluatorSpec =
  | (EvaluatorBase & { readonly kind: "string"; readonly string: StringChecks })
  | (EvaluatorBase & {
      readonly kind: "llm";
      readonly modelId?: string;
      readonly prompt: string;
      readonly systemPrompt?: string;
      readonly choices: readonly LlmChoice[];
    })
  | (EvaluatorBase & { readonly kind: "uses"; readonly uses: string })
  | (EvaluatorBase & { readonly kind: "other" });

/** Reads `evaluators`. Of several kinds in one entry GitHub's runner took `string`, then `llm`, then `uses`. */
export function readEvaluators(reader: FieldReader, list: ListNode | undefined): readonly EvaluatorSpec[] {
  if (list === undefined) return [];
  return mapsOf(reader, list, "evaluators").flatMap(
    (map, index) => readEvaluator(reader, map, index + 1) ?? [],
  );
}

function readEvaluator(reader: FieldReader, map: MapNode, number: number): EvaluatorSpec | undefined {
  const name = textField(reader, map, "name")?.text ?? `evaluator ${number}`;
  const base = { name, position: map.position, raw: toJsonObject(map) };
  if (entryOf(map, "string") !== undefined) {
    const string = readStringChecks(reader, map);
    return string && { ...base, kind: "string", string };
  }
  if (entryOf(map, "llm") !== undefined) return readLlm(reader, map, base);
  const uses = present(map, "uses") === undefined ? undefined : textField(reader, map, "uses");
  if (uses !== undefined) return { ...base, kind: "uses", uses: uses.text };
  return { ...base, kind: "other" };
}

const CHECKS = ["equals", "contains", "startsWith", "endsWith"] as const;

function readStringChecks(reader: FieldReader, map: MapNode): StringChecks | undefined {
  const checks = mapField(reader, map, "string");
  const found = CHECKS.flatMap((check) => {
    const node = checks && textField(reader, checks, check);
    return node === undefined ? [] : [[check, node.text] as const];
  });
  if (found.length > 0) return Object.fromEntries(found);
  const message = 'A "string" evaluator needs one of equals, contains, startsWith or endsWith: add one.';
  return complain(reader, "evaluator_malformed", checks?.position ?? map.position, message);
}

function readLlm(reader: FieldReader, map: MapNode, base: EvaluatorBase): EvaluatorSpec | undefined {
  const llm = mapField(reader, map, "llm");
  const prompt = llm && textField(reader, llm, "prompt")?.text;
  if (llm === undefined || prompt === undefined) {
    const message = 'An "llm" evaluator needs a "prompt" and "choices": add them.';
    return complain(reader, "evaluator_malformed", llm?.position ?? map.position, message);
  }
  const modelId = textField(reader, llm, "modelId")?.text;
  const systemPrompt = textField(reader, llm, "systemPrompt")?.text;
  return {
    ...base,
    kind: "llm",
    prompt,
    choices: readChoices(reader, llm),
    ...(modelId !== undefined && { modelId }),
    ...(systemPrompt !== undefined && { systemPrompt }),
  };
}

function readChoices(reader: FieldReader, llm: MapNode): readonly LlmChoice[] {
  const list = listField(reader, llm, "choices");
  if (list === undefined) return [];
  return mapsOf(reader, list, "choices").flatMap((map) => {
    const choice = textField(reader, map, "choice")?.text;
    const score = present(map, "score");
    const value = score?.kind === "scalar" ? score.value : undefined;
    if (choice !== undefined && typeof value === "number") return [{ choice, score: value }];
    complain(
      reader,
      "evaluator_malformed",
      map.position,
      'Each choice needs a "choice" (text) and a "score" (number).',
    );
    return [];
  });
}
