import type { JsonObject } from "../json.ts";
import type { Position } from "../problem.ts";
import { type FieldReader } from "../yaml/field-reader.ts";
import { type ListNode } from "../yaml/yaml-tree.ts";
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
export type EvaluatorSpec = (EvaluatorBase & {
    readonly kind: "string";
    readonly string: StringChecks;
}) | (EvaluatorBase & {
    readonly kind: "llm";
    readonly modelId?: string;
    readonly prompt: string;
    readonly systemPrompt?: string;
    readonly choices: readonly LlmChoice[];
}) | (EvaluatorBase & {
    readonly kind: "uses";
    readonly uses: string;
}) | (EvaluatorBase & {
    readonly kind: "other";
});
/** Reads `evaluators`. Of several kinds in one entry GitHub's runner took `string`, then `llm`, then `uses`. */
export declare function readEvaluators(reader: FieldReader, list: ListNode | undefined): readonly EvaluatorSpec[];
export {};
