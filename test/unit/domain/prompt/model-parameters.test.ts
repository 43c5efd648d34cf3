import { expect, test } from "vitest";
import { splitModelName } from "../../../../src/domain/prompt/model-name.ts";
import { wireParameters } from "../../../../src/domain/prompt/model-parameters.ts";

test("parameters are sent under the names of OpenAI's protocol, unknown ones as they are written", () => {
  const written = {
    maxTokens: 5,
    topP: 0.5,
    temperature: 0,
    maxCompletionTokens: 9,
    max_tokens: 1,
    customThing: [1],
  };
  expect(Object.entries(wireParameters(written))).toEqual([
    ["max_tokens", 1],
    ["top_p", 0.5],
    ["temperature", 0],
    ["max_completion_tokens", 9],
    ["customThing", [1]],
  ]);
  expect(wireParameters(undefined)).toEqual({});
  expect(wireParameters({ constructor: 1 })).toEqual({ constructor: 1 });
});

test.each([
  ["openai/gpt-4.1", "openai", "gpt-4.1"],
  ["meta/llama/70b", "meta", "llama/70b"],
  ["gpt-4o", "azure", "gpt-4o"],
])("the model %s is served by %s as %s", (name, publisher, model) => {
  expect(splitModelName(name, "azure/gpt-4.1")).toEqual({ publisher, model });
});

test("without any publisher there is none", () => {
  expect(splitModelName("gpt-4o", "gpt-4.1")).toEqual({ publisher: "", model: "gpt-4o" });
});
