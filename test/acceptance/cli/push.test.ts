import { createHash } from "node:crypto";
import { chmod, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type Clone,
  cloneOf,
  promptRepository,
  promptText,
  runCli,
  runJson,
  TRIAGE,
} from "../../support/cli.ts";
import type { TestRepository } from "../../support/git-repository.ts";
import { startServing } from "../delivery/scene.ts";

const BRANCH = "prompt-releases";

/** A shared bare repository with two published versions, and two clones of it. */
async function scene(files: Readonly<Record<string, string>> = {}) {
  const stack = new AsyncDisposableStack();
  const origin = stack.use(await promptRepository({ bare: true, files }));
  await runCli(["publish", "--key", "v1"], { directory: origin.directory });
  await origin.commit({ files: { [TRIAGE]: promptText("Second: {{ticket}}") } });
  await runCli(["publish", "--key", "v2"], { directory: origin.directory });
  const ada = stack.use(await cloneOf(origin, "Ada"));
  const ben = stack.use(await cloneOf(origin, "Ben"));
  return { origin, ada, ben, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const headOf = ({ git }: Pick<TestRepository | Clone, "git">, ref = BRANCH) => git("rev-parse", ref);

test("a rollback works in a fresh clone without any network, and a later push brings it to the remote", async () => {
  await using stage = await scene();
  const { ada, origin } = stage;
  await ada.git("remote", "set-url", "origin", "/nowhere");
  const offline = await runJson(["rollback", "support-triage", "--key", "inc-1"], ada);
  expect(offline).toMatchObject({ exitCode: 0, json: { repeated: false, pushed: null } });
  const failed = await runJson(["rollback", "support-triage", "--key", "inc-1", "--push"], ada);
  expect(failed).toMatchObject({ exitCode: 3, json: { code: "unavailable" } });

  await ada.git("remote", "set-url", "origin", origin.directory);
  const pushed = await runJson(["rollback", "support-triage", "--key", "inc-1", "--push"], ada);
  expect(pushed).toMatchObject({ exitCode: 0, json: { repeated: true, pushed: { status: "pushed" } } });
  expect(await headOf(origin)).toBe(await headOf(ada));
  expect((await runJson(["status", "support-triage"], origin)).json.prompt).toMatchObject({ sequence: 7 });
});

test("a rollback made offline is pushed, not made once more, when its key is forgotten", async () => {
  await using stage = await scene();
  const { ada, ben, origin } = stage;
  const offline = await runJson(["rollback", "support-triage"], ada);
  await runCli(["freeze", "support-triage", "--in", "staging", "--push"], ben);
  const again = await runJson(["rollback", String(offline.json.slug), "--push"], ada);
  const { key, version } = offline.json;
  expect(again).toMatchObject({
    exitCode: 0,
    json: { resumed: true, key, version, pushed: { status: "pushed" } },
  });
  expect(await headOf(ada)).toBe(await headOf(origin));
  const { events } = (await runJson(["history", "support-triage"], origin)).json;
  expect(JSON.stringify(events).match(/"prompt.rolled_back"/g)).toHaveLength(1);
});

test("a rollback that a program asked of the clone's API is pushed, not made once more by the command line", async () => {
  await using stage = await scene();
  const { ada, origin } = stage;
  await commitTo(ada, promptText("Third: {{ticket}}"));
  await runCli(["publish", "--push"], ada);
  const token = "alerts-token-of-some-length";
  const sha256 = createHash("sha256").update(token).digest("hex");
  const keys = JSON.stringify([{ name: "alerts", sha256, repositories: "all", role: "operate" }]);
  await using server = await startServing(ada, { variables: { POINTSMAN_API_KEYS: keys } });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "idempotency-key": "1",
  };
  const asked = await fetch(`${server.base}/prompts/support-triage/rollback`, {
    method: "POST",
    headers,
    body: "{}",
  });
  const { version } = JSON.parse(await asked.text());
  const pushed = await runJson(["rollback", "support-triage", "--push"], ada);
  expect(pushed).toMatchObject({
    exitCode: 0,
    json: { resumed: true, key: "api:alerts/1", version, pushed: { status: "pushed" } },
  });
  const { events } = (await runJson(["history", "support-triage"], origin)).json;
  expect(JSON.stringify(events).match(/"prompt.rolled_back"/g)).toHaveLength(1);
});

test("whoever wants one step more than the rollback that was never pushed is given the line for it", async () => {
  await using stage = await scene();
  const { ada, origin } = stage;
  await commitTo(ada, promptText("Third: {{ticket}}"));
  await runCli(["publish", "--push"], ada);
  await runCli(["rollback", "support-triage"], ada);
  const { stdout } = await runCli(["rollback", "support-triage", "--push"], ada);
  expect(stdout).toContain("never pushed it: that is pushed now, and nothing was rolled back again");
  const [, line = ""] = /To go one version further: pointsman (.*)/.exec(stdout) ?? [];
  const further = await runJson(line.split(" --repo ")[0]?.split(" ") ?? [], ada);
  expect(further).toMatchObject({ exitCode: 0, json: { resumed: false, pushed: { status: "pushed" } } });
  const { events } = (await runJson(["history", "support-triage"], origin)).json;
  expect(JSON.stringify(events).match(/"prompt.rolled_back"/g)).toHaveLength(2);
});

test("a rollback of another environment, to a version or from one, or under a key is none that was forgotten", async () => {
  await using stage = await scene();
  const { ada } = stage;
  await commitTo(ada, promptText("Third: {{ticket}}"));
  await runCli(["publish", "--push"], ada);
  const first = await runJson(["rollback", "support-triage"], ada);
  const others = [
    ["--in", "staging"],
    ["--from", String(first.json.version)],
    ["--to", String(first.json.previous_version)],
  ];
  for (const words of others) {
    const run = await runJson(["rollback", "support-triage", ...words, "--push"], ada);
    expect(run).toMatchObject({ exitCode: 0, json: { resumed: false, repeated: false } });
  }
});

test("while the remote is gone the command line rolls back, and pushes later on top of what others published meanwhile: one event, under its key", async () => {
  const other = "prompts/greeting.prompt.yml";
  await using stage = await scene({ [other]: promptText("Hello {{ticket}}") });
  const { ada, ben, origin } = stage;
  const away = `${origin.directory}-away`;
  await rename(origin.directory, away);
  const offline = await runJson(["rollback", "support-triage", "--key", "inc-1"], ada);
  expect(offline).toMatchObject({ exitCode: 0, json: { event: { key: "cli:inc-1" }, pushed: null } });
  const failed = await runJson(["rollback", "support-triage", "--key", "inc-1", "--push"], ada);
  expect(failed).toMatchObject({ exitCode: 3, json: { code: "unavailable" } });
  await rename(away, origin.directory);
  await commitTo(ben, promptText("Welcome {{ticket}}"), other);
  await runCli(["publish", "--push"], ben);
  const before = await headOf(origin);

  for (const repeated of [false, true]) {
    const pushed = await runJson(["rollback", "support-triage", "--key", "inc-1", "--push"], ada);
    expect(pushed).toMatchObject({ exitCode: 0, json: { repeated, event: { key: "cli:inc-1" } } });
    expect(await headOf(origin)).toBe(await headOf(ada));
  }
  expect(await origin.git("rev-list", "--count", `${before}..${BRANCH}`)).toBe("1");
  const { events } = (await runJson(["history", "support-triage"], origin)).json;
  expect(JSON.stringify(events).match(/"cli:inc-1"/g)).toHaveLength(1);
  expect((await runJson(["verify"], origin)).exitCode).toBe(0);
});

test("a rollback that was made offline is dropped, not turned on a version that others published meanwhile", async () => {
  await using stage = await scene();
  const { ada, ben, origin } = stage;
  const away = `${origin.directory}-away`;
  await rename(origin.directory, away);
  await runCli(["rollback", "support-triage", "--key", "inc-1"], ada);
  await rename(away, origin.directory);
  await commitTo(ben, promptText("Third, mended: {{ticket}}"));
  await runCli(["publish", "--push"], ben);
  const theirs = await headOf(origin);

  const refused = await runJson(["rollback", "support-triage", "--key", "inc-1", "--push"], ada);
  expect(refused).toMatchObject({
    exitCode: 1,
    json: { code: "from_not_live", replayed: [{ key: "cli:inc-1", result: "dropped" }] },
  });
  expect(await headOf(origin)).toBe(theirs);
  expect(await headOf(ada)).toBe(theirs);
});

test("what was not pushed is decided again on the remote's head, by its key and without force", async () => {
  await using stage = await scene();
  const { ada, ben, origin } = stage;
  await runCli(["rollback", "support-triage", "--key", "inc-1"], ada);
  await runCli(["freeze", "support-triage", "--in", "staging", "--push"], ben);
  const before = await headOf(origin);

  const pushed = await runJson(["rollback", "support-triage", "--key", "inc-1", "--push"], ada);
  expect(pushed).toMatchObject({
    exitCode: 0,
    json: {
      status: "done",
      pushed: { status: "pushed" },
      event: { key: "cli:inc-1", sequence: 8, actor: { login: "Ada" } },
      replayed: [{ key: "cli:inc-1", result: "made_again" }],
    },
  });
  expect(await headOf(ada)).toBe(await headOf(origin));
  await origin.git("merge-base", "--is-ancestor", before, BRANCH);
  expect((await runJson(["verify", "--since", before], origin)).exitCode).toBe(0);
  expect(await ada.git("for-each-ref", "--format=%(refname)", "refs/heads")).toBe(
    `refs/heads/main\nrefs/heads/${BRANCH}`,
  );
});

test("a rollback whose pointer moved on the remote meanwhile is refused and dropped, and the other one stands", async () => {
  await using stage = await scene();
  const { ada, ben, origin } = stage;
  await runCli(["rollback", "support-triage", "--key", "ada"], ada);
  await runCli(["rollback", "support-triage", "--key", "ben", "--push"], ben);
  const theirs = await headOf(origin);
  const refused = await runJson(["rollback", "support-triage", "--key", "ada", "--push"], ada);
  expect(refused).toMatchObject({
    exitCode: 1,
    json: { code: "already_live", replayed: [{ key: "cli:ada", result: "dropped", code: "already_live" }] },
  });
  expect(await headOf(origin)).toBe(theirs);
  expect(await headOf(ada)).toBe(theirs);
});

test("another verb that finds unpushed events dropped says so and exits with 1", async () => {
  await using stage = await scene();
  const { ada, ben } = stage;
  await runCli(["rollback", "support-triage", "--key", "ada"], ada);
  await runCli(["rollback", "support-triage", "--key", "ben", "--push"], ben);
  const run = await runCli(["freeze", "support-triage", "--push"], ada);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toContain("support-triage is frozen in production");
  expect(run.stderr).toContain("already_live");
});

test("a version that others numbered alike is told apart by its content", async () => {
  const config = "environments:\n  staging: { on_merge: publish }\n  production: { on_merge: hold }\n";
  await using stage = await scene({ ".github/pointsman.yml": config });
  const { ada, ben, origin } = stage;
  await runCli(["promote", "support-triage", "--push"], ada);
  // Each makes a third version of their own; Ada promotes hers by its id, which on the remote is Ben's.
  await commitTo(ada, promptText("Third, by Ada"));
  const third = await runJson(["publish", "--key", "ada"], ada);
  const [{ version }] = Object(third.json.published);
  await runCli(["promote", "support-triage", "--to", version], ada);
  await commitTo(ben, promptText("Third, by Ben"));
  const theirs = await runJson(["publish", "--push"], ben);
  expect(theirs.json.published).toMatchObject([{ version }]);

  const pushed = await runJson(["publish", "--push"], ada);
  expect(pushed.json.replayed).toMatchObject([
    { type: "prompt.published", result: "made_again" },
    { type: "prompt.promoted", result: "made_again" },
  ]);
  const textOf = async (...words: string[]) =>
    JSON.stringify((await runJson(["show", "support-triage", ...words], origin)).json);
  expect(await textOf(version)).toContain("Third, by Ben");
  expect(await textOf("--in", "production")).toContain("Third, by Ada");
  expect((await runJson(["verify"], origin)).exitCode).toBe(0);
});

test("a push that the remote does not want leaves the release in the local branch and exits with 1", async () => {
  await using stage = await scene();
  const { ada, origin } = stage;
  const hook = join(origin.directory, "hooks", "update");
  await writeFile(hook, "#!/bin/sh\necho 'protected branch' >&2\nexit 1\n");
  await chmod(hook, 0o755);
  const before = await headOf(origin);
  const run = await runJson(["rollback", "support-triage", "--push"], ada);
  expect(run).toMatchObject({ exitCode: 1, json: { code: "push_rejected", pushed: { status: "rejected" } } });
  expect(await headOf(origin)).toBe(before);
  expect((await runJson(["history", "support-triage"], ada)).json.total).toBe(7);
});

test("two clones that push at the same time both get through", async () => {
  await using stage = await scene();
  const { ada, ben, origin } = stage;
  const runs = await Promise.all([
    runJson(["freeze", "support-triage", "--in", "staging", "--push"], ada),
    runJson(["freeze", "support-triage", "--in", "development", "--push"], ben),
  ]);
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect((await runJson(["history", "support-triage"], origin)).json.total).toBe(8);
  expect((await runJson(["verify"], origin)).exitCode).toBe(0);
});

test("pushing to a remote that is not there is a mistake of the command line", async () => {
  await using repository = await promptRepository();
  const run = await runJson(["publish", "--push"], { directory: repository.directory });
  expect(run).toMatchObject({ exitCode: 2, json: { code: "unknown_remote" } });
});

async function commitTo(clone: Clone, text: string, path = TRIAGE): Promise<void> {
  await writeFile(join(clone.directory, path), text);
  await clone.git("commit", "--quiet", "--all", "--message", "Change the prompt");
}
