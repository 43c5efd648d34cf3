import { describe, expect, it } from "vitest";
import { allowsModel } from "../../../../src/domain/policy/model-settings.ts";

describe("models that may be used", () => {
  it("are all where nothing is said", () => {
    expect(allowsModel({ default: "openai/gpt-4.1" }, "anthropic/claude-x")).toBe(true);
  });

  it("are those that a glob matches, by their whole name", () => {
    const models = { default: "openai/gpt-4.1", allowed: ["openai/gpt-*", "ollama/*"] };
    expect(
      ["gpt-5", "openai/gpt-5", "ollama/library/llama3"].map((name) => allowsModel(models, name)),
    ).toEqual([true, true, true]);
    expect(["openai/o3", "anthropic/gpt-5", "o3"].map((name) => allowsModel(models, name))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("are always the default and the judge that the config names", () => {
    const models = { default: "openai/gpt-4.1", judge: "o3", allowed: [] };
    expect(["gpt-4.1", "openai/o3"].map((name) => allowsModel(models, name))).toEqual([true, true]);
    expect(allowsModel(models, "openai/gpt-5")).toBe(false);
  });
});
