import { expect, test } from "vitest";
import { promptRepository, promptText, runCli, TRIAGE } from "../../support/cli.ts";

/** The command line, which remembers no earlier config, where the one of the default branch is no YAML. */
const CONFIG = ".github/pointsman.yml";
const READABLE = "release_branch: releases\nenvironments: {qa: {}, live: {}}\n";
const ROLLBACK = ["rollback", "support-triage", "--in", "live"];

async function brokenRepository(config: string) {
  const repository = await promptRepository({ files: { [CONFIG]: READABLE } });
  await runCli(["publish"], repository);
  await repository.commit({ files: { [TRIAGE]: promptText("Second: {{ticket}}") } });
  await runCli(["publish"], repository);
  await repository.commit({ files: { [CONFIG]: config } });
  return repository;
}

/** What is printed for programs, whatever is told to people beside it. */
async function jsonOf(words: readonly string[], repository: { readonly directory: string }) {
  const { exitCode, stdout } = await runCli([...words, "--json"], repository);
  return { exitCode, json: JSON.parse(stdout) };
}

test("a release branch that the file names beyond doubt is the one that is read and written", async () => {
  await using repository = await brokenRepository(`${READABLE}oops: [\n`);
  expect((await jsonOf(["status"], repository)).json.prompts).toHaveLength(1);
  expect((await jsonOf(["verify"], repository)).json).toMatchObject({ status: "done", prompts: 1 });
  const { exitCode, json } = await jsonOf(ROLLBACK, repository);
  expect({ exitCode, environment: json.environment }).toEqual({ exitCode: 0, environment: "live" });
});

test.each(["status", "status support-triage", "verify"])(
  "%s does not take a branch that is not there for an empty one, and says what to mend",
  async (words) => {
    await using repository = await brokenRepository("release_branch: [releases\n");
    const { exitCode, json } = await jsonOf(words.split(" "), repository);
    expect({ exitCode, code: json.code }).toEqual({ exitCode: 2, code: "config_broken" });
    expect(json.message).toMatch(/^\.github\/pointsman\.yml:\d+:\d+: The YAML cannot be read/m);
  },
);

test("a rollback is refused because of the file where nobody knows the branch", async () => {
  await using repository = await brokenRepository("release_branch: [releases\n");
  const { exitCode, json } = await jsonOf(ROLLBACK, repository);
  expect({ exitCode, code: json.code }).toEqual({ exitCode: 1, code: "config_broken" });
  expect(json.message).toContain("no release branch can be found without it");
});
