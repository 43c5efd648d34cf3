import { amendAnswer } from "../github/replies.ts";
import { type Announced, PATIENCE_DAYS, type ToldEvent } from "../projections/announce.ts";
import { OutsideError } from "../releases/ports.ts";
import { withDeliveries } from "../reports/deliveries.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

/** Says what was announced. What waits is a warning; what nobody will try again by itself fails the job. */
export function tellAnnounced(announced: Announced, output: RunOutput): void {
  if (announced.status === "rewritten") {
    output.fail(
      `Nothing is announced: refs/pointsman/announced is at ${announced.mark}, which is not on the release branch. Somebody rewrote the branch: run the task verify, and when the branch is as it should be, delete that ref.`,
    );
    return;
  }
  const { failures, givenUp, held, told } = announced;
  output.log(`announced ${told.length} events`);
  for (const [target, why] of failing(told)) output.warn(`${target} did not take all webhooks: ${why}`);
  for (const failure of failures) output.warn(`A history issue is not up to date: ${failure}`);
  if (held !== null)
    output.warn(`The next run announces again from commit ${held} of the release branch on.`);
  if (givenUp.length > 0)
    output.fail(
      `Not announced in full in ${PATIENCE_DAYS} days, and given up: ${givenUp.join(", ")} of the release branch.`,
    );
}

function failing(told: readonly ToldEvent[]): ReadonlyMap<string, string> {
  const failures = told.flatMap(({ outcomes }) => outcomes.filter(({ status }) => status !== "accepted"));
  return new Map(failures.map(({ target, why }) => [target, why ?? ""]));
}

/** Below the answer of each command whose event was announced: whether the receivers have it. A courtesy. */
export async function amendAnswers(
  announced: Announced,
  repository: ActionRepository,
  { log }: RunOutput,
): Promise<void> {
  if (announced.status === "rewritten") return;
  for (const [comment, told] of byComment(announced.told)) {
    const issue = issueOf(told[0]);
    if (issue === null) continue;
    try {
      const outcomes = told.flatMap((one) => one.outcomes);
      const place = { ...repository, issue, comment, author: await repository.self() };
      await amendAnswer(place, (answer) => withDeliveries(answer, outcomes));
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      log(`The answer to comment ${comment} does not say what became of its webhooks: ${error.message}`);
    }
  }
}

function byComment(told: readonly ToldEvent[]): ReadonlyMap<number, readonly ToldEvent[]> {
  const groups = new Map<number, readonly ToldEvent[]>();
  for (const one of told) {
    const id = one.event.origin.comment_id;
    if (typeof id === "number" && one.outcomes.length > 0) groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  return groups;
}

/** The issue or pull request that a comment's address names. */
function issueOf(told: ToldEvent | undefined): number | null {
  const [, number] =
    /\/(?:issues|pull)\/([1-9]\d{0,9})#issuecomment-\d+$/.exec(told?.event.origin.url ?? "") ?? [];
  return number === undefined ? null : Number(number);
}
