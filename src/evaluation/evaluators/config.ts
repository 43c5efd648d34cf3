import type { z } from "zod";
import type { Json } from "../../domain/json.ts";
import type { JudgeResult } from "./evaluator.ts";

export type ConfigResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly invalid: JudgeResult & { readonly kind: "invalid" } };

/** For people: the evaluator's kind and a line that would be right. */
interface Words {
  readonly kind: string;
  readonly example: string;
}

const MAX_TOLD = 3;

/** Reads what stands under an evaluator's key. What does not fit is told with its place and a line that would. */
export function readConfig<T>(schema: z.ZodType<T>, config: Json, { kind, example }: Words): ConfigResult<T> {
  const parsed = schema.safeParse(config);
  if (parsed.success) return { ok: true, value: parsed.data };
  const told = parsed.error.issues.slice(0, MAX_TOLD).map(sentenceOf).join("; ");
  const message = `The "${kind}" evaluator cannot be read: ${told}. Write for example "${example}".`;
  return { ok: false, invalid: { kind: "invalid", message } };
}

function sentenceOf({ path, message }: z.core.$ZodIssue): string {
  const place = path.map(String).join(".");
  const said = message.replace(/\.$/, "");
  return place === "" ? said : `${JSON.stringify(place)}: ${said}`;
}
