import { type FieldReader } from "../yaml/field-reader.ts";
import { type MapNode } from "../yaml/yaml-tree.ts";
export declare const RESPONSE_FORMATS: readonly ["text", "json_object", "json_schema"];
export type ResponseFormat = (typeof RESPONSE_FORMATS)[number];
export interface ResponseShape {
    readonly responseFormat?: ResponseFormat;
    /** GitHub's `{name, strict, schema}` as minified JSON, in the author's key order. */
    readonly jsonSchema?: string;
}
/**
 * Reads `responseFormat` and `jsonSchema`. The schema is a text of JSON in GitHub's format; a map in place is taken too.
 * Without `responseFormat: json_schema` it never reaches the model, so it is left out, with a notice.
 */
export declare function readResponseShape(reader: FieldReader, root: MapNode): ResponseShape;
