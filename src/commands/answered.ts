import { VERBS, type Verb } from "../domain/command.ts";

/** Verbs of the grammar that no entry carries out yet; whoever writes one is told so. */
export const NOT_ANSWERED_YET: ReadonlySet<Verb> = new Set(["redeliver"]);

/** The verbs that `/help` shows: those that do something. */
export function answeredVerbs() {
  return Object.entries(VERBS).flatMap(([verb, grammar]) =>
    [...NOT_ANSWERED_YET].some((later) => later === verb) ? [] : [grammar],
  );
}
