import { describe, expect, it } from "vitest";
import type { EvaluationInput } from "../../../src/evaluation/evaluate.ts";
import { type Model, ModelError } from "../../../src/evaluation/model.ts";
import type { PriceOf } from "../../../src/evaluation/prices.ts";
import type { EstimateReport } from "../../../src/evaluation/report/report.ts";
import { JUDGES, judgementText } from "./evaluators/support.ts";
import { answerOf, CLOCK, changeOf, evaluate, fileOf, modelOf, onlyPrompt, promptOf } from "./support.ts";

const CHANGE = changeOf(fileOf({ word: "old" }), fileOf({ word: "new" }));
/** A call of these tests has 5 tokens in and 2 out: 0.007 USD; about a dollar is set aside for it. */
const PRICE: PriceOf = () => ({ inputPerMillion: 1_000, outputPerMillion: 1_000 });
const CALL = 0.007;

function capped(usd: number, more: Partial<EvaluationInput["limits"]> = {}) {
  return { priceOf: PRICE, limits: { concurrency: 1, minutes: 15, usd, ...more } };
}

function codesOf(prompt: { readonly reasons: readonly { readonly code: string }[] }): readonly string[] {
  return prompt.reasons.map(({ code }) => code);
}

describe("what a run costs", () => {
  it("is in the report: of the run, by what it was for, of each arm, and of one production call", async () => {
    const report = await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
      capped(10),
    );
    const { base, head } = onlyPrompt(report);
    expect(report.run.cost_usd).toBeCloseTo(6 * CALL);
    expect(report.run.spent?.base).toEqual({
      calls: 3,
      input_tokens: 15,
      output_tokens: 6,
      cost_usd: expect.closeTo(3 * CALL),
    });
    expect(report.run.budget).toMatchObject({ usd: 10, minutes: 15, exhausted: false, unknown_prices: [] });
    expect(base?.metrics.cost_usd).toBeCloseTo(3 * CALL);
    expect(head.metrics.cost_per_call_usd).toBeCloseTo(CALL);
    expect(onlyPrompt(report).cases[0]?.head).toMatchObject({ cost_usd: expect.closeTo(CALL) });
  });

  it("is unknown, and not 0, where a price is", async () => {
    const report = await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
    );
    expect(report.run).toMatchObject({ cost_usd: null, spent: { head: { cost_usd: null } } });
    expect(report.run.budget?.unknown_prices).toEqual(["openai/gpt-4.1"]);
  });

  it("feeds max_cost_usd and the rules on cost", async () => {
    const evaluators = ["{name: cheap, max_cost_usd: 0.006}"];
    const change = changeOf(null, fileOf({ word: "new", evaluators, gates: "{max_cost_usd: 0.001}" }));
    const prompt = onlyPrompt(
      await evaluate(
        [change],
        modelOf(() => "Yes."),
        { priceOf: PRICE },
      ),
    );
    expect(codesOf(prompt)).toEqual(["failing_without_baseline", "absolute_budget_exceeded"]);
  });
});

describe("the estimate", () => {
  it("is there before the first call, of each arm and of the judges", async () => {
    const evaluators = ["{name: fluent, uses: github/fluency}"];
    const change = changeOf(fileOf({ word: "old", evaluators }), fileOf({ word: "new", evaluators }));
    const model = modelOf(() => judgementText("5"));
    const seen: { readonly estimate: EstimateReport; readonly callsBefore: number }[] = [];
    const report = await evaluate([change], model, {
      ...capped(100),
      judges: JUDGES,
      onEstimate: (estimate) => seen.push({ estimate, callsBefore: model.asked.length }),
    });
    expect(seen.map(({ callsBefore }) => callsBefore)).toEqual([0]);
    const { base, cost_usd, head, judges } = seen[0]?.estimate ?? {};
    expect([base?.calls, head?.calls, judges?.calls]).toEqual([3, 3, 6]);
    expect(head).toMatchObject({ input_tokens: 21, output_tokens: 3_000, cost_usd: expect.closeTo(3.021) });
    expect(cost_usd).toBeCloseTo((base?.cost_usd ?? 0) + (head?.cost_usd ?? 0) + (judges?.cost_usd ?? 0));
    expect(report.run.estimate).toEqual(seen[0]?.estimate);
  });
});

describe("the cap in USD", () => {
  it("lets no further call start, and says what was spent and what to change", async () => {
    const model = modelOf(() => "Yes.");
    const report = await evaluate([CHANGE], model, capped(1.028));
    const prompt = onlyPrompt(report);
    expect(model.asked).toHaveLength(2);
    expect([prompt.verdict, ...codesOf(prompt)]).toEqual(["inconclusive", "budget_exhausted"]);
    expect(prompt.reasons[0]?.message).toContain(
      "0.014 USD are spent, and the next call could cost 1.02 USD",
    );
    expect(prompt.reasons[0]?.message).toContain("budget.usd");
    expect(report.run.budget).toMatchObject({ exhausted: true, spent_usd: expect.closeTo(0.014) });
  });

  it("counts what calls under way may still take before another one starts", async () => {
    let open = 0;
    let peak = 0;
    const model = modelOf(async () => {
      open += 1;
      peak = Math.max(peak, open);
      await new Promise(setImmediate);
      open -= 1;
      return "Yes.";
    });
    const report = await evaluate([CHANGE], model, capped(1.5, { concurrency: 6 }));
    expect([report.verdict, peak]).toEqual(["pass", 1]);
  });

  it("ends judges' calls, too", async () => {
    const evaluators = ["{name: fluent, uses: github/fluency}"];
    const change = changeOf(null, fileOf({ word: "new", evaluators, cases: ["{q: one}"] }));
    const model = modelOf(() => judgementText("5"));
    const prompt = onlyPrompt(await evaluate([change], model, { ...capped(1.05), judges: JUDGES }));
    expect(model.asked).toHaveLength(1);
    expect(codesOf(prompt)).toEqual(["budget_exhausted"]);
  });

  it("lets a regression fail that was confirmed before", async () => {
    const cases = ["{q: one}", "{q: two}", "{q: three}", "{q: late}"];
    const change = changeOf(fileOf({ word: "old" }), fileOf({ word: "new", cases }));
    const model = modelOf((content) => (content === "new one" ? "No." : "Yes."));
    const prompt = onlyPrompt(await evaluate([change], model, capped(1.015 + 12 * CALL)));
    expect([prompt.verdict, ...codesOf(prompt)]).toEqual([
      "fail",
      "confirmed_regression",
      "budget_exhausted",
    ]);
  });

  it("lets nobody escape confirmation by using it up", async () => {
    const model = modelOf((content) => (content === "new one" ? "No." : "Yes."));
    const prompt = onlyPrompt(await evaluate([CHANGE], model, capped(1.015 + 7 * CALL)));
    expect([prompt.verdict, codesOf(prompt)[0]]).toEqual(["fail", "unconfirmed_regression"]);
  });

  it("fails a head whose calls alone do not fit, and says what to lower", async () => {
    const text = (word: string, most: number) =>
      promptOf(
        `name: Greet\nmodel: openai/gpt-4.1\nmodelParameters: {maxTokens: ${most}}\nmessages: [{role: user, content: "${word} {{q}}"}]\n` +
          "testData: [{q: one}, {q: two}]\nevaluators: [{name: yes, string: {contains: 'yes'}}]\n",
      );
    const model = modelOf((content) => (content.startsWith("new") ? "No." : "Yes."));
    const change = changeOf(text("old", 100), text("new", 300_000));
    const prompt = onlyPrompt(await evaluate([change], model, capped(2)));
    expect([prompt.verdict, prompt.blocks, codesOf(prompt)[0]]).toEqual(["fail", true, "head_unanswered"]);
    expect(prompt.reasons[0]?.message).toContain("maxTokens");
    expect(model.asked.filter(({ messages }) => messages[0]?.content.startsWith("new"))).toEqual([]);
  });

  it("counts a call that broke off as what was set aside for it, and one that was refused as nothing", async () => {
    const broken = modelOf(() => {
      throw new ModelError("timeout", "No answer.");
    });
    const timedOut = await evaluate([CHANGE], broken, capped(3.5));
    expect(broken.asked).toHaveLength(3);
    expect(timedOut.run.budget?.spent_usd).toBeGreaterThan(3);
    const refused = await evaluate(
      [CHANGE],
      modelOf(() => {
        throw new ModelError("rate_limited", "Not now.");
      }),
      capped(3.5),
    );
    expect(refused.run).toMatchObject({ cost_usd: 0, budget: { spent_usd: 0, exhausted: false } });
  });

  /** Answers each call at its third attempt: the first is broken off, the second refused. */
  const stumbling: Model = {
    complete: async (_request, _signal, beforeRetry) => {
      await beforeRetry?.(new ModelError("network", "It broke off."));
      await beforeRetry?.(new ModelError("rate_limited", "Not now."));
      return answerOf("Yes.");
    },
  };

  it("counts an attempt that broke off beside the one that was answered, as what was set aside for it", async () => {
    const report = await evaluate([changeOf(null, fileOf({ word: "new" }))], stumbling, capped(10));
    expect(report.run.calls).toBe(3);
    expect(report.run.cost_usd).toBeGreaterThan(3);
    expect(report.run.budget?.spent_usd).toBeCloseTo(report.run.cost_usd ?? 0);
  });

  it("makes no second attempt that might not fit the cap where the first broke off", async () => {
    const report = await evaluate([changeOf(null, fileOf({ word: "new" }))], stumbling, capped(1.5));
    expect(report.run.budget).toMatchObject({ exhausted: true });
    expect(report.run.budget?.spent_usd).toBeLessThanOrEqual(1.5);
    expect(codesOf(onlyPrompt(report))).toEqual(["budget_exhausted"]);
  });

  it("is not used up by what was set aside for calls that the run's end cut off", async () => {
    const end = new AbortController();
    const model: Model = {
      complete: () => {
        end.abort();
        return new Promise(() => {});
      },
    };
    const report = await evaluate([CHANGE], model, {
      priceOf: PRICE,
      limits: { concurrency: 2, minutes: 15, usd: 1.5 },
      clock: { ...CLOCK, timeout: () => end.signal },
    });
    expect(codesOf(onlyPrompt(report))).toEqual(["time_limit"]);
    expect(report.run.budget?.exhausted).toBe(false);
  });

  it("expects answers as long as the longest so far where the prompt sets no limit", async () => {
    const model = {
      complete: async () => ({ ...answerOf("Yes."), usage: { inputTokens: 5, outputTokens: 4_000 } }),
    };
    const report = await evaluate([CHANGE], model, capped(8));
    expect(report.run.budget).toMatchObject({ exhausted: true, spent_usd: expect.closeTo(4.005) });
  });
});

describe("a run with a cap and a model of unknown price", () => {
  const unknown: PriceOf = () => null;

  it("does not start, and names the model and the lines to add", async () => {
    const model = modelOf(() => "Yes.");
    const report = await evaluate([CHANGE], model, { ...capped(2), priceOf: unknown });
    const prompt = onlyPrompt(report);
    expect(model.asked).toEqual([]);
    expect([prompt.verdict, ...codesOf(prompt)]).toEqual(["inconclusive", "price_unknown"]);
    expect(prompt.reasons[0]?.message).toContain('"openai/gpt-4.1": { input: …, output: … }');
    expect(prompt.reasons[0]?.message).toContain("allow_unknown_prices: true");
    expect(report.run).toMatchObject({ calls: 0, budget: { unknown_prices: ["openai/gpt-4.1"] } });
  });

  it("fails where only the model that the head changes to has none", async () => {
    const other = changeOf(
      fileOf({ word: "old" }),
      promptOf(
        "name: Greet\nmodel: openai/o9\nmessages: [{role: user, content: 'new {{q}}'}]\n" +
          "testData: [{q: one}, {q: two}, {q: three}]\nevaluators: [{name: says yes, string: {contains: 'yes'}}]\n",
      ),
    );
    const priceOf: PriceOf = (name) => (name === "openai/o9" ? null : PRICE(name));
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([other], model, { ...capped(2), priceOf }));
    expect(model.asked).toEqual([]);
    expect([prompt.verdict, codesOf(prompt)[0]]).toEqual(["fail", "model_not_usable"]);
    expect(prompt.reasons[0]?.message).toContain('"openai/o9": { input: …, output: … }');
  });

  it("does not start either where only the judge has none", async () => {
    const evaluators = ["{name: fluent, uses: github/fluency}"];
    const change = changeOf(null, fileOf({ word: "new", evaluators }));
    const priceOf: PriceOf = (name) => (name === JUDGES.defaultModel ? null : PRICE(name));
    const model = modelOf(() => "Yes.");
    const prompt = onlyPrompt(await evaluate([change], model, { ...capped(2), priceOf, judges: JUDGES }));
    expect(model.asked).toEqual([]);
    expect(prompt.reasons[0]?.message).toContain("openai/judge");
  });

  it("runs where the config allows it, and its cost stays unknown", async () => {
    const limits = capped(2, { allowUnknownPrices: true });
    const report = await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
      { ...limits, priceOf: unknown },
    );
    expect(report).toMatchObject({ verdict: "pass", run: { cost_usd: null, calls: 6 } });
  });
});
