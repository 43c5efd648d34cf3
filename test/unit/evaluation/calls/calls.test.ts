import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeBudget } from "../../../../src/evaluation/calls/budget.ts";
import { BudgetExhausted, makeCalls } from "../../../../src/evaluation/calls/calls.ts";
import type { Model } from "../../../../src/evaluation/model.ts";
import { answerOf, PROVIDER_OF } from "../support.ts";

/** Answers with as many tokens as the question says; one costs a dollar. */
const model: Model = {
  complete: async ({ messages }) => {
    await new Promise(setImmediate);
    return { ...answerOf("Yes."), usage: { inputTokens: 0, outputTokens: Number(messages[0]?.content) } };
  },
};
const priceOf = () => ({ inputPerMillion: 0, outputPerMillion: 1_000_000 });

interface Run {
  readonly capUsd: number;
  readonly concurrency: number;
  readonly maxOutputTokens: number;
  /** Tokens of the answers, of prompts that set no limit. */
  readonly answers: readonly number[];
}

/** USD that a run spent, and how many of its calls were made. */
async function spend({ answers, capUsd, concurrency, maxOutputTokens }: Run) {
  const budget = makeBudget(capUsd);
  const { signal } = new AbortController();
  const startedAt = "2026-11-21T00:00:00Z";
  const limits = { budget, capUsd, maxOutputTokens };
  const calls = makeCalls({ model, providerOf: PROVIDER_OF, priceOf, startedAt, signal, ...limits });
  const draw = { prompt: "p", suiteCase: "c", arm: "head", phase: "first_pass", trial: 0 } as const;
  const ask = calls.forTrial({ ...draw, isAsked: true });
  const left = answers.values();
  const worker = async () => {
    for (const tokens of left) {
      const messages = [{ role: "user", content: String(tokens) }] as const;
      await ask({ model: "m", messages, parameters: {} }, "head").catch((error: unknown) => {
        if (!(error instanceof BudgetExhausted)) throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { spent: budget.spent(), made: calls.totals().head.calls };
}

const someRun = fc.record({
  capUsd: fc.integer({ min: 1, max: 300 }),
  concurrency: fc.integer({ min: 1, max: 8 }),
  maxOutputTokens: fc.integer({ min: 1, max: 60 }),
  answers: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 30 }),
});

describe("the cap, where a prompt sets no limit to an answer", () => {
  it("is never exceeded where budget.max_output_tokens is no less than the longest answer", async () => {
    await fc.assert(
      fc.asyncProperty(someRun, async (run) => {
        const { spent } = await spend({ ...run, maxOutputTokens: Math.max(0, ...run.answers) });
        expect(spent).toBeLessThanOrEqual(run.capUsd);
      }),
    );
  });

  it("is exceeded else by what answers have more, of the calls under way, and in proportion at most", async () => {
    await fc.assert(
      fc.asyncProperty(someRun, async (run) => {
        const { capUsd, concurrency, maxOutputTokens } = run;
        const longest = Math.max(maxOutputTokens, ...run.answers);
        const { spent } = await spend(run);
        expect(spent).toBeLessThanOrEqual(capUsd + concurrency * (longest - maxOutputTokens));
        expect(spent).toBeLessThanOrEqual((capUsd * longest) / maxOutputTokens);
      }),
    );
  });

  it("is exceeded once: after that no call is made", async () => {
    const run = { capUsd: 100, concurrency: 4, answers: Array.from({ length: 20 }, () => 50) };
    expect(await spend({ ...run, maxOutputTokens: 10 })).toEqual({ spent: 200, made: 4 });
    expect(await spend({ ...run, maxOutputTokens: 50 })).toEqual({ spent: 100, made: 2 });
  });
});
