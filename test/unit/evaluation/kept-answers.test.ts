import { describe, expect, it } from "vitest";
import { ModelError } from "../../../src/evaluation/model.ts";
import type { AnswerCache, KeptAnswer } from "../../../src/evaluation/ports.ts";
import type { PriceOf } from "../../../src/evaluation/prices.ts";
import { JUDGES, judgementText } from "./evaluators/support.ts";
import { CLOCK, changeOf, evaluate, fileOf, GATES, modelOf, onlyPrompt } from "./support.ts";

const BASE = fileOf({ word: "old" });
const HEAD = fileOf({ word: "new" });
const CHANGE = changeOf(BASE, HEAD);
const PRICE: PriceOf = () => ({ inputPerMillion: 1_000, outputPerMillion: 1_000 });

function memory(): AnswerCache & { readonly answers: Map<string, KeptAnswer> } {
  const answers = new Map<string, KeptAnswer>();
  return {
    answers,
    read: async (key) => answers.get(key) ?? null,
    write: async (key, answer) => {
      answers.set(key, answer);
    },
  };
}

function at(time: string) {
  return { clock: { ...CLOCK, now: () => `2026-11-21T${time}:00.000Z` } };
}

describe("a second run of the same change", () => {
  it("makes no call, confirmations and judges included, and comes to the same", async () => {
    const evaluators = [
      "{name: fluent, uses: github/fluency}",
      "{name: says yes, string: {contains: 'yes'}}",
    ];
    const change = changeOf(fileOf({ word: "old", evaluators }), fileOf({ word: "new", evaluators }));
    const kept = memory();
    let flips = 0;
    const answer = (content: string) => {
      if (content.startsWith("<") || content.includes("completion-")) return judgementText("5");
      flips += 1;
      return content === "new one" || flips % 5 === 0 ? "No." : "Yes.";
    };
    const options = { kept, judges: JUDGES, priceOf: PRICE };
    const first = await evaluate([change], modelOf(answer), { ...options, ...at("10:00") });
    const again = modelOf(answer);
    const second = await evaluate([change], again, { ...options, ...at("11:00") });
    expect(again.asked).toEqual([]);
    expect(onlyPrompt(second).reasons).toEqual(onlyPrompt(first).reasons);
    expect(onlyPrompt(second).statistics).toEqual(onlyPrompt(first).statistics);
    expect(second.run).toMatchObject({
      calls: 0,
      cost_usd: 0,
      cached_answers: first.run.calls,
      budget: { spent_usd: 0 },
    });
    expect(onlyPrompt(second).head.metrics.cost_usd).toBe(onlyPrompt(first).head.metrics.cost_usd);
    expect(onlyPrompt(second).cases[0]?.head).toMatchObject({
      origin: { kind: "cache", at: "2026-11-21T10:00:00.000Z" },
    });
  });

  it("goes on where the budget of the first ended", async () => {
    const kept = memory();
    const limits = { concurrency: 1, minutes: 15, usd: 1.02 };
    const first = await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
      { kept, priceOf: PRICE, limits },
    );
    expect(first.verdict).toBe("inconclusive");
    const model = modelOf(() => "Yes.");
    const second = await evaluate([CHANGE], model, { kept, priceOf: PRICE });
    expect([second.verdict, model.asked.length]).toEqual(["pass", 6 - first.run.calls]);
  });

  it.each([
    ["the head alone", "new", "fail", "head_unanswered"],
    ["both arms by now", "", "inconclusive", "model_unavailable"],
  ])(
    "asks the base again where the head gets no answer, whatever is kept: %s has none",
    async (_, unreachable, verdict, reason) => {
      const kept = memory();
      const without = (start: string) =>
        modelOf((content) => {
          if (content.startsWith(start)) throw new ModelError("server_error", "Failed.");
          return "Yes.";
        });
      await evaluate([CHANGE], without("new"), { kept, ...at("10:00") });
      const second = await evaluate([CHANGE], without(unreachable), { kept, ...at("11:00") });
      expect([second.verdict, onlyPrompt(second).reasons[0]?.code]).toEqual([verdict, reason]);
    },
  );

  it("asks again where there was no answer", async () => {
    const kept = memory();
    const failing = modelOf(() => {
      throw new ModelError("network", "No connection.");
    });
    await evaluate([CHANGE], failing, { kept });
    expect(kept.answers.size).toBe(0);
  });
});

describe("kept answers", () => {
  it("serve one trial each: trials and confirmations stay draws of their own", async () => {
    const kept = memory();
    const model = modelOf((content) => (content === "new one" ? "No." : "Yes."));
    const gates = { ...GATES, trials: 2 };
    await evaluate([CHANGE], model, { kept, gates });
    expect(model.asked.length).toBeGreaterThan(12);
    expect(kept.answers.size).toBe(model.asked.length);
  });

  it("of the base stay good when only the head changes", async () => {
    const kept = memory();
    await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
      { kept },
    );
    const model = modelOf(() => "Yes.");
    await evaluate([changeOf(BASE, fileOf({ word: "newer" }))], model, { kept });
    expect(model.asked.map(({ messages }) => messages[0]?.content)).toEqual([
      "newer one",
      "newer two",
      "newer three",
    ]);
  });

  it("are no good for another provider", async () => {
    const kept = memory();
    await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
      { kept },
    );
    const model = modelOf(() => "Yes.");
    await evaluate([CHANGE], model, { kept, providerOf: () => "there" });
    expect(model.asked).toHaveLength(6);
  });

  it("are asked for anew on both arms where a rule compares latencies, so that one run measures both", async () => {
    const kept = memory();
    const gates = { ...GATES, max_latency_ratio: 2 };
    await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
      { kept, gates, ...at("10:00") },
    );
    const model = modelOf(() => "Yes.");
    const report = await evaluate([changeOf(BASE, fileOf({ word: "newer" }))], model, {
      kept,
      gates,
      ...at("11:00"),
    });
    expect(model.asked).toHaveLength(6);
    expect(onlyPrompt(report).reasons.map(({ code }) => code)).toEqual(["no_regression"]);
  });

  it("are not compared by latency with what another run measured", async () => {
    const kept = memory();
    await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
      { kept, ...at("10:00") },
    );
    const change = changeOf(BASE, fileOf({ word: "newer" }));
    const report = await evaluate(
      [change],
      modelOf(() => "Yes."),
      { kept, ...at("11:00") },
    );
    const metrics = onlyPrompt(report).statistics?.comparisons.map(({ metric }) => metric);
    expect(metrics).toContain("tokens");
    expect(metrics).not.toContain("latency");
  });
});
