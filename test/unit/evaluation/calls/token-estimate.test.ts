import { describe, expect, it } from "vitest";
import {
  maxOutputTokens,
  mostTokens,
  requestTokens,
  textTokens,
} from "../../../../src/evaluation/calls/token-estimate.ts";

describe("an estimate of tokens", () => {
  it("takes three bytes of UTF-8 for a token", () => {
    expect(textTokens("Where is my parcel?")).toBe(7);
    expect(textTokens("我的包裹在哪里")).toBe(7);
    expect(textTokens("")).toBe(0);
  });

  it("counts messages, schema and tools, and as the answer what the prompt allows", () => {
    const messages = [
      { role: "system", content: "abc" },
      { role: "user", content: "abcdef" },
    ] as const;
    const request = { model: "m", messages, parameters: { maxTokens: 50 }, jsonSchema: "{}", tools: ["{}"] };
    expect(requestTokens(request)).toEqual({ inputTokens: 1 + 4 + 2 + 4 + 1 + 1, outputTokens: 50 });
  });

  it.each(["maxTokens", "max_tokens", "maxCompletionTokens", "max_completion_tokens"])(
    "knows the limit that is spelled %s",
    (name) => {
      expect(maxOutputTokens({ parameters: { [name]: 20 } })).toBe(20);
    },
  );

  it("assumes a thousand tokens where the prompt sets no limit", () => {
    expect(requestTokens({ model: "m", messages: [], parameters: {} }).outputTokens).toBe(1_000);
  });
});

describe("the most that a call can take", () => {
  const request = { model: "m", messages: [{ role: "user", content: "€uro" }], parameters: {} } as const;

  it("is a token for every byte, and what the protocols add", () => {
    expect(mostTokens(request, 100)).toEqual({ inputTokens: 6 + 8, outputTokens: 100 });
    const withTool = mostTokens({ ...request, tools: ["{}"], jsonSchema: "{}" }, 100);
    expect(withTool.inputTokens).toBe(6 + 8 + 1_000 + 4);
  });

  it.each([
    [{ max_completion_tokens: 1, max_tokens: 64_000 }, 64_000],
    [{ maxTokens: 1, maxOutputTokens: 65_536, candidateCount: 8 }, 8 * 65_536],
    [{ max_tokens: 1, MAX_TOKENS: "500" }, 500],
    [{ generationConfig: { maxOutputTokens: 700, candidateCount: 2 } }, 1_400],
    [{ n: 3 }, 300],
    [{ max_tokens: 10, best_of: 4, n: 2 }, 40],
    [{ maxTokens: "many" }, 100],
  ])("is the largest of all spellings of a limit, so often as is asked for: %j", (parameters, most) => {
    expect(mostTokens({ ...request, parameters }, 100).outputTokens).toBe(most);
  });
});
