import { expect, test } from "vitest";
import { nearest, nearestFew } from "../../../src/domain/nearest.ts";

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
  ["supp", "support-triage"],
  ["su", undefined],
])("for %j somebody probably meant %s", (typed, meant) => {
  expect(nearest(typed, KNOWN)).toBe(meant);
});

test("where nothing is known nothing was meant", () => {
  expect(nearest("support-triage", [])).toBeUndefined();
});

test("the nearest names come first, and no more of them than asked for", () => {
  expect(nearestFew("support-a", ["support-c", "support-a", "support-bb"], 2)).toEqual([
    "support-a",
    "support-c",
  ]);
  expect(nearestFew("prod", ["production", "product", "staging"], 3)).toEqual(["production", "product"]);
});
