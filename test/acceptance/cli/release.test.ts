import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { promptRepository, promptText, runCli, runJson, TRIAGE } from "../../support/cli.ts";

const BRANCH = "prompt-releases";

describe.each([
  { kind: "a plain repository", bare: false },
  { kind: "a bare repository", bare: true },
])("in $kind", ({ bare }) => {
  test("publish, change, publish, roll back, undo and verify", async () => {
    await using repository = await promptRepository({ bare });
    const at = { directory: repository.directory };

    const first = await runJson(["publish"], at);
    expect(first.exitCode).toBe(0);
    const [one] = versionsOf(first.json.published);
    await repository.commit({ files: { [TRIAGE]: promptText("Sort this, in JSON: {{ticket}}") } });
    const second = await runJson(["publish"], at);
    const [two] = versionsOf(second.json.published);
    expect(two).not.toBe(one);

    const back = await runJson(["rollback", "support-triage", "--because", "broken JSON"], at);
    expect(back.json).toMatchObject({
      status: "done",
      environment: "production",
      version: one,
      previous_version: two,
      held: true,
    });
    expect(back.json.event).toMatchObject({
      actor: { login: "Ada Example", id: null, role: "unverified" },
      origin: { kind: "cli", url: null },
      reason: "broken JSON",
    });

    const undo = String(back.json.undo).split(" ").slice(1);
    expect((await runJson(undo, at)).json).toMatchObject({ version: two, previous_version: one });
    expect((await runJson(["show", "support-triage"], at)).json.version).toMatchObject({ version: two });
    const verified = await runJson(["verify"], at);
    expect(verified).toMatchObject({ exitCode: 0, json: { findings: [], commits: 4, prompts: 1 } });
    expect(verified.json.head).toBe(await repository.git("rev-parse", BRANCH));
  });
});

test("a rollback prints one line on what is served now, and the line that undoes it", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  await runCli(["publish"], at);
  await repository.commit({ files: { [TRIAGE]: promptText("Other words: {{ticket}}") } });
  await runCli(["publish"], at);
  const { exitCode, stderr, stdout } = await runCli(["rollback", "support-triage"], at);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const lines = stdout.split("\n");
  expect(lines[0]).toMatch(/^production serves support-triage \S+\.1 again \(was \S+\.2\)\.$/);
  expect(stdout).toMatch(/pointsman rollback support-triage --to \S+\.2 --from \S+\.1 --in production/);
});

test("a dirty work tree and its index stay as they are, and nothing of them is published", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  const file = join(repository.directory, TRIAGE);
  await appendFile(file, "# not committed\n");
  await repository.git("add", TRIAGE);
  await appendFile(file, "description: not committed either\n");
  const before = await repository.git("status", "--porcelain=v2", "--branch");
  await runCli(["publish"], at);
  await runCli(["freeze", "support-triage"], at);
  await runCli(["unfreeze", "support-triage"], at);
  expect(await repository.git("status", "--porcelain=v2", "--branch")).toBe(before);
  expect(await readFile(file, "utf8")).toContain("not committed either");
  expect((await runJson(["diff", "support-triage"], at)).json.same).toBe(true);
});

test("the same key twice makes one event, and the second answer says so", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  await runCli(["publish", "--key", "first"], at);
  await runCli(["publish", "--key", "first"], at);
  const first = await runJson(["freeze", "support-triage", "--key", "incident-1"], at);
  const second = await runJson(["freeze", "support-triage", "--key", "incident-1"], at);
  expect(first.json).toMatchObject({ repeated: false, event: { key: "cli:incident-1", sequence: 4 } });
  expect(second).toMatchObject({ exitCode: 0, json: { repeated: true, event: { sequence: 4 } } });
  expect((await runJson(["history", "support-triage"], at)).json.total).toBe(4);
});

test("a key that published something else is refused, and nothing is written", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  await runCli(["publish", "--key", "nightly"], at);
  await repository.commit({ files: { [TRIAGE]: promptText("Other words") } });
  const head = await repository.git("rev-parse", BRANCH);
  expect(await runJson(["publish", "--key", "nightly"], at)).toMatchObject({
    exitCode: 1,
    json: { code: "key_used" },
  });
  expect(await repository.git("rev-parse", BRANCH)).toBe(head);
});

test("after a rollback merges are held, freezes stop promotions, and archives stop everything but restoring", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  const [one] = versionsOf((await runJson(["publish"], at)).json.published);
  await repository.commit({ files: { [TRIAGE]: promptText("Second") } });
  await runCli(["publish"], at);
  await runCli(["rollback", "support-triage"], at);
  await repository.commit({ files: { [TRIAGE]: promptText("Third") } });
  const third = await runJson(["publish"], at);
  expect(third.json.published).toMatchObject([
    {
      moved: ["development", "staging"],
      stayed: [{ environment: "production", reason: "held_after_rollback" }],
    },
  ]);
  const [three] = versionsOf(third.json.published);

  await runCli(["freeze", "support-triage"], at);
  const frozen = await runJson(["promote", "support-triage"], at);
  expect(frozen).toMatchObject({ exitCode: 1, json: { code: "frozen" } });
  const unfrozen = await runCli(["unfreeze", "support-triage"], at);
  expect(unfrozen.stdout).toContain(`pointsman promote support-triage --to ${three} --in production`);
  expect((await runJson(["promote", "support-triage"], at)).json).toMatchObject({
    version: three,
    previous_version: one,
  });

  await runCli(["archive", "support-triage"], at);
  expect(await runJson(["rollback", "support-triage"], at)).toMatchObject({
    exitCode: 1,
    json: { code: "archived", proposal: "pointsman restore support-triage" },
  });
  expect((await runJson(["compile", "support-triage"], at)).json.code).toBe("archived");
  expect((await runJson(["restore", "support-triage"], at)).json.lifecycle).toBe("published");
  expect((await runJson(["verify"], at)).exitCode).toBe(0);
});

test("a file in error is told and the other prompts are published", async () => {
  await using repository = await promptRepository({
    files: { "prompts/broken.prompt.yml": "messages: [\n", "prompts/fine.prompt.yml": promptText("Fine") },
  });
  const { exitCode, stderr, stdout } = await runCli(["publish"], { directory: repository.directory });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^prompts\/broken\.prompt\.yml:\d+:\d+: /);
  expect(stdout).toContain("Published fine ");
  expect(stdout).toContain("Published support-triage ");
});

test("only the named prompts are published, by id or slug", async () => {
  await using repository = await promptRepository({
    files: { "prompts/other.prompt.yml": promptText("Other") },
  });
  const at = { directory: repository.directory };
  const first = await runJson(["publish", "support-triage"], at);
  expect(first.json.published).toMatchObject([{ prompt: "support-triage" }]);
  const { slug } = Object(first.json.published)[0];
  await repository.commit({ files: { [TRIAGE]: promptText("Changed") } });
  expect((await runJson(["publish", slug], at)).json.published).toMatchObject([{ prompt: "support-triage" }]);
  expect(await runJson(["publish", "othr"], at)).toMatchObject({
    exitCode: 1,
    json: { code: "unknown_prompt", suggestion: "other" },
  });
});

test("nothing is published by a config that cannot be read", async () => {
  await using repository = await promptRepository({
    files: { ".github/pointsman.yml": "release_branch: prompt-releases\nenvironmnets: {}\n" },
  });
  const run = await runJson(["publish"], { directory: repository.directory });
  expect(run).toMatchObject({ exitCode: 2, json: { code: "config_invalid" } });
  await expect(repository.git("rev-parse", "--verify", BRANCH)).rejects.toThrow();
});

function versionsOf(published: unknown): string[] {
  return Array.isArray(published) ? published.map((one: { version: string }) => one.version) : [];
}

test("the status of a prompt says why it is held, how long, what waits, and the line that brings it", async () => {
  await using repository = await promptRepository();
  const at = { directory: repository.directory };
  for (const text of ["One: {{ticket}}", "Two: {{ticket}}"]) {
    await repository.commit({ files: { [TRIAGE]: promptText(text) } });
    await runCli(["publish"], at);
  }
  const back = await runJson(["rollback", "support-triage", "--because", "broken JSON"], at);
  await repository.commit({ files: { [TRIAGE]: promptText("Three: {{ticket}}") } });
  const [three] = versionsOf((await runJson(["publish"], at)).json.published);
  const { stdout } = await runCli(["status", "support-triage"], at);
  expect(stdout).toMatch(/held after a rollback by Ada Example, \S+Z, less than a minute ago: broken JSON/);
  expect((await runCli(["history", "support-triage"], at)).stdout).toMatch(
    /^production is held after a rollback by Ada Example, .*: broken JSON\n/,
  );
  expect(stdout).toContain("evidence: not evaluated");
  expect(stdout).toContain(
    `waits: ${three}\n    pointsman promote support-triage --to ${three} --from ${back.json.version} --in production`,
  );
});
