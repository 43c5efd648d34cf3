import { describe, expect, it } from "vitest";
import {
  maxOutputTokens,
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
