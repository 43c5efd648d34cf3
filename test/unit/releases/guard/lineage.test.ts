import { describe, expect, test } from "vitest";
import { lineage } from "../../../../src/releases/guard/lineage.ts";

/** A branch of these commits, oldest first, which counts how often it is asked. */
function branchOf(...commits: readonly string[]) {
  const asked: string[] = [];
  return {
    asked,
    isAncestor: async (ancestor: string, head: string) => {
      asked.push(`${ancestor}..${head}`);
      const from = commits.indexOf(ancestor);
      return from >= 0 && from <= commits.indexOf(head);
    },
  };
}

describe("a lineage", () => {
  test("asks nothing of a head that is the good one, or was appended to it", async () => {
    const { appended, goesBack } = lineage();
    const branch = branchOf();
    expect(await goesBack(branch, { good: "a", head: "a" })).toBe(true);
    appended("a", "b");
    appended("b", "c");
    expect(await goesBack(branch, { good: "a", head: "c" })).toBe(true);
    expect(await goesBack(branch, { good: "b", head: "c" })).toBe(true);
    expect(branch.asked).toEqual([]);
  });

  test("asks once what it does not know, also for what is appended to that later", async () => {
    const { appended, goesBack } = lineage();
    const branch = branchOf("a", "b", "c");
    expect(await goesBack(branch, { good: "a", head: "c" })).toBe(true);
    appended("c", "d");
    expect(await goesBack(branch, { good: "a", head: "d" })).toBe(true);
    expect(branch.asked).toEqual(["a..c"]);
  });

  test("knows a head that lies before the good one, though it was good itself once", async () => {
    const { appended, goesBack } = lineage();
    const branch = branchOf("a", "b", "c");
    appended("a", "b");
    appended("b", "c");
    expect(await goesBack(branch, { good: "c", head: "b" })).toBe(false);
    expect(await goesBack(branch, { good: "b", head: "forced" })).toBe(false);
  });
});
