import type { EvaluatorSpec } from "../../../../src/domain/evaluator-spec.ts";
import type { JsonObject } from "../../../../src/domain/json.ts";
import type { Judgement, JudgeResult } from "../../../../src/evaluation/evaluators/evaluator.ts";
import { prepareJudge } from "../../../../src/evaluation/evaluators/prepare.ts";
import { withWatchdog } from "../../../../src/models/watchdog.ts";
import { answerOf, promptOf } from "../support.ts";

/** The evaluator of a prompt file whose entry is this line of YAML. */
function specOf(entry: string): EvaluatorSpec {
  const prompt = promptOf(`messages:\n  - {role: user, content: hi}\nevaluators:\n  - ${entry}\n`);
  const [spec] = prompt.evaluators;
  if (spec === undefined) throw new Error("No evaluator");
  return spec;
}

export function prepared(entry: string, promptSchema?: string): Promise<JudgeResult> {
  const spec = specOf(entry);
  return prepareJudge({
    spec,
    watchdog: withWatchdog,
    ...(promptSchema !== undefined && { promptSchema }),
  });
}

/** What the evaluator thinks of an output. */
export async function judged(entry: string, output: string, values: JsonObject = {}): Promise<Judgement> {
  const result = await prepared(entry);
  if (result.kind !== "ready") throw new Error(result.message);
  return result.judge(answerOf(output), values);
}
