import { expect, test } from "vitest";
import { resultOfError } from "../../../src/cli/failure.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { LedgerError } from "../../../src/domain/ledger/ledger-error.ts";
import { GitError } from "../../../src/git/run.ts";
import { DocumentError } from "../../../src/releases/documents.ts";
import { HistoryError, OutsideError, UnknownOutcomeError } from "../../../src/releases/ports.ts";

test.each([
  { error: new UsageError("not_a_repository", "x"), exitCode: 2, code: "not_a_repository" },
  { error: new OutsideError("read", "x"), exitCode: 3, code: "unavailable" },
  { error: new UnknownOutcomeError("write", "x"), exitCode: 3, code: "unavailable" },
  { error: new GitError("push", { exitCode: 128, stderr: "disk full" }), exitCode: 3, code: "unavailable" },
  { error: new DocumentError("prompts/a/state.json", "x"), exitCode: 1, code: "integrity" },
  { error: new HistoryError("x"), exitCode: 1, code: "integrity" },
  { error: new LedgerError("broken_chain", "x"), exitCode: 1, code: "integrity" },
  { error: new LedgerError("repeated_key", "x"), exitCode: 1, code: "key_used" },
  { error: new TypeError("x is undefined"), exitCode: 3, code: "internal_error" },
  { error: "a text", exitCode: 3, code: "internal_error" },
])("$error exits with $exitCode and $code", ({ code, error, exitCode }) => {
  expect(resultOfError(error, false)).toMatchObject({ exitCode, json: { code } });
});

test("a bug is one line unless its stack is asked for", () => {
  const bug = new TypeError("two\nlines");
  expect(resultOfError(bug, false).complaint).not.toContain("\n");
  expect(resultOfError(bug, false).complaint).toContain("POINTSMAN_DEBUG=1");
  expect(resultOfError(bug, true).complaint).toContain("failure.test.ts");
});
