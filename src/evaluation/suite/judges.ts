import { isJsonObject, type Json, type JsonObject, ownMember } from "../../domain/json.ts";
import { JUDGE_TEXTS_VERSION } from "../judge-question.ts";

/** Who judges an evaluator's cases, and by which of our texts: part of what its results depend on. */
export interface JudgeIdentity {
  /** Null where the run has no judge for it. */
  readonly model: string | null;
  readonly texts: number;
}

/** The judge of an evaluator as it is written; undefined where none is asked. Another judge makes another suite. */
export function judgeIdentity(raw: JsonObject, defaultModel: string | undefined): JudgeIdentity | undefined {
  const inner = ownMember(raw, "not");
  const entry = isJsonObject(inner) ? inner : raw;
  const named = namedBy(entry);
  if (named === undefined) return undefined;
  const model = typeof named === "string" ? named : (defaultModel ?? null);
  return { model, texts: JUDGE_TEXTS_VERSION };
}

/** The `modelId` of what asks a judge; null where it names none, undefined where nothing asks one. */
function namedBy(entry: JsonObject): Json | undefined {
  const llm = ownMember(entry, "llm");
  if (isJsonObject(llm)) return ownMember(llm, "modelId") ?? null;
  if (ownMember(entry, "uses") !== undefined) return ownMember(entry, "modelId") ?? null;
  const refusal = ownMember(entry, "refusal");
  const judge = isJsonObject(refusal) ? ownMember(refusal, "judge") : undefined;
  if (isJsonObject(judge)) return ownMember(judge, "modelId") ?? null;
  return judge === true ? null : undefined;
}
