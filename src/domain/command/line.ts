import type { Verb } from "./verbs.ts";

/** The parts of a command's line; absent ones are left out. */
export interface LineParts {
  readonly verb: Verb;
  readonly prompt: string | null;
  readonly versions?: readonly string[];
  readonly from?: string | null;
  readonly environment?: string | null;
  /** The event id of `/redeliver`, the sha of `/evaluate`. */
  readonly word?: string | null;
  readonly reason?: string | null;
}

/** A command as it is typed on the first line of a comment (contracts §4). */
export function commandLine(parts: LineParts): string {
  const { environment = null, from = null, prompt, reason = null, verb, versions = [], word = null } = parts;
  const isPromotion = verb === "promote";
  const expected = from === null ? [] : ["from", from];
  const place = environment === null ? [] : [isPromotion ? "to" : "in", environment];
  return [
    `/${verb}`,
    ...(prompt === null ? [] : [prompt]),
    ...(verb === "rollback" && versions.length > 0 ? ["to"] : []),
    ...versions,
    ...(isPromotion ? [...place, ...expected] : [...expected, ...place]),
    ...(word === null ? [] : [word]),
    ...(reason === null ? [] : ["because", reason]),
  ].join(" ");
}
