import type { Judge, Judgement } from "./evaluator.ts";

/** `not`: passes where the evaluator within fails. Its errors stay errors. */
export function negated(judge: Judge): Judge {
  return async (subject) => opposite(await judge(subject));
}

function opposite({ score, pass, why }: Judgement): Judgement {
  return {
    score: 1 - score,
    pass: !pass,
    why: pass ? `This is not wanted: ${why}` : `As wanted, it is not so: ${why}`,
  };
}
