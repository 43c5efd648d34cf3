import { z } from "zod";
import { UsageError } from "../usage-error.ts";
import { promptWord } from "../words.ts";

const refWord = z.string().regex(/^[^-\s]\S*$/, "a branch, a tag or a commit");

function countWord(most: number, what: string) {
  return z.string().transform((word, context) => {
    const count = /^[1-9]\d{0,5}$/.test(word) ? Number(word) : Number.NaN;
    if (count <= most) return count;
    context.addIssue({ code: "custom", message: `“${word}” is not a number of ${what}: from 1 to ${most}` });
    return z.NEVER;
  });
}

export const evalWords = z.strictObject({
  prompts: z.array(promptWord).default([]),
  base: refWord.optional(),
  head: refWord.optional(),
  case: z.array(z.string().min(1)).default([]),
  trials: countWord(50, "trials").optional(),
  watch: z.boolean().default(false),
  aa: countWord(1_000, "runs").optional(),
  format: z.enum(["text", "gh-models"]).default("text"),
  cache: z.union([z.string().min(1), z.boolean()]).default(true),
});
export type EvalWords = z.infer<typeof evalWords>;

/** Words that say different things about what to run. Throws `UsageError`. */
export function refuseContradictions({ aa, format, head, watch }: EvalWords): void {
  const refuse = (a: string, b: string, why: string): never => {
    throw new UsageError("usage", `${a} and ${b} do not go together: ${why}.`);
  };
  if (watch && head !== undefined) refuse("--watch", "--head", "a commit does not change");
  if (watch && aa !== undefined) refuse("--watch", "--aa", "the base does not change");
  if (format !== "text" && (watch || aa !== undefined)) {
    refuse(`--format ${format}`, watch ? "--watch" : "--aa", "it is of one evaluation");
  }
  if (aa !== undefined && head !== undefined) refuse("--aa", "--head", "the base is run against itself");
}
