import { expect, test } from "vitest";
import { nearest } from "../../../src/domain/nearest.ts";

const KNOWN = ["support-triage", "reply-draft", "summary", "qa"];

test.each([
  ["support-triag", "support-triage"],
  ["suport-triagee", "support-triage"],
  ["summry", "summary"],
  ["summary", "summary"],
  ["qb", "qa"],
  ["xy", undefined],
  ["x", undefined],
  ["", undefined],
  ["translation", undefined],
  ["x".repeat(100_000), undefined],
])("for %j somebody probably meant %s", (typed, meant) => {
  expect(nearest(typed, KNOWN)).toBe(meant);
});

test("where nothing is known nothing was meant", () => {
  expect(nearest("support-triage", [])).toBeUndefined();
});
