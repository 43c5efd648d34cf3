import { expect, test } from "vitest";
import { z } from "zod";
import { commandText } from "../../../src/cli/command-text.ts";
import { textTable } from "../../../src/cli/text-table.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { keyWord, promptWord, readWords, versionWord } from "../../../src/cli/words.ts";

test("a command is written with its options, and with the repository it was asked for", () => {
  const command = {
    verb: "rollback",
    prompt: "support-triage",
    version: "2026-03-12.1",
    from: "2026-03-15.3",
    environment: "production",
  } as const;
  expect(commandText(command, { repo: null })).toBe(
    "pointsman rollback support-triage --to 2026-03-12.1 --from 2026-03-15.3 --in production",
  );
  expect(commandText({ verb: "status", prompt: null }, { repo: "../a b" })).toBe(
    "pointsman status --repo '../a b'",
  );
});

test("a word that a shell would read is quoted", () => {
  expect(commandText({ verb: "status", prompt: null }, { repo: "it's $(here)" })).toBe(
    `pointsman status --repo 'it'\\''s $(here)'`,
  );
});

test("a table's columns are as wide as their widest cell, and control characters are shown", () => {
  const table = textTable([
    ["A", "B"],
    ["long one", "\u001B[31m"],
  ]);
  expect(table).toBe("A         B\nlong one  \\u{1B}[31m");
});

test("everything that is wrong with the words is told at once, by name", () => {
  const schema = z.strictObject({ prompt: promptWord, to: versionWord.optional(), key: keyWord.optional() });
  const read = () => readWords(schema, { prompt: "Two Words", to: "yesterday", key: "" });
  expect(read).toThrow(UsageError);
  expect(read).toThrow(
    "prompt: “Two Words” is not a prompt's name: write its id or slug.\nto: “yesterday” is not a version: versions look like 2026-03-15.3.\nkey: “” is not usable as a key",
  );
});
