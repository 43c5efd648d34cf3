import { z } from "zod";
import type { JsonObject } from "../domain/json.ts";
import type { Ask } from "./calls/calls.ts";
import { type JudgeQuestion, judgeRequest } from "./judge-question.ts";
import { ModelError, type ModelRequest } from "./model.ts";

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

/** Malformed answers happen to good judges as well, twice in a row hardly. */
const MAX_ANSWERS = 2;
const MAX_REASON_LENGTH = 300;

/**
 * Judges over the run's own calls, so that its limits hold for them, too; made once a run, then for each trial. A model that
 * refuses temperature 0, as reasoning models do, is asked without it from then on.
 */
export function makeJudges(): (ask: Ask, signal: AbortSignal) => AskJudge {
  const withoutTemperature = new Set<string>();
  return (askModel, signal) => {
    const call = async (request: ModelRequest) => (await askModel(request, "judge")).response.text;
    return (question) => ask(question, { call, withoutTemperature, signal });
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

/**
 * Nothing but the whole JSON object with one of the choices, letter by letter, is a judgement. It may stand in one code
 * fence: so judges write whose server has no schemas.
 */
function readJudgement(text: string, choices: readonly string[]): JudgeAnswer | undefined {
  const parsed = judgementSchema.safeParse(jsonOf(withoutFence(text)));
  if (!parsed.success || !choices.includes(parsed.data.choice)) return undefined;
  const reason = parsed.data.reason
    .slice(0, MAX_REASON_LENGTH * 2)
    .replace(/\s+/g, " ")
    .trim();
  const cut = reason.length > MAX_REASON_LENGTH ? `${reason.slice(0, MAX_REASON_LENGTH - 1)}…` : reason;
  return { choice: parsed.data.choice, reason: cut.toWellFormed() };
}

const FENCED = /^```(?:json)?[ \t]*\r?\n([\s\S]*)\n```$/i;

function withoutFence(text: string): string {
  const trimmed = text.trim();
  return FENCED.exec(trimmed)?.[1] ?? trimmed;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
