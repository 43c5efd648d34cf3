import type { Mark } from "../domain/ledger/state.ts";
import type { Standing } from "../reports/status/standing.ts";
import { ageText } from "../reports/text/facts.ts";
import { plainText } from "../reports/text/plain-text.ts";
import { visibleLine } from "../reports/text/visible.ts";

/** Who did something, when, and how long ago that is. */
export function byText({ by, since }: Pick<Mark, "by" | "since">, now: string): string {
  return `by ${visibleLine(by)}, ${since}, ${plainText(ageText(since, now))} ago`;
}

/** Why merges do not move an environment: a line for a hold, and one for a freeze. */
export function markLines(
  { frozen, held }: Pick<Standing, "frozen" | "held">,
  now: string,
): readonly string[] {
  const line = (mark: Mark) =>
    `${byText(mark, now)}${mark.reason === null ? "" : `: ${visibleLine(mark.reason)}`}`;
  return [
    ...(held === null ? [] : [`held after a rollback ${line(held)}`]),
    ...(frozen === null ? [] : [`frozen ${line(frozen)}`]),
  ];
}
