import { type JsonObject } from "../json.ts";
import type { EffectivePrompt } from "./effective-prompt.ts";
import type { MessageRole } from "./prompt-file.ts";
import { type Offence } from "./variables.ts";
export interface CompiledMessage {
    readonly role: MessageRole;
    readonly content: string;
}
export type CompileResult = {
    readonly ok: true;
    readonly messages: readonly CompiledMessage[];
} | {
    readonly ok: false;
    readonly offences: readonly Offence[];
};
type Compilable = Pick<EffectivePrompt, "messages" | "variables">;
/**
 * Fills a prompt's variables (contracts §2), strict both ways: every missing, unknown, mistyped, unlisted or over-long
 * value is told, and then nothing is compiled. Values are put in once and never read as templates. An optional variable
 * without a default counts as missing when a message uses it: nothing is ever silently blank.
 */
export declare function compile(effective: Compilable, values: Readonly<Record<string, unknown>>): CompileResult;
/**
 * Fills what has a value and leaves the rest as it stands: how GitHub's runner read the texts of evaluators, which see
 * all keys of a case. All values but texts print as minified JSON.
 */
export declare function fillKnown(template: string, values: JsonObject): string;
/** A case's keys, parted: what fills the prompt's variables, and what only evaluators can use. */
export interface CaseValues {
    readonly variables: JsonObject;
    readonly evaluatorOnly: JsonObject;
}
/**
 * Parts a case's keys (contracts §1): one that no message uses and nobody declared belongs to the evaluators. What the
 * case lacks is found by `compile`, and is that case's error. YAML makes numbers and booleans of words like `12345` and
 * `true`; where the variable is a text they count as one, printed as JSON, so that files keep working as they did.
 */
export declare function splitCaseValues(effective: Compilable, values: JsonObject): CaseValues;
export {};
