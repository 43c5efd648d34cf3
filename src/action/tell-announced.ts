import { amendAnswer, answerLate } from "../github/issues/replies.ts";
import { type Announced, PATIENCE_DAYS, type ToldEvent } from "../projections/announce.ts";
import { byComment, type Caused } from "../projections/asked-in.ts";
import { OutsideError } from "../releases/ports.ts";
import { lateAnswer } from "../reports/answers/plain-answers.ts";
import { withDeliveries } from "../reports/deliveries.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

/** Says what was announced. What waits is a warning; what nobody will try again by itself fails the job. */
export function tellAnnounced(announced: Announced, output: RunOutput): void {
  if (announced.status === "rewritten") {
    output.fail(
      `Nothing is announced: refs/pointsman/announced is at ${announced.mark}, which is not on the release branch. Somebody rewrote the branch, or the config names another one: see the issue with the label pointsman-alarm.`,
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

/** Whoever is about to post the answer gets this time before somebody else does. */
const ANSWERING_MS = 5_000;

/**
 * Below the answer of each command whose event was announced: whether the receivers have it. A command that a run carried out
 * and did not live to answer is answered now. Both are courtesies: what cannot be said fails no job.
 */
export async function amendAnswers(
  announced: Announced,
  repository: ActionRepository,
  { log }: RunOutput,
): Promise<void> {
  if (announced.status === "rewritten") return;
  for (const told of byComment(announced.told)) {
    try {
      await amend(told, repository);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      log(`The answer to comment ${told.comment} does not say what became of its webhooks: ${error.message}`);
    }
  }
}

async function amend(
  { caused, comment, issue }: Caused<ToldEvent>,
  repository: ActionRepository,
): Promise<void> {
  const outcomes = caused.flatMap((one) => one.outcomes);
  const place = { ...repository, issue, comment, author: await repository.self() };
  const amended = (answer: string) => withDeliveries(answer, outcomes, "action");
  if ((await amendAnswer(place, amended)) !== "absent") return;
  await repository.surroundings.sleep(ANSWERING_MS);
  await answerLate(place, amended(lateAnswer(caused.map(({ event }) => event))));
}
