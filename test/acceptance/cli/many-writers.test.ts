import { expect, test } from "vitest";
import { promptRepository, promptText, runJson } from "../../support/cli.ts";

const WRITERS = 8;

test("eight processes that publish and operate at once lose nothing and leave no gap", async () => {
  const names = Array.from({ length: WRITERS }, (_, index) => `prompt-${String.fromCharCode(97 + index)}`);
  const files = Object.fromEntries(names.map((name) => [`prompts/${name}.prompt.yml`, promptText(name)]));
  await using repository = await promptRepository({ files });
  const at = { directory: repository.directory };

  const published = await Promise.all(names.map((name) => runJson(["publish", name], at)));
  expect(published.map(({ exitCode }) => exitCode)).toEqual(names.map(() => 0));
  const changed = names.map((name) => [`prompts/${name}.prompt.yml`, promptText(`${name} changed`)] as const);
  await repository.commit({ files: Object.fromEntries(changed) });
  await Promise.all(names.map((name) => runJson(["publish", name], at)));

  const operated = await Promise.all(
    names.map((name, index) => runJson([index % 2 === 0 ? "rollback" : "freeze", name], at)),
  );
  expect(operated.map(({ exitCode }) => exitCode)).toEqual(names.map(() => 0));
  const verified = await runJson(["verify"], at);
  expect(verified).toMatchObject({
    exitCode: 0,
    json: { prompts: WRITERS, versions: 2 * WRITERS, events: 7 * WRITERS, commits: 3 * WRITERS },
  });
});

test("of eight rollbacks of the same version at once exactly one is done, and with one key all are the same", async () => {
  await using repository = await promptRepository({ files: { "prompts/a.prompt.yml": promptText("one") } });
  const at = { directory: repository.directory };
  await runJson(["publish", "a"], at);
  await repository.commit({ files: { "prompts/a.prompt.yml": promptText("two") } });
  const second = await runJson(["publish", "a"], at);
  const [{ version }] = Object(second.json.published);
  const writers = Array.from({ length: WRITERS });
  const runs = await Promise.all(writers.map(() => runJson(["rollback", "a", "--from", version], at)));
  expect(runs.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1);
  const refused = runs.filter(({ exitCode }) => exitCode === 1).map(({ json }) => json.code);
  expect(refused).toEqual(Array.from({ length: WRITERS - 1 }, () => "from_not_live"));

  const same = await Promise.all(writers.map(() => runJson(["freeze", "a", "--key", "once"], at)));
  expect(same.map(({ exitCode }) => exitCode)).toEqual(writers.map(() => 0));
  expect(same.filter(({ json }) => json.repeated === false)).toHaveLength(1);
  expect((await runJson(["history", "a"], at)).json.total).toBe(8);
});
