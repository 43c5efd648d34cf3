import { describe, expect, it } from "vitest";
import { judged, judgedSubject, prepared, subjectOf } from "./support.ts";

describe("max_latency_ms", () => {
  it.each([
    [200, true],
    [200.4, false],
    [3_000, false],
  ])("an answer after %d ms with 200 allowed: %s", async (latencyMs, pass) => {
    const judgement = await judged("{max_latency_ms: 200}", { latencyMs });
    expect(judgement).toMatchObject({ pass, score: pass ? 1 : 0 });
    expect(judgement.why).toContain("200 ms");
  });
});

describe("max_tokens", () => {
  const usage = { inputTokens: 40, outputTokens: 10 };
  it.each([
    ["{max_tokens: 10}", true, "10 of 10 output tokens"],
    ["{max_tokens: 9}", false, "10 output tokens, more than 9"],
    ["{max_tokens: {input: 39}}", false, "40 input tokens, more than 39"],
    ["{max_tokens: {input: 40, total: 50}}", true, "50 of 50 tokens in all"],
    ["{max_tokens: {output: 10, total: 49}}", false, "50 tokens in all, more than 49"],
  ])("%s on 40 in and 10 out: %s", async (entry, pass, told) => {
    const judgement = await judged(entry, { usage });
    expect(judgement.pass).toBe(pass);
    expect(judgement.why).toContain(told);
  });

  it("is an error, no score, where the provider counted none", async () => {
    await expect(judged("{max_tokens: 10}", { usage: null })).rejects.toThrow("counted no tokens");
  });
});

describe("max_cost_usd", () => {
  it.each([
    [0.01, true],
    [0.010_01, false],
    [0, true],
  ])("a call of %d USD with 0.01 allowed: %s", async (costUsd, pass) => {
    const judgement = await judgedSubject("{max_cost_usd: 0.01}", subjectOf("x", { costUsd }));
    expect(judgement.pass).toBe(pass);
    expect(judgement.why).toContain("USD");
  });

  it("is an error, no score, where the price is unknown, also within not", async () => {
    const subject = subjectOf("x", { costUsd: null });
    await expect(judgedSubject("{max_cost_usd: 0.01}", subject)).rejects.toThrow(
      "price of the call is unknown",
    );
    await expect(judgedSubject("{not: {max_cost_usd: 0.01}}", subject)).rejects.toThrow("unknown");
  });
});

describe("a limit that is none", () => {
  it.each([
    "{max_latency_ms: 2s}",
    "{max_latency_ms: 0}",
    "{max_latency_ms: -1}",
    "{max_tokens: 1.5}",
    "{max_tokens: {}}",
    "{max_tokens: {out: 3}}",
    "{max_cost_usd: free}",
    "{max_cost_usd: 0}",
    "{max_cost_usd: }",
  ])("%s is invalid, with a line that would be right", async (entry) => {
    const result = await prepared(entry);
    expect(result).toMatchObject({ kind: "invalid", message: expect.stringContaining("Write for example") });
  });
});
