import { z } from "zod";
import type { JsonObject } from "../domain/json.ts";
import { orAborted } from "./abort.ts";
import { type JudgeQuestion, judgeRequest } from "./judge-question.ts";
import { type Model, ModelError, type ModelRequest, type TokenUsage } from "./model.ts";

/** Which models may judge. Both come from the default branch's config. */
export interface JudgeSettings {
  /** For evaluators that name none. */
  readonly defaultModel: string;
  readonly allows: (model: string) => boolean;
}

export interface JudgeAnswer {
  readonly choice: string;
  /** One line of what the judge wrote: data. */
  readonly reason: string;
}

/** @throws JudgeFailed where no judgement was to be had, and the run's reason once that is aborted */
export type AskJudge = (question: JudgeQuestion) => Promise<JudgeAnswer>;

/** The judge's own failure: no opinion on what it was to judge. */
class JudgeFailed extends Error {
  override readonly name = "JudgeFailed";
}

/** What the judges of one trial used. */
export interface JudgeUse {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null where a call's price is unknown; 0 only where no call was made. */
  readonly costUsd: number | null;
  /** Who was asked, each once. */
  readonly models: readonly string[];
}

const NO_USE: JudgeUse = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, models: [] };

/** What several trials' judges used together. */
export function addJudgeUse(uses: readonly JudgeUse[]): JudgeUse {
  return uses.reduce(
    (sum, use) => ({
      calls: sum.calls + use.calls,
      inputTokens: sum.inputTokens + use.inputTokens,
      outputTokens: sum.outputTokens + use.outputTokens,
      costUsd: sum.costUsd === null || use.costUsd === null ? null : sum.costUsd + use.costUsd,
      models: [...new Set([...sum.models, ...use.models])],
    }),
    NO_USE,
  );
}

/** USD of a call, or null where that is unknown. */
export type CostOf = (model: string, usage: TokenUsage | null) => number | null;

/** A judge for one trial, with the account of what it used so far. */
export interface JudgeSession {
  readonly ask: AskJudge;
  readonly use: () => JudgeUse;
}

/** Malformed answers happen to good judges as well, twice in a row hardly. */
const MAX_ANSWERS = 2;
const MAX_REASON_LENGTH = 300;

/**
 * Judges over the run's own model port, so that its limits hold for them, too. A model that refuses temperature 0, as
 * reasoning models do, is asked without it from then on.
 */
export function makeJudges(model: Model, costOf: CostOf = () => null): (signal: AbortSignal) => JudgeSession {
  const withoutTemperature = new Set<string>();
  return (signal) => {
    let use = NO_USE;
    const call = async (request: ModelRequest) => {
      // Whatever comes of it, the call is made; what it costs is known from its answer only.
      use = addJudgeUse([use, { ...NO_USE, calls: 1, models: [request.model] }]);
      const { text, usage } = await orAborted(model.complete(request, signal), signal);
      const { inputTokens, outputTokens } = usage ?? NO_USE;
      const costUsd = costOf(request.model, usage);
      use = addJudgeUse([use, { ...NO_USE, inputTokens, outputTokens, costUsd }]);
      return text;
    };
    return { use: () => use, ask: (question) => ask(question, { call, withoutTemperature, signal }) };
  };
}

interface Asking {
  /** The text of the answer. */
  readonly call: (request: ModelRequest) => Promise<string>;
  readonly withoutTemperature: Set<string>;
  readonly signal: AbortSignal;
}

async function ask(question: JudgeQuestion, asking: Asking): Promise<JudgeAnswer> {
  for (let count = 1; count <= MAX_ANSWERS; count += 1) {
    const read = readJudgement(await callOrFail(question, asking), question.choices);
    if (read !== undefined) return read;
  }
  throw new JudgeFailed(
    `the judge ${JSON.stringify(question.model)} answered ${MAX_ANSWERS} times with something that is not the JSON it was asked for`,
  );
}

async function callOrFail(question: JudgeQuestion, asking: Asking): Promise<string> {
  try {
    return await callTolerant(question, asking);
  } catch (error) {
    asking.signal.throwIfAborted();
    if (!(error instanceof ModelError)) throw error;
    throw new JudgeFailed(`the judge ${JSON.stringify(question.model)} failed: ${error.message}`, {
      cause: error,
    });
  }
}

async function callTolerant(question: JudgeQuestion, { call, withoutTemperature }: Asking): Promise<string> {
  const cold: JsonObject = { temperature: 0 };
  const { model } = question;
  if (withoutTemperature.has(model)) return call(judgeRequest(question, {}));
  try {
    return await call(judgeRequest(question, cold));
  } catch (error) {
    if (!(error instanceof ModelError) || error.code !== "refused_request") throw error;
    const text = await call(judgeRequest(question, {}));
    withoutTemperature.add(model);
    return text;
  }
}

const judgementSchema = z.strictObject({ reason: z.string(), choice: z.string() });

/** Nothing but the whole JSON object with one of the choices, letter by letter, is a judgement. */
function readJudgement(text: string, choices: readonly string[]): JudgeAnswer | undefined {
  const parsed = judgementSchema.safeParse(jsonOf(text));
  if (!parsed.success || !choices.includes(parsed.data.choice)) return undefined;
  const reason = parsed.data.reason
    .slice(0, MAX_REASON_LENGTH * 2)
    .replace(/\s+/g, " ")
    .trim();
  const cut = reason.length > MAX_REASON_LENGTH ? `${reason.slice(0, MAX_REASON_LENGTH - 1)}…` : reason;
  return { choice: parsed.data.choice, reason: cut.toWellFormed() };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
