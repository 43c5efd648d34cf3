import { describe, expect, it } from "vitest";
import { configSchema } from "../../../../src/domain/policy/config-schema.ts";
import { judgeModel } from "../../../../src/evaluation/evaluators/llm.ts";
import { judgeSettings } from "../../../../src/releases/evaluation/judge-settings.ts";

function judges(models: object) {
  const providers = { openai: { type: "openai" }, anthropic: { type: "anthropic" } };
  return judgeSettings({ models: configSchema.parse({ models: { providers, ...models } }).models });
}

describe("the judge of evaluators", () => {
  it("is the one that the config names, else the default model", () => {
    expect(judges({}).defaultModel).toBe("openai/gpt-4.1");
    expect(judges({ judge: "anthropic/claude-x" }).defaultModel).toBe("anthropic/claude-x");
  });

  it("may be a model of a configured provider that the config allows, and the one that it names itself", () => {
    const { allows } = judges({ allowed: ["openai/gpt-*"], judge: "anthropic/claude-x" });
    const names = [
      "gpt-5",
      "openai/gpt-5",
      "anthropic/claude-x",
      "openai/o3",
      "anthropic/claude-y",
      "nobody/gpt-5",
    ];
    expect(names.filter(allows)).toEqual(["gpt-5", "openai/gpt-5", "anthropic/claude-x"]);
  });

  it("cannot be another: the evaluator says which line would allow it", () => {
    expect(judgeModel("openai/o3", judges({ allowed: [] }))).toMatchObject({
      kind: "invalid",
      message: expect.stringContaining('add "openai/o3" to "allowed" under models'),
    });
  });
});
