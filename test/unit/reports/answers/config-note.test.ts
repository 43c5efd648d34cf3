import { expect, test } from "vitest";
import { errorAt, FILE_START } from "../../../../src/domain/problem.ts";
import { configNote } from "../../../../src/reports/answers/config-note.ts";

test.each([
  [
    "config_gone",
    ".github/pointsman.yml",
    "The file is gone: put it back, or put an empty one to mean the defaults.",
  ],
  ["config_misnamed", ".github/pointsman.yaml", "The file has to be called `.github/pointsman.yml`."],
])("the note on a config that is %s says how to mend that", (code, path, advice) => {
  const problems = [errorAt({ code, path, at: FILE_START, message: "" })];
  const standing = {
    kind: "remembered",
    commit: "c".repeat(40),
    brokenSince: "2026-03-12T09:00:00Z",
  } as const;
  const links = { repositoryUrl: "https://github.com/acme/prompts" };
  expect(String(configNote({ problems, standing }, links)?.block)).toContain(advice);
  expect(
    String(configNote({ problems, standing: { kind: "unreadable", announce: null } }, links)?.block),
  ).toContain(advice);
});
