import { z } from "zod";
import { type Json, type JsonObject, ownMember } from "../../domain/json.ts";
import { printValue } from "../../domain/prompt/variables.ts";
import type { JudgeSettings } from "../judge.ts";
import { asMaterial } from "../judge-question.ts";
import { readConfig } from "./config.ts";
import { CannotJudge, type JudgeResult, type Subject } from "./evaluator.ts";
import { GITHUB_STANDARDS, type Material, type Standard } from "./github-standards.ts";
import { DEFAULT_THRESHOLD, judgedBy, judgeModel, thresholdSchema } from "./llm.ts";

const PREFIX = "github/";
const GITHUB_JUDGES: readonly string[] = Object.keys(GITHUB_STANDARDS).map((name) => PREFIX + name);

/** Grades 1 to 5, spread evenly over scores from 0 to 1, as GitHub's were. */
const GRADES = ["1", "2", "3", "4", "5"] as const;

const schema = z.object({
  modelId: z.string().min(1).optional(),
  threshold: thresholdSchema.default(DEFAULT_THRESHOLD),
});

/**
 * `uses: github/…`: GitHub's ready-made judges with the same material and scale, in our own words. `modelId` and
 * `threshold` may stand beside `uses`.
 */
export function githubJudge(uses: string, raw: JsonObject, judges: JudgeSettings | undefined): JudgeResult {
  const standard = uses.startsWith(PREFIX)
    ? ownMember(GITHUB_STANDARDS, uses.slice(PREFIX.length))
    : undefined;
  if (standard === undefined) {
    const message = `It uses ${JSON.stringify(uses)}, which is not evaluated here: ${GITHUB_JUDGES.join(", ")} are.`;
    return { kind: "unsupported", message };
  }
  const read = readConfig(schema, withoutNulls(raw), {
    kind: uses,
    example: `uses: ${uses}, threshold: 0.75`,
  });
  if (!read.ok) return read.invalid;
  const found = judgeModel(read.value.modelId, judges);
  if (found.kind !== "model") return found;
  return {
    kind: "ready",
    judge: async (subject) => {
      const text = questionText(standard, subject);
      const { choice, reason } = await subject.ask({ model: found.model, text, choices: GRADES });
      const score = (Number(choice) - 1) / (GRADES.length - 1);
      return judgedBy({ choice, reason, score, threshold: read.value.threshold });
    },
  };
}

/** In YAML a key with nothing behind it says as little as a missing one. */
function withoutNulls(raw: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null));
}

function questionText(standard: Standard, subject: Subject): string {
  const grades = standard.grades.map((meaning, index) => `${index + 1}: ${meaning}`);
  const material = standard.material.map((one) => asMaterial(one, materialOf(one, subject)));
  return [standard.task, `Grades:\n${grades.join("\n")}`, ...material].join("\n\n");
}

function materialOf(one: Material, { answer, messages, values }: Subject): string {
  switch (one) {
    case "completion":
      return answer.text.trim();
    case "input":
      return textOf(ownMember(values, "input")) ?? lastAsked(messages);
    case "expected":
      return textOf(ownMember(values, "expected")) ?? missing('has no "expected"');
    case "context":
      return (
        textOf(ownMember(values, "expected")) ??
        textOf(ownMember(values, "context")) ??
        missing('has neither "expected" nor "context" to ground the answer in')
      );
  }
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined || value === null ? undefined : printValue(value);
}

function missing(what: string): never {
  throw new CannotJudge(`the case ${what}: add it to its test data`);
}

/** Where a case calls its input otherwise, what the model was asked last says it. */
function lastAsked(messages: Subject["messages"]): string {
  return messages.findLast(({ role }) => role === "user")?.content ?? messages.at(-1)?.content ?? "";
}
