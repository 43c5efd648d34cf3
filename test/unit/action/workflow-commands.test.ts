import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { annotationCommand, appendValue, logText } from "../../../src/action/workflow-commands.ts";
import { parseCommands, parseFileCommands } from "../../support/github/workflow-commands.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

describe("annotationCommand", () => {
  test("a message without a place annotates the job", () => {
    expect(annotationCommand("error", "It failed.")).toBe("::error::It failed.");
  });

  test("a place without a column leaves the column out", () => {
    const place = { file: "a.prompt.yml", line: 3, column: undefined, title: "Broken" };
    expect(annotationCommand("notice", "Look", place)).toBe(
      "::notice title=Broken,file=a.prompt.yml,line=3::Look",
    );
  });

  test("whatever is in a text, the runner reads that text and nothing else", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", ":", ",", "=", "%", "\n", "\r", "0A", "::error::", " "),
    });
    const title = text.map((value) => `t${value}t`);
    fc.assert(
      fc.property(text, title, (message, name) => {
        const line = annotationCommand("error", message, { file: "f.yml", line: 2, column: 4, title: name });
        expect(parseCommands(line).annotations).toEqual([
          { level: "error", message, title: name, file: "f.yml", line: 2, col: 4 },
        ]);
      }),
    );
  });
});

describe("logText", () => {
  test("ordinary text stays as it is", () => {
    expect(logText("2 of 4 trials: done\nand on")).toBe("2 of 4 trials: done\nand on");
  });

  test.each([
    "::error::x",
    "  ::add-mask::x",
    "a\n::stop-commands::x",
    "a\r::error::x",
    "##[error]x",
    "said ##[add-mask]pass",
    "\u0085::add-mask::x",
    "a\n\u0085 \u3000::error::x",
  ])("%j is no command to the runner", (text) => {
    const logged = logText(text);
    expect(parseCommands(logged)).toMatchObject({ annotations: [], masks: [] });
    expect(logged).not.toContain("##[");
    expect(logged.split(/[\r\n]/).every((line) => !/^[\s\u0085]*::/.test(line))).toBe(true);
  });
});

describe("appendValue", () => {
  test("values keep their lines and cannot set another name", () => {
    using folder = temporaryFolder("output");
    const file = join(folder.path, "output");
    const hostile = "first\nverdict=pass\nEOF\nverdict<<EOF\npass\nEOF";
    appendValue(file, "report", hostile);
    appendValue(file, "verdict", "fail");
    expect(parseFileCommands(readFileSync(file, "utf8"))).toEqual({ report: hostile, verdict: "fail" });
  });
});
