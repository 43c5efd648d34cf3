export type JsonPrimitive = string | number | boolean | null;
export type Json = JsonPrimitive | readonly Json[] | JsonObject;
/** A JSON object. Keys are data: look them up with `Object.hasOwn`, since `constructor` is a legal key. */
export interface JsonObject {
    readonly [key: string]: Json;
}
export declare function isJsonObject(value: unknown): value is JsonObject;
/** The member of an object itself; what `constructor` or `__proto__` would find on its prototype is no member. */
export declare function ownMember<T>(object: Readonly<Record<string, T>>, key: string): T | undefined;
/**
 * A text that two values share exactly when they are the same JSON, whatever the order of their keys; undefined where
 * the value has no JSON form. For comparing only: it is not RFC 8785, and nothing stored or hashed is made from it. The
 * client compares values by it, and so needs no package.
 */
export declare function comparableJson(value: unknown): string | undefined;
