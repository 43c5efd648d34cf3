import type { JsonObject } from "../../../../src/domain/json.ts";
import type { EvaluatorSpec } from "../../../../src/domain/prompt/evaluator-spec.ts";
import type { Judgement, JudgeResult, Subject } from "../../../../src/evaluation/evaluators/evaluator.ts";
import { prepareJudge } from "../../../../src/evaluation/evaluators/prepare.ts";
import { type AskJudge, type JudgeSettings, makeJudges } from "../../../../src/evaluation/judge.ts";
import type { Model, ModelResponse } from "../../../../src/evaluation/model.ts";
import type { Watchdog } from "../../../../src/evaluation/ports.ts";
import { makeModel } from "../../../../src/models/registry.ts";
import { withWatchdog } from "../../../../src/models/watchdog.ts";
import {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from "../../../support/model-server.ts";
import { answerOf, askOf, promptOf } from "../support.ts";

/** Judges that may be asked in these tests. */
export const JUDGES: JudgeSettings = {
  defaultModel: "openai/judge",
  allows: (model) => model.startsWith("openai/"),
};

/** The evaluator of a prompt file whose entry is this line of YAML. */
export function specOf(entry: string): EvaluatorSpec {
  const prompt = promptOf(`messages:\n  - {role: user, content: hi}\nevaluators:\n  - ${entry}\n`);
  const [spec] = prompt.evaluators;
  if (spec === undefined) throw new Error("No evaluator");
  return spec;
}

interface Preparing {
  readonly promptSchema?: string;
  readonly judges?: JudgeSettings | undefined;
  /** Absent: the one that stops what takes too long. */
  readonly watchdog?: Watchdog;
}

export function prepared(
  entry: string,
  { promptSchema, judges = JUDGES, watchdog = withWatchdog }: Preparing = {},
): Promise<JudgeResult> {
  const spec = specOf(entry);
  return prepareJudge({
    spec,
    watchdog,
    judges,
    ...(promptSchema !== undefined && { promptSchema }),
  });
}

const noJudge: AskJudge = () => Promise.reject(new Error("No judge may be asked here"));

/** An answer to the question "hi" with all that evaluators may ask about it. */
export function subjectOf(
  output: string | Partial<ModelResponse>,
  more: Partial<Omit<Subject, "answer">> = {},
): Subject {
  const answer = typeof output === "string" ? answerOf(output) : { ...answerOf(""), ...output };
  return {
    answer,
    values: {},
    messages: [{ role: "user", content: "hi" }],
    costUsd: null,
    ask: noJudge,
    ...more,
  };
}

/** What the evaluator thinks of an output. */
export async function judged(
  entry: string,
  output: string | Partial<ModelResponse>,
  values: JsonObject = {},
): Promise<Judgement> {
  return judgedSubject(entry, subjectOf(output, { values }));
}

export async function judgedSubject(entry: string, subject: Subject): Promise<Judgement> {
  const result = await prepared(entry);
  if (result.kind !== "ready") throw new Error(result.message);
  return result.judge(subject);
}

/** A judge behind a real server that answers as scripted. */
export interface JudgeBench extends AsyncDisposable {
  readonly server: ModelServer;
  readonly model: Model;
  readonly ask: AskJudge;
}

export async function judgeBench(answer: ModelServerOptions["answer"]): Promise<JudgeBench> {
  const server = await startModelServer({ answer });
  const model = makeModel({
    models: {
      default: "openai/gpt-4.1",
      parameters: [],
      providers: { openai: { type: "openai-compatible", base_url: server.baseUrl } },
    },
    secretOf: () => undefined,
    surroundings: {
      random: () => 0,
      sleep: () => Promise.resolve(),
      nowMs: () => 0,
      timeout: () => new AbortController().signal,
    },
  });
  const ask = makeJudges()(askOf(model), new AbortController().signal);
  return { server, model, ask, [Symbol.asyncDispose]: () => server.close() };
}

/** What a well-behaved judge sends. */
export function judgementText(choice: string, reason = "It is so."): string {
  return JSON.stringify({ reason, choice });
}
