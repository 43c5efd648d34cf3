import { expect, it } from "vitest";
import { describeError } from "../../../src/app/describe-error.ts";

it("tells an error and its causes in one line, and nothing of what hangs on them", () => {
  const cause = Object.assign(new TypeError("fetch failed"), {
    request: { headers: { authorization: "token x" } },
  });
  const error = new Error("Could not read", { cause });
  expect(describeError(error)).toBe("Error: Could not read (caused by TypeError: fetch failed)");
});

it("tells every one of several errors", () => {
  const errors = [new Error("one"), new RangeError("two")];
  expect(describeError(new AggregateError(errors, "Both failed"))).toBe(
    "Both failed; Error: one; RangeError: two",
  );
});

it("tells what is no error, too", () => {
  expect(describeError("a text")).toBe("a text");
});
