import { mkdir, readdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { promptRepository, promptText, runCli, runJson, TRIAGE } from "../../support/cli.ts";
import { gitRepository } from "../../support/git-repository.ts";

test("check prints every problem of the work tree with its place, committed or not", async () => {
  await using repository = await promptRepository();
  const { directory } = repository;
  const write = async (path: string, text: string) => {
    await mkdir(join(directory, path, ".."), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  await write("prompts/broken.prompt.yml", "name: x\nmessages:\n  - role: user\n   content: bad\n");
  await write("prompts/gone.prompt.yml", promptText("{{> absent}}"));
  await write("prompts/one.prompt.yml", promptText("one", "id: same\n"));
  await write("prompts/two.prompt.yml", promptText("two", "id: same\n"));
  await write("prompts/notice.prompt.yml", promptText("fine", "authors: [Ada]\n"));
  await write(".github/pointsman.yml", "environmnets: {}\n");

  const { exitCode, stderr, stdout } = await runCli(["check"], { directory });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^\d+ errors and 1 notice\.\n$/);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.every((line) => /^[^:]+:\d+:\d+: \S/.test(line))).toBe(true);
  const found = (start: string) => lines.find((line) => line.startsWith(start)) ?? "";
  expect(found(".github/pointsman.yml:1:1: ")).toContain("environmnets");
  expect(found("prompts/broken.prompt.yml:")).not.toBe("");
  expect(found("prompts/gone.prompt.yml:5:")).toContain("absent");
  expect(found("prompts/notice.prompt.yml:6:1: notice: ")).toContain("authors");
  const duplicate = lines.find((line) => line.includes("same")) ?? "";
  expect(duplicate).toContain("one.prompt.yml");
  expect(duplicate).toContain("two.prompt.yml");
});

test("check can be given files and folders, counted from where it runs", async () => {
  await using repository = await promptRepository({ files: { "other/bad.prompt.yml": "messages: 1\n" } });
  const { directory } = repository;
  const prompts = { directory: join(directory, "prompts") };
  expect(await runJson(["check", "support-triage.prompt.yml"], prompts)).toMatchObject({
    exitCode: 0,
    json: { prompts: ["support-triage"], errors: 0 },
  });
  expect(await runJson(["check", "other"], { directory })).toMatchObject({
    exitCode: 2,
    json: { code: "file_in_error", problems: [{ path: "other/bad.prompt.yml" }] },
  });
  expect((await runJson(["check", "README.md"], { directory })).json.code).toBe("no_prompt_file");
  expect((await runJson(["check", "../../etc"], { directory })).json.code).toBe("outside_repository");
});

test("check follows no link, and has nothing to read in a bare repository", async () => {
  await using repository = await promptRepository();
  const { directory } = repository;
  await symlink("/etc/passwd", join(directory, "prompts", "link.prompt.yml"));
  const linked = await runJson(["check"], { directory });
  expect(linked).toMatchObject({ exitCode: 2, json: { problems: [{ code: "symlink_refused" }] } });
  await using bare = await promptRepository({ bare: true });
  expect((await runJson(["check"], bare)).json.code).toBe("no_work_tree");
});

test("init writes what is missing, overwrites nothing, and what it writes is without problems", async () => {
  await using repository = await gitRepository();
  const { directory } = repository;
  const first = await runJson(["init"], { directory });
  expect(first).toMatchObject({
    exitCode: 0,
    json: {
      written: [
        ".github/pointsman.yml",
        ".github/workflows/pointsman.yml",
        "prompts/support-triage.prompt.yml",
      ],
      kept: [],
    },
  });
  expect(await runJson(["check"], { directory })).toMatchObject({
    exitCode: 0,
    json: { prompts: ["support-triage"], problems: [] },
  });
  const workflow = await readFile(join(directory, ".github/workflows/pointsman.yml"), "utf8");
  for (const needed of ["pull_request_target:", 'branches: ["main"]', "contents: write", "queue: max"]) {
    expect(workflow).toContain(needed);
  }
  await writeFile(join(directory, ".github/pointsman.yml"), "release_branch: my-releases\n");
  const second = await runCli(["init"], { directory });
  expect(second.stdout).toContain("Kept .github/pointsman.yml");
  expect(second.stdout).toMatch(/target: +my-releases/);
  expect(second.stdout).not.toContain("support-triage");
  expect(await readFile(join(directory, ".github/pointsman.yml"), "utf8")).toBe(
    "release_branch: my-releases\n",
  );
});

test("check names a config under a name that is not read", async () => {
  await using repository = await gitRepository();
  const { directory } = repository;
  await runCli(["init"], { directory });
  await rename(join(directory, ".github/pointsman.yml"), join(directory, ".github/pointsman.yaml"));
  expect(await runJson(["check"], { directory })).toMatchObject({
    exitCode: 2,
    json: { code: "file_in_error", problems: [{ code: "config_misnamed", path: ".github/pointsman.yaml" }] },
  });
});

test("init prints the ruleset of the configured release branch for gh, and writes nothing", async () => {
  await using repository = await gitRepository({
    files: { ".github/pointsman.yml": "release_branch: live-prompts\n" },
  });
  const { directory } = repository;
  const { exitCode, stdout } = await runCli(["init", "--ruleset", "12", "--ruleset", "34"], { directory });
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    conditions: { ref_name: { include: ["refs/heads/live-prompts"] } },
    bypass_actors: [{ actor_id: 12 }, { actor_id: 34 }],
  });
  expect(await readdir(directory)).not.toContain("prompts");
  expect((await runCli(["init", "--ruleset", "pointsman"], { directory })).exitCode).toBe(2);
});

test("init writes through no link", async () => {
  await using repository = await gitRepository();
  await using outside = await gitRepository();
  await symlink(outside.directory, join(repository.directory, ".github"));
  const run = await runJson(["init"], { directory: repository.directory });
  expect(run).toMatchObject({ exitCode: 2, json: { code: "not_a_folder" } });
  expect(await outside.git("status", "--porcelain")).toBe("");
});

test("--repo names the repository from anywhere", async () => {
  await using repository = await promptRepository();
  const elsewhere = join(repository.directory, "..");
  const name = repository.directory.slice(elsewhere.length + 0).replace(/^.*\//, "");
  expect((await runJson(["publish", "--repo", name], { directory: elsewhere })).exitCode).toBe(0);
  await repository.commit({ files: { [TRIAGE]: promptText("Second") } });
  await runCli(["publish", "--repo", name], { directory: elsewhere });
  const back = await runJson(["rollback", "support-triage", "--repo", name], { directory: elsewhere });
  expect(back.json.undo).toContain(`--repo ${name}`);
});
