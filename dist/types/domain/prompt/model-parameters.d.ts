import type { JsonObject } from "../json.ts";
import { type FieldReader } from "../yaml/field-reader.ts";
import { type MapNode } from "../yaml/yaml-tree.ts";
/** Model parameters under the names of OpenAI's protocol (`maxTokens` becomes `max_tokens`), unknown ones as they are. */
export declare function wireParameters(parameters: JsonObject | undefined): JsonObject;
/**
 * Why these parameters must not be sent; null where they may.
 *
 * @param allowed `models.parameters` of the config: what it names beside the known ones
 */
export declare function parameterObjection(parameters: JsonObject, allowed: readonly string[]): string | null;
/**
 * Reads `modelParameters`, spelled as the author spelled them. A parameter without a value counts as absent, and so does
 * a map without parameters. Only the ones GitHub documents are held to a type: all others are the model's business.
 */
export declare function readModelParameters(reader: FieldReader, root: MapNode): JsonObject | undefined;
