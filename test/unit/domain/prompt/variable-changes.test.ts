import { describe, expect, it } from "vitest";
import { breakingVariableChanges } from "../../../../src/domain/prompt/variable-changes.ts";
import type { VariableSchema } from "../../../../src/domain/prompt/variables.ts";

function variable(name: string, parts: Partial<VariableSchema> = {}): VariableSchema {
  return { name, type: "string", required: true, ...parts };
}

function changes(base: readonly VariableSchema[], head: readonly VariableSchema[]): readonly string[] {
  return breakingVariableChanges(base, head).map(({ code, variable: name, to }) =>
    to === undefined ? `${code} ${name}` : `${code} ${name} ${to}`,
  );
}

const Q = variable("q");
const NUMBER = variable("n", { type: "number" });

describe("changes of variables that break callers", () => {
  it.each<[string, readonly VariableSchema[], readonly VariableSchema[], readonly string[]]>([
    ["the same", [Q], [Q], []],
    ["one removed", [Q, NUMBER], [Q], ["removed n"]],
    ["one renamed", [Q], [variable("question")], ["renamed q question"]],
    ["one gone and another of another type", [Q], [NUMBER], ["newly_required n", "removed q"]],
    [
      "several gone and new",
      [variable("a"), variable("b")],
      [variable("c")],
      ["removed a", "removed b", "newly_required c"],
    ],
    ["a new one that is required", [Q], [Q, NUMBER], ["newly_required n"]],
    ["a new one that is optional", [Q], [Q, variable("n", { required: false, default: "" })], []],
    ["an optional one that is required now", [variable("q", { required: false })], [Q], ["newly_required q"]],
    ["a required one that is optional now", [Q], [variable("q", { required: false })], []],
    ["another type", [NUMBER], [variable("n")], ["retyped n"]],
    ["a wider type", [variable("n", { type: "integer" })], [NUMBER], []],
    ["any JSON", [Q], [variable("q", { type: "json" })], []],
    ["fewer values", [variable("q", { enum: ["a", "b"] })], [variable("q", { enum: ["b"] })], ["narrowed q"]],
    ["more values", [variable("q", { enum: ["b"] })], [variable("q", { enum: ["a", "b"] })], []],
    ["values where any was right", [Q], [variable("q", { enum: ["a"] })], ["narrowed q"]],
    ["less room", [variable("q", { max_length: 9 })], [variable("q", { max_length: 8 })], ["narrowed q"]],
    ["more room", [variable("q", { max_length: 8 })], [variable("q", { max_length: 9 })], []],
    ["a declaration of what was inferred", [variable("q", { inferred: true })], [Q], []],
  ])("%s", (_, base, head, expected) => {
    expect(changes(base, head)).toEqual(expected);
  });

  it("are told in sentences", () => {
    const messages = breakingVariableChanges([Q], [variable("question")]).map(({ message }) => message);
    expect(messages).toEqual(['The variable "q" is now called "question".']);
  });
});
