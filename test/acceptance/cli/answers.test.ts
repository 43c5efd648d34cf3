import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { promptRepository, promptText, runCli, runJson, TRIAGE } from "../../support/cli.ts";
import type { TestRepository } from "../../support/git-repository.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const VERBS = [
  "init",
  "check",
  "eval",
  "publish",
  "rollback",
  "promote",
  "archive",
  "restore",
  "freeze",
  "unfreeze",
  "status",
  "history",
  "show",
  "diff",
  "compile",
  "verify",
  "serve",
];

test("every verb prints one JSON object that says how it went", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  await runCli(["publish"], at);
  await repository.commit({ files: { [TRIAGE]: promptText("Second {{ticket}}") } });
  const runs: Record<string, readonly string[]> = {
    init: [],
    check: [],
    publish: [],
    rollback: ["support-triage"],
    promote: ["support-triage"],
    archive: ["support-triage"],
    restore: ["support-triage"],
    freeze: ["support-triage"],
    unfreeze: ["support-triage"],
    status: [],
    history: ["support-triage"],
    show: ["support-triage"],
    diff: ["support-triage"],
    compile: ["support-triage", "--var", "ticket=x"],
    verify: [],
  };
  for (const [verb, words] of Object.entries(runs)) {
    const { exitCode, json } = await runJson([verb, ...words], at);
    expect({ verb, exitCode, status: json.status }).toEqual({ verb, exitCode: 0, status: "done" });
  }
  expect(Object.keys(runs).toSorted()).toEqual(
    VERBS.filter((verb) => verb !== "eval" && verb !== "serve").toSorted(),
  );
});

test.each(VERBS)("%s explains itself with examples", async (verb) => {
  const { exitCode, stderr, stdout } = await runCli([verb, "--help"], { directory: tmpdir() });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain(`$ pointsman ${verb}`);
  expect(stdout).toContain("--repo <dir>");
  expect(stdout).toContain("--json");
});

/** One repository for all that changes nothing. */
let published: TestRepository;
beforeAll(async () => {
  published = await promptRepository();
  await runCli(["publish"], published);
});
afterAll(() => published[Symbol.asyncDispose]());

test.each([
  { words: [], code: "usage" },
  { words: ["rolback"], code: "usage" },
  { words: ["rollback"], code: "usage" },
  { words: ["rollback", "support-triage", "--whatever"], code: "usage" },
  { words: ["rollback", "support-triage", "extra"], code: "usage" },
  { words: ["rollback", "Support Triage"], code: "usage" },
  { words: ["rollback", "support-triage", "--to", "yesterday"], code: "usage" },
  { words: ["rollback", "support-triage", "--key", "two words"], code: "usage" },
  { words: ["history", "support-triage", "--limit", "0"], code: "usage" },
  { words: ["compile", "support-triage", "--var", "novalue"], code: "usage" },
  { words: ["compile", "support-triage", "--vars", "absent.json"], code: "unusable_file" },
  { words: ["show", "support-triage", "--in", "mars"], code: "unknown_environment" },
  { words: ["verify", "--since", "abcdef0"], code: "unknown_commit" },
])("$words is bad input: exit code 2 and $code", async ({ code, words }) => {
  const at = { directory: published.directory };
  expect(await runJson(words, at)).toMatchObject({ exitCode: 2, json: { status: "bad_input", code } });
  const { stderr, stdout } = await runCli(words, at);
  expect(stdout).toBe("");
  expect(stderr).not.toBe("");
});

test.each([
  { words: ["rollback", "suport-triage"], code: "unknown_prompt" },
  { words: ["rollback", "support-triage"], code: "nothing_to_roll_back_to" },
  { words: ["rollback", "support-triage", "--to", "2020-01-01.1"], code: "unknown_version" },
  { words: ["rollback", "support-triage", "--in", "mars"], code: "unknown_environment" },
  { words: ["show", "support-triage", "2020-01-01.1"], code: "unknown_version" },
  { words: ["status", "nobody"], code: "unknown_prompt" },
  { words: ["diff", "support-triage", "2020-01-01.1"], code: "unknown_version" },
  { words: ["unfreeze", "support-triage"], code: "not_frozen" },
])("$words is answered with no: exit code 1 and $code", async ({ code, words }) => {
  const at = { directory: published.directory };
  expect(await runJson(words, at)).toMatchObject({ exitCode: 1, json: { status: "no", code } });
});

test("outside of a git repository every verb says so in one line and exits with 2", async () => {
  using folder = temporaryFolder("nowhere");
  for (const words of [["status"], ["check"], ["publish"], ["init"], ["verify", "--repo", "absent"]]) {
    const { exitCode, stderr } = await runCli(words, { directory: folder.path });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^\S+ is not a git repository: .+\n$/);
  }
});

test("a repository without a commit is no place to publish from", async () => {
  await using repository = await promptRepository({ files: {} });
  await repository.git("update-ref", "-d", "refs/heads/main");
  const run = await runJson(["publish"], { directory: repository.directory });
  expect(run).toMatchObject({ exitCode: 2, json: { code: "no_default_branch" } });
});

test("a release branch that was edited by hand is found by verify, and by whoever reads the broken document", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  await runCli(["publish"], at);
  const head = await repository.git("rev-parse", "prompt-releases");
  const path = "prompts/support-triage/state.json";
  await repository.commit({ branch: "prompt-releases", files: { [path]: "{}" } });
  const verified = await runCli(["verify"], at);
  expect(verified.exitCode).toBe(1);
  expect(verified.stdout).toContain(`unreadable_document: ${path}`);
  expect(await runJson(["show", "support-triage"], at)).toMatchObject({
    exitCode: 1,
    json: { code: "integrity" },
  });
  expect(await runJson(["rollback", "support-triage"], at)).toMatchObject({
    exitCode: 1,
    json: { code: "integrity" },
  });

  await repository.git("update-ref", "refs/heads/prompt-releases", head);
  expect((await runJson(["verify", "--since", head], at)).exitCode).toBe(0);
  await repository.commit({ branch: "prompt-releases", parents: [], files: {} });
  expect(await runJson(["verify", "--since", head], at)).toMatchObject({
    exitCode: 1,
    json: { code: "integrity", findings: [{ code: "history_rewritten" }, { code: "no_event" }] },
  });
});

test("compile fills what is live and lists every offence at once", async () => {
  const variables =
    "variables:\n  count: { type: integer }\n  urgent: { type: boolean }\n  data: { type: json }\n";
  const text = "{{count}} {{urgent}} {{data}} {{note}}";
  await using repository = await promptRepository({ files: { [TRIAGE]: promptText(text, variables) } });
  const at = { directory: repository.directory };
  await runCli(["publish"], at);
  const file = join(repository.directory, "values.json");
  await writeFile(file, JSON.stringify({ note: "{{count}} stays", urgent: false }));
  const words = ["compile", "support-triage", "--vars", "values.json"];
  const given = ["--var", "count=12", "--var", "urgent=true", "--var", 'data={"b":1,"a":"=2"}'];
  const fine = await runCli([...words, ...given], at);
  expect(fine.stdout).toContain('12 true {"b":1,"a":"=2"} {{count}} stays');
  const wrong = await runJson([...words, "--var", "count=many", "--var", "nobody=1"], at);
  expect(wrong).toMatchObject({
    exitCode: 2,
    json: {
      code: "wrong_variables",
      offences: [
        { code: "wrong_type", variable: "count" },
        { code: "missing", variable: "data" },
        { code: "unknown", variable: "nobody" },
      ],
    },
  });
});

test("diff shows word by word what differs between versions, environments and the default branch", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  await runCli(["publish"], at);
  await repository.commit({ files: { [TRIAGE]: promptText("Sort that: {{ticket}}") } });
  const ahead = await runCli(["diff", "support-triage"], at);
  expect(ahead.stdout).toContain("Sort [-this-]{+that+}: {{ticket}}");
  await runCli(["publish"], at);
  await runCli(["rollback", "support-triage"], at);
  const environments = await runCli(["diff", "support-triage", "production", "staging"], at);
  expect(environments.stdout).toContain("Sort [-this-]{+that+}: {{ticket}}");
  const same = await runJson(["diff", "support-triage", "staging", "head"], at);
  expect(same.json).toMatchObject({ same: true, parts: [] });
});

test("an older Node is told which one is needed, with exit code 2", async () => {
  const lie = "Object.defineProperty(process.versions,'node',{value:'20.11.0'})";
  const { exitCode, stderr, stdout } = await runCli(["--version"], {
    directory: tmpdir(),
    node: ["--import", `data:text/javascript,${lie}`],
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/^pointsman needs Node 24 or newer, and this is Node 20\.11\.0: .+\n$/);
});

test("data that would steer a terminal is shown, never sent", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  await repository.git("config", "user.name", "Ada \u001B[31mRed");
  await repository.commit({ files: { [TRIAGE]: promptText("Clear \u001B[2J the screen") } });
  await runCli(["publish"], at);
  await runCli(["freeze", "support-triage", "--because", "\u001B]0;title\u0007"], at);
  for (const words of [
    ["history", "support-triage"],
    ["show", "support-triage"],
    ["status", "support-triage"],
  ]) {
    const { stdout } = await runCli(words, at);
    expect(stdout).not.toContain("\u001B");
    expect(stdout).toContain("\\u{1B}");
  }
});
