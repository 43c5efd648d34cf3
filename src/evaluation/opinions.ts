import pLimit from "p-limit";
import type { Answered, Evaluation, EvaluatorError, Outcome } from "./outcome.ts";

/** What evaluators that don't count say of one answer. */
export interface Opinion {
  readonly evaluations: readonly Evaluation[];
  /** Of those that gave no verdict. */
  readonly errors: readonly EvaluatorError[];
  /** The models that were asked to judge the answer, each once. */
  readonly judges: readonly string[];
}

/**
 * Opinions to be asked for once all that counts is known, by the outcome that they are of: whoever writes a head chooses how many
 * evaluators come with it and how long they take, and must not use up the time and the money in which regressions show.
 */
export type OpenOpinions = Map<Answered, () => Promise<Opinion>>;

/** Asks for all of them, saying when one has answered; gives the outcomes with what is said of each, by the outcomes without. */
export async function askOpinions(
  open: OpenOpinions,
  concurrency: number,
  onTold: () => void,
): Promise<ReadonlyMap<Outcome, Outcome>> {
  const limit = pLimit(concurrency);
  const entries = [...open].map(([outcome, ask]) =>
    limit(async () => {
      const told = withOpinion(outcome, await ask());
      onTold();
      return [outcome, told] as const;
    }),
  );
  return new Map(await Promise.all(entries));
}

function withOpinion(outcome: Answered, { errors, evaluations, judges }: Opinion): Answered {
  return {
    ...outcome,
    evaluations: [...outcome.evaluations, ...evaluations],
    ...(errors.length > 0 && { evaluatorErrors: errors }),
    ...(judges.length > 0 && { judges }),
  };
}
