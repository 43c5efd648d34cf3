import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { INPUTS, OUTPUTS, readInput } from "../../../src/action/inputs.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const actionFile = z
  .object({
    name: z.literal("pointsman"),
    description: z.string().min(1),
    inputs: z.record(z.string(), z.unknown()),
    outputs: z.record(z.string(), z.unknown()),
    runs: z.strictObject({ using: z.string(), main: z.string() }),
  })
  .parse(parse(readFileSync(`${root}action.yml`, "utf8")));

describe("action.yml", () => {
  it("has exactly the inputs of the registry, with their descriptions and defaults", () => {
    expect(actionFile.inputs).toEqual(INPUTS);
    expect(Object.keys(actionFile.inputs)).toEqual(Object.keys(INPUTS));
  });

  it("has exactly the outputs of the registry", () => {
    expect(actionFile.outputs).toEqual(OUTPUTS);
  });

  it("runs one file on Node 24, without a step before or after", () => {
    expect(actionFile.runs).toEqual({ using: "node24", main: "dist/action.js" });
    expect(existsSync(`${root}${actionFile.runs.main}`)).toBe(true);
  });
});

describe("an input", () => {
  it("is read as the runner hands it over, without the blanks around it", () => {
    expect(readInput({ INPUT_TASK: " verify\n" }, "task")).toBe("verify");
  });

  it("is empty where the runner gave none", () => {
    expect(readInput({}, "token")).toBe("");
  });
});
