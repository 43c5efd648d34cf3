import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import type { CliEnvironment } from "../../../src/cli/environment.ts";
import { runCommandLine } from "../../../src/cli/run.ts";
import { verbs } from "../../../src/cli/verbs.ts";

function environment(): CliEnvironment {
  const nothing = () => undefined;
  return {
    variables: {},
    directory: tmpdir(),
    surroundings: { now: () => "2026-03-15T12:00:00Z", random: () => 0, sleep: async () => undefined },
    nowMs: () => 0,
    progress: nothing,
    live: nothing,
    print: nothing,
    warn: nothing,
    colours: false,
    randomKey: () => "key",
    interruption: () => new AbortController().signal,
  };
}

test("a usage error is one JSON object where --json stands, and commander's text elsewhere", async () => {
  const json = await runCommandLine(["rolback", "--json"], environment());
  expect(json.exitCode).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({ status: "bad_input", code: "usage" });
  const text = await runCommandLine(["rolback"], environment());
  expect(text).toMatchObject({ exitCode: 2, stdout: "" });
  expect(text.stderr).toContain("Did you mean rollback?");
});

test("--json behind -- is no option", async () => {
  const run = await runCommandLine(["show", "a", "--", "--json", "extra"], environment());
  expect(run).toMatchObject({ exitCode: 2, stdout: "" });
});

test("help and version are answers, not errors", async () => {
  const help = await runCommandLine(["--help"], environment());
  expect(help).toMatchObject({ exitCode: 0, stderr: "" });
  for (const { name } of verbs) expect(help.stdout).toContain(`\n  ${name.split(" ")[0]}`);
  const group = await runCommandLine(["webhooks", "--help"], environment());
  expect(group.stdout).toContain("\n  replay-since");
  expect((await runCommandLine(["--version"], environment())).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("every option of a verb is named once and every example is one of its own", () => {
  for (const { examples, name, options } of verbs) {
    const flags = options.map((option) => option.flags.split(" ")[0]);
    expect(new Set(flags).size).toBe(flags.length);
    for (const example of examples) expect(example.startsWith(`${name} `) || example === name).toBe(true);
  }
});
