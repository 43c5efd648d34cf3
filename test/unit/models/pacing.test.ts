import { describe, expect, it } from "vitest";
import { type Model, ModelError, type ModelResponse } from "../../../src/evaluation/model.ts";
import { type Pace, paced } from "../../../src/models/pacing.ts";

const REQUEST = { model: "a/b", messages: [], parameters: {} };
const SIGNAL = new AbortController().signal;

/** A clock that only waiting moves, and a model that says when it was asked, and fails so many times first. */
function scene(pace: Pace, { stumbles = 0, tokens = 10 } = {}) {
  let now = 0;
  const askedAt: number[] = [];
  let open = 0;
  let peak = 0;
  const model: Model = {
    complete: async (_request, _signal, beforeRetry) => {
      askedAt.push(now);
      for (let failures = 0; failures < stumbles; failures += 1) {
        await beforeRetry?.(new ModelError("server_error", "Not now."));
        askedAt.push(now);
      }
      open += 1;
      peak = Math.max(peak, open);
      await new Promise(setImmediate);
      open -= 1;
      const usage = { inputTokens: tokens - 1, outputTokens: 1 };
      return { text: "", toolCalls: [], finishReason: null, usage, latencyMs: 1 } satisfies ModelResponse;
    },
  };
  const surroundings = {
    nowMs: () => now,
    sleep: async (milliseconds: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      await new Promise(setImmediate);
      now += milliseconds;
    },
  };
  const subject = paced(model, pace, surroundings);
  const ask = (count: number, signal = SIGNAL) =>
    Promise.all(Array.from({ length: count }, () => subject.complete(REQUEST, signal)));
  return { ask, askedAt, peak: () => peak };
}

describe("a provider's pace", () => {
  it("starts so many calls in any minute, and the next ones when the first are a minute old", async () => {
    const { ask, askedAt } = scene({ requestsPerMinute: 2 });
    await ask(5);
    expect(askedAt).toEqual([0, 0, 60_000, 60_000, 120_000]);
  });

  it("starts none while the last minute's answers have used up its tokens", async () => {
    const { ask, askedAt } = scene({ tokensPerMinute: 25, concurrency: 1 });
    await ask(5);
    expect(askedAt).toEqual([0, 0, 0, 60_000, 60_000]);
  });

  it("counts what is tried again as a call of its own", async () => {
    const { ask, askedAt } = scene({ requestsPerMinute: 2, concurrency: 1 }, { stumbles: 1 });
    await ask(2);
    expect(askedAt).toEqual([0, 0, 60_000, 60_000]);
  });

  it("has no more calls under way than allowed", async () => {
    const { ask, peak } = scene({ concurrency: 2 });
    await ask(6);
    expect(peak()).toBe(2);
  });

  it("lets everything go at once where nothing is limited", async () => {
    const { ask, askedAt, peak } = scene({});
    await ask(6);
    expect([askedAt, peak()]).toEqual([[0, 0, 0, 0, 0, 0], 6]);
  });

  it("ends its waiting with the run", async () => {
    const over = new AbortController();
    const { ask, askedAt } = scene({ requestsPerMinute: 1 });
    await ask(1);
    over.abort(new Error("over"));
    await expect(ask(1, over.signal)).rejects.toThrow("over");
    expect(askedAt).toEqual([0]);
  });
});
