/** Which model parameters a prompt may bring: what it is sent to, and what that costs, is not a prompt's to say. */
export type ParameterUse = "sent"
/** Sent only where the config names it. */
 | "unknown"
/** Never sent. */
 | "routing";
/** @param wireName under the name of OpenAI's protocol, where it has one */
export declare function parameterUse(wireName: string, allowed: readonly string[]): ParameterUse;
/** A name without case and separators: servers differ in how exactly they read one. */
export declare function plainName(name: string): string;
