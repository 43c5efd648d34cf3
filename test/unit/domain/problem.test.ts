import { expect, test } from "vitest";
import {
  errorAt,
  formatProblem,
  hasErrors,
  listProblems,
  noticeAt,
  sortProblems,
} from "../../../src/domain/problem.ts";

const at = (line: number, column: number) => ({
  code: "x",
  path: "a.yml",
  at: { line, column },
  message: "Mend it.",
});

test("problems are told in the order in which a reader meets them", () => {
  const shuffled = [
    errorAt(at(10, 1)),
    noticeAt(at(2, 9)),
    errorAt(at(2, 1)),
    { ...errorAt(at(1, 1)), path: "b.yml" },
  ];
  expect(sortProblems(shuffled).map(formatProblem)).toEqual([
    "a.yml:2:1: Mend it.",
    "a.yml:2:9: Mend it.",
    "a.yml:10:1: Mend it.",
    "b.yml:1:1: Mend it.",
  ]);
});

test("notices alone are no reason to refuse a file", () => {
  expect(hasErrors([noticeAt(at(1, 1))])).toBe(false);
  expect(hasErrors([noticeAt(at(1, 1)), errorAt(at(1, 1))])).toBe(true);
});

test("a list too long to read is cut: errors stay, notices go, and the rest is counted", () => {
  const notices = Array.from({ length: 150 }, (_, n) => noticeAt(at(n + 1, 1)));
  const told = listProblems([...notices, errorAt(at(900, 1))]);
  expect(told).toHaveLength(101);
  expect(told.at(-2)).toMatchObject({ severity: "error", line: 900 });
  expect(told.at(-1)).toMatchObject({ code: "more_problems", severity: "error" });
  expect(told.at(-1)?.message).toContain("51 more");
  expect(listProblems(notices).at(-1)).toMatchObject({ code: "more_problems", severity: "notice" });
});
