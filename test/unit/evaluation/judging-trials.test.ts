import { describe, expect, it } from "vitest";
import { makeBudget } from "../../../src/evaluation/calls/budget.ts";
import { makeCalls } from "../../../src/evaluation/calls/calls.ts";
import { type Model, ModelError, type ModelResponse } from "../../../src/evaluation/model.ts";
import { askOpinions, type OpenOpinions } from "../../../src/evaluation/opinions.ts";
import { preparePrompt } from "../../../src/evaluation/prepared-prompt.ts";
import type { ModelPrice } from "../../../src/evaluation/prices.ts";
import { type RunSignals, runTrials, type Trial } from "../../../src/evaluation/trials.ts";
import { withWatchdog } from "../../../src/models/watchdog.ts";
import { JUDGES, judgementText } from "./evaluators/support.ts";
import { answerOf, changeOf, fileOf, PROVIDER_OF } from "./support.ts";

const FLUENT = "{name: fluent, uses: github/fluency}";
const YES = "{name: says yes, string: {contains: 'yes'}}";
const NEVER = new AbortController().signal;

type Judging = (number: number) => ModelResponse | Promise<ModelResponse>;

/** A model that says yes, and as the judge what a function makes of the number of its question. */
function modelWith(judge: Judging): Model & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    complete: async ({ model }) => {
      asked.push(model);
      return model === "openai/judge"
        ? judge(asked.filter((one) => one === model).length - 1)
        : answerOf("Yes.");
    },
  };
}

interface Options {
  readonly baseEvaluators?: readonly string[];
  readonly concurrency?: number;
  readonly signals?: RunSignals;
  readonly price?: ModelPrice;
}

/** Runs the head's cases of a new prompt with these evaluators. */
async function runCounted(evaluators: readonly string[], model: Model, options: Options = {}) {
  const { baseEvaluators, concurrency = 2, signals = { cancelled: NEVER, timeUp: NEVER } } = options;
  const cases = ["{q: one}", "{q: two}"];
  const base = baseEvaluators ? fileOf({ word: "old", cases, evaluators: baseEvaluators }) : null;
  const prepared = await preparePrompt(changeOf(base, fileOf({ word: "new", cases, evaluators })), {
    allowLoosening: false,
    providerOf: PROVIDER_OF,
    watchdog: withWatchdog,
    judges: JUDGES,
  });
  const { effective } = prepared.prompt.head;
  const trials = prepared.cases.map(({ id, values }): Trial => {
    const draw = { prompt: "greet", suiteCase: id, arm: "head", phase: "first_pass", trial: 0 } as const;
    return { effective, values, evaluators: prepared.evaluators, arm: "head", draw };
  });
  const calls = makeCalls({
    model,
    providerOf: PROVIDER_OF,
    priceOf: () => options.price ?? null,
    budget: makeBudget(null),
    capUsd: null,
    startedAt: "2026-11-21T10:00:00.000Z",
    signal: AbortSignal.any([signals.cancelled, signals.timeUp]),
  });
  const opinions: OpenOpinions = new Map();
  const answered = await runTrials(trials, { calls, concurrency, signals, opinions, onDone: () => {} });
  const told = await askOpinions(opinions, concurrency, () => {});
  const outcomes = answered.map((outcome) => told.get(outcome) ?? outcome);
  return { outcomes, totals: calls.totals() };
}

async function run(evaluators: readonly string[], model: Model, options: Options = {}) {
  return (await runCounted(evaluators, model, options)).outcomes;
}

describe("trials with judges", () => {
  it("carry the judge's score, and who judged", async () => {
    const price = { inputPerMillion: 100_000, outputPerMillion: 250_000 };
    const model = modelWith((number) => answerOf(number === 0 ? "no JSON" : judgementText("4")));
    const { outcomes, totals } = await runCounted([YES, FLUENT], model, { price, concurrency: 1 });
    expect(outcomes[0]).toMatchObject({
      kind: "answered",
      pass: true,
      costUsd: 1,
      usage: { inputTokens: 5, outputTokens: 2 },
      evaluations: [{ score: 1 }, { name: "fluent", score: 0.75, pass: true }],
      judges: ["openai/judge"],
    });
    expect(totals.head).toMatchObject({ calls: 2, inputTokens: 10, outputTokens: 4, costUsd: 2 });
    expect(totals.judge).toMatchObject({
      calls: 3,
      inputTokens: 15,
      outputTokens: 6,
      costUsd: 3,
      models: ["openai/judge"],
    });
  });

  it("see the end of the run's time between evaluators, though none of these waits for anything", async () => {
    const timeUp = new AbortController();
    const model: Model = {
      complete: async () => {
        setImmediate(() => timeUp.abort());
        return answerOf("Yes.");
      },
    };
    const signals = { cancelled: NEVER, timeUp: timeUp.signal };
    const outcomes = await run([YES, "{name: slow, regex: 'e'}"], model, { signals, concurrency: 1 });
    expect(outcomes).toMatchObject([{ code: "time_limit" }, { code: "time_limit" }]);
  });

  it("keep what evaluators that count have said where the time is up for those that don't yet", async () => {
    const timeUp = new AbortController();
    const signals = { cancelled: NEVER, timeUp: timeUp.signal };
    const model = modelWith(() => {
      timeUp.abort();
      return new Promise<ModelResponse>(() => {});
    });
    const outcomes = await run([YES, FLUENT, "{name: slow, regex: 'e'}"], model, {
      ...{ signals, concurrency: 1 },
      baseEvaluators: [YES],
    });
    expect(outcomes[0]).toMatchObject({
      kind: "answered",
      pass: true,
      evaluations: [{ name: "says yes", counts: true }],
      evaluatorErrors: [
        { name: "fluent" },
        {
          name: "slow",
          message: 'The evaluator "slow" gave no verdict: the run was over before it was asked.',
        },
      ],
    });
  });

  it("know no cost where one of the judge's calls has none", async () => {
    const judge = (number: number) => ({
      ...answerOf(number === 0 ? "no JSON" : judgementText("4")),
      usage: null,
    });
    const price = { inputPerMillion: 100_000, outputPerMillion: 250_000 };
    const { outcomes, totals } = await runCounted([FLUENT], modelWith(judge), { price, concurrency: 1 });
    expect(outcomes[0]).toMatchObject({ costUsd: 1 });
    expect(totals.judge).toMatchObject({ calls: 3, inputTokens: 0, costUsd: null });
    const priceless = await runCounted(
      [FLUENT],
      modelWith(() => answerOf(judgementText("4"))),
    );
    expect(priceless.outcomes[0]).toMatchObject({ costUsd: null });
    expect(priceless.totals.head.costUsd).toBeNull();
  });

  it("say nothing of judges where none was asked", async () => {
    const [first] = await run(
      [YES],
      modelWith(() => answerOf("")),
    );
    expect(first).not.toHaveProperty("judges");
  });

  it("know no outcome where the judge fails, even one that the provider blames on the request", async () => {
    const refusing = modelWith(() => {
      throw new ModelError("refused_request", "The model's provider refuses this request (HTTP 400).");
    });
    const [first] = await run([FLUENT], refusing);
    expect(first).toEqual({
      kind: "error",
      code: "evaluator_failed",
      message:
        'The evaluator "fluent" gave no verdict: the judge "openai/judge" failed: The model\'s provider refuses this request (HTTP 400).',
      judges: ["openai/judge"],
    });
  });

  it("stand where an evaluator fails that does not count, which is told", async () => {
    const model = modelWith(() => answerOf("no JSON"));
    const [first] = await run([YES, FLUENT], model, { baseEvaluators: [YES] });
    expect(first).toMatchObject({
      kind: "answered",
      pass: true,
      evaluations: [{ name: "says yes", pass: true }],
      evaluatorErrors: [{ name: "fluent", message: expect.stringContaining("gave no verdict") }],
    });
  });

  it("end with the run when the judge never answers", async () => {
    const over = new AbortController();
    const model = modelWith(() => {
      over.abort();
      return new Promise<ModelResponse>(() => {});
    });
    const outcomes = await run([FLUENT], model, {
      concurrency: 1,
      signals: { cancelled: NEVER, timeUp: over.signal },
    });
    expect(outcomes).toMatchObject([{ code: "time_limit" }, { code: "time_limit" }]);
    expect(model.asked).toHaveLength(2);
  });

  it("hold the limit of calls at once, judges included", async () => {
    let open = 0;
    let peak = 0;
    const counted: Model = {
      complete: async ({ model }) => {
        open += 1;
        peak = Math.max(peak, open);
        await new Promise(setImmediate);
        open -= 1;
        return answerOf(model === "openai/judge" ? judgementText("5") : "Yes.");
      },
    };
    await run([FLUENT, "{name: relevant, uses: github/relevance}"], counted, { concurrency: 1 });
    expect(peak).toBe(1);
  });
});

describe("a suite's digest", () => {
  const digestWith = async (evaluator: string, defaultModel: string) => {
    const { suite } = await preparePrompt(changeOf(null, fileOf({ word: "new", evaluators: [evaluator] })), {
      allowLoosening: false,
      providerOf: PROVIDER_OF,
      watchdog: withWatchdog,
      judges: { defaultModel, allows: () => true },
    });
    return suite.digest;
  };

  it.each([
    FLUENT,
    "{name: a, not: {uses: github/fluency}}",
    "{name: a, llm: {prompt: p, choices: [{choice: a, score: 1}]}}",
    "{name: a, refusal: {expect: must, judge: true}}",
  ])("is another with another judge for %s", async (evaluator) => {
    expect(await digestWith(evaluator, "openai/a")).not.toBe(await digestWith(evaluator, "openai/b"));
  });

  it.each([
    YES,
    "{name: a, uses: github/fluency, modelId: openai/c}",
    "{name: a, llm: {modelId: openai/c, prompt: p, choices: [{choice: a, score: 1}]}}",
    "{name: a, refusal: must}",
  ])("does not depend on the default judge for %s", async (evaluator) => {
    expect(await digestWith(evaluator, "openai/a")).toBe(await digestWith(evaluator, "openai/b"));
  });
});
