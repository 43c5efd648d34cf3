import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { gitBranch } from "../../../src/branch/git.ts";
import { processEnvironment } from "../../../src/cli/environment.ts";
import { runVerify } from "../../../src/cli/verbs/verify.ts";
import { promptStateSchema } from "../../../src/domain/ledger/state.ts";
import { eventPath, README_PATH, slugPath, statePath, versionPath } from "../../../src/releases/layout.ts";
import { verify } from "../../../src/releases/verify/verify.ts";
import { verifySince } from "../../../src/releases/verify/verify-since.ts";
import { gitRepository } from "../../support/git-repository.ts";
import { type HandEdit, HOMES } from "./homes.ts";
import { ID, promptFile, publishAll, type Scene, setScene } from "./scene.ts";

const BRANCH = "prompt-releases";
const V1 = versionPath(ID, "2026-03-12.1");
const V2 = versionPath(ID, "2026-03-12.2");

async function text(scene: Scene, path: string): Promise<string> {
  const found = (await scene.home.open(BRANCH).read([path])).files.get(path);
  if (found === undefined) throw new Error(`${path} is not there`);
  return found;
}

async function codes(scene: Scene, since: string | null = null) {
  const { findings } = await scene.verify(since);
  return findings.map(({ code, path }) => (path === null ? code : `${code} ${path}`));
}

type Edit = (scene: Scene) => Promise<HandEdit["files"]>;

const replaced = (path: string, from: string, to: string): Edit => {
  return async (scene) => ({ [path]: (await text(scene, path)).replaceAll(from, to) });
};

/** What is found in what was added since. */
async function codesSince(scene: Scene, since: string | null) {
  const findings = await verifySince(scene.home.open(BRANCH), { since, until: await scene.head() });
  return findings.map(({ code, path }) => (path === null ? code : `${code} ${path}`));
}

/** Two versions, rolled back from the second. */
async function setLedger(start: () => Promise<Scene["home"]>): Promise<Scene> {
  const scene = setScene({ home: await start() });
  await publishAll(scene, ["one", "two"]);
  await scene.operate({ verb: "rollback" });
  return scene;
}

describe.each(HOMES)("verifying a release branch %s", (_, start) => {
  test("that does not exist finds nothing, unless there was one", async () => {
    const scene = setScene({ home: await start() });
    expect(await scene.verify()).toEqual({
      ...{ head: null, commits: 0, prompts: 0, events: 0, versions: 0 },
      findings: [],
    });
    expect(await codes(scene, "1".repeat(40))).toEqual(["history_rewritten"]);
  });

  test("that only pointsman wrote finds nothing and counts everything", async () => {
    const scene = await setLedger(start);
    const first = await scene.head();
    await scene.operate({ verb: "freeze" });
    expect(await scene.verify(first)).toEqual({
      ...{ head: await scene.head(), commits: 4, prompts: 1, events: 6, versions: 2 },
      findings: [],
    });
    expect(await codes(scene, await scene.head())).toEqual([]);
  });

  const EDITS: readonly (readonly [string, Edit, readonly string[]])[] = [
    [
      "a version was removed",
      async () => ({ [V2]: null }),
      [`file_removed ${V2}`, `broken_ledger prompts/${ID}/events`],
    ],
    [
      "the last event was removed",
      async () => ({ [eventPath(ID, 5)]: null }),
      [`file_removed ${eventPath(ID, 5)}`, `state_differs ${statePath(ID)}`],
    ],
    [
      "an event in the middle was removed",
      async () => ({ [eventPath(ID, 3)]: null }),
      [`file_removed ${eventPath(ID, 3)}`, `broken_ledger prompts/${ID}/events`],
    ],
    [
      "an event was edited",
      replaced(eventPath(ID, 2), '"ana"', '"eve"'),
      [`immutable_changed ${eventPath(ID, 2)}`, `broken_ledger prompts/${ID}/events`],
    ],
    [
      "the last event was edited",
      replaced(eventPath(ID, 5), '"ana"', '"eve"'),
      [`immutable_changed ${eventPath(ID, 5)}`, `state_differs ${statePath(ID)}`],
    ],
    [
      "what a version says was edited",
      replaced(V1, '"content": "one"', '"content": "won"'),
      [`immutable_changed ${V1}`, `wrong_digest ${V1}`],
    ],
    [
      "a version holds half of a surrogate pair",
      replaced(V1, '"content": "one"', '"content": "\\ud800"'),
      [`immutable_changed ${V1}`, `wrong_digest ${V1}`],
    ],
    [
      "an event holds half of a surrogate pair",
      replaced(eventPath(ID, 1), '"reason": null', '"reason": "\\ud800"'),
      [`immutable_changed ${eventPath(ID, 1)}`, `broken_ledger prompts/${ID}/events`],
    ],
    [
      "a version was put under another one's name",
      async (scene) => ({ [V2]: await text(scene, V1) }),
      [`immutable_changed ${V2}`, `wrong_place ${V2}`, `state_differs ${statePath(ID)}`],
    ],
    [
      "a version was put beside the others without an event",
      async (scene) => ({
        [versionPath(ID, "2026-03-12.3")]: (await text(scene, V2)).replace("2026-03-12.2", "2026-03-12.3"),
      }),
      [`unpublished_version ${versionPath(ID, "2026-03-12.3")}`],
    ],
    [
      "the state was forged",
      replaced(statePath(ID), '"by": "ana"', '"by": "eve"'),
      [`state_without_event ${statePath(ID)}`, `state_differs ${statePath(ID)}`],
    ],
    [
      "a pointer was moved in the state alone",
      async (scene) => {
        const state = promptStateSchema.parse(JSON.parse(await text(scene, statePath(ID))));
        const { production, staging } = state.environments;
        if (production === undefined || staging === undefined) throw new Error("an environment is missing");
        const environments = { staging, production: { ...production, pointer: staging.pointer } };
        return { [statePath(ID)]: JSON.stringify({ ...state, environments }) };
      },
      [`state_without_event ${statePath(ID)}`, `state_differs ${statePath(ID)}`],
    ],
    [
      "the state is no JSON",
      async () => ({ [statePath(ID)]: "{" }),
      [
        `unreadable_document ${statePath(ID)}`,
        `state_without_event ${statePath(ID)}`,
        `state_differs ${statePath(ID)}`,
      ],
    ],
    [
      "a version is of a newer schema",
      replaced(V1, '"schema": 1', '"schema": 2'),
      [`immutable_changed ${V1}`, `unreadable_document ${V1}`, `broken_ledger prompts/${ID}/events`],
    ],
    [
      "a file of somebody else lies there",
      async () => ({ "notes/todo.txt": "x\n" }),
      ["foreign_file notes/todo.txt"],
    ],
    [
      "a folder of a prompt holds something else",
      async () => ({ [`prompts/${ID}/versions/latest.json`]: "{}\n" }),
      [`foreign_file prompts/${ID}/versions/latest.json`],
    ],
    [
      "a second slug was given to a prompt",
      async () => ({ [slugPath("alias-12345678")]: `{"id":"${ID}"}\n` }),
      [`wrong_slug ${slugPath("alias-12345678")}`],
    ],
    [
      "a slug names a prompt that is not there",
      async () => ({ [slugPath("alias-12345678")]: '{"id":"nobody"}\n' }),
      [`wrong_slug ${slugPath("alias-12345678")}`],
    ],
    ["the README was edited", async () => ({ [README_PATH]: "Hello\n" }), []],
  ];

  test.each(EDITS)("finds it when %s", async (_, edit, expected) => {
    const scene = await setLedger(start);
    const good = await scene.head();
    await scene.home.edit(BRANCH, { files: await edit(scene) });
    expect((await codes(scene)).toSorted()).toEqual(["no_event", ...expected].toSorted());
    expect(await codesSince(scene, good)).toContain("no_event");
  });

  test("finds a pointer that was moved in the state alone, also after it was put back", async () => {
    const scene = await setLedger(start);
    const was = await text(scene, statePath(ID));
    await scene.home.edit(BRANCH, {
      files: { [statePath(ID)]: was.replaceAll("2026-03-12.1", "2026-03-12.2") },
    });
    await scene.home.edit(BRANCH, { files: { [statePath(ID)]: was } });
    const expected = ["no_event", `state_without_event ${statePath(ID)}`];
    expect(await codes(scene)).toEqual([...expected, ...expected]);
  });

  test("finds a state that was changed along with an event of another prompt, or added without any", async () => {
    const files = { "a.prompt.yml": promptFile("a"), "b.prompt.yml": promptFile("b") };
    const scene = setScene({ files, home: await start() });
    await scene.publish();
    const head = await scene.head();
    await scene.operate({ verb: "freeze", prompt: "a" });
    const { sequence } = await scene.state("a");
    const names = [eventPath("a", sequence), statePath("a"), README_PATH];
    const frozen = await Promise.all(names.map(async (path) => [path, await text(scene, path)] as const));
    const b = await text(scene, statePath("b"));
    await scene.home.edit(BRANCH, {
      files: {
        ...Object.fromEntries(frozen),
        [statePath("b")]: b.replaceAll('"ana"', '"eve"'),
        [statePath("c")]: b,
      },
      parents: [head],
    });
    expect((await codes(scene)).filter((code) => /event/.test(code))).toEqual([
      `state_without_event ${statePath("c")}`,
      `state_without_event ${statePath("b")}`,
    ]);
  });

  test("finds a slug that was taken away, and one that was given to another prompt", async () => {
    const files = { "a.prompt.yml": promptFile("a"), "b.prompt.yml": promptFile("b") };
    const scene = setScene({ files, home: await start() });
    await scene.publish();
    const [a, b] = [slugPath((await scene.state("a")).slug), slugPath((await scene.state("b")).slug)];
    await scene.home.edit(BRANCH, { files: { [a]: '{"id":"b"}\n', [b]: null } });
    expect(await codes(scene)).toEqual([
      `file_removed ${b}`,
      `immutable_changed ${a}`,
      "no_event",
      `missing_document ${b}`,
      `wrong_slug ${a}`,
    ]);
  });

  test("finds a ledger that was copied under another name", async () => {
    const scene = await setLedger(start);
    const branch = scene.home.open(BRANCH);
    const paths = await branch.list(`prompts/${ID}`, await scene.head());
    const { files } = await branch.read(paths);
    const copies = [...files].map(([path, content]) => [path.replace(ID, "copy"), content] as const);
    await scene.home.edit(BRANCH, { files: Object.fromEntries(copies) });
    expect(await codes(scene)).toEqual(
      expect.arrayContaining([`wrong_place ${versionPath("copy", "2026-03-12.1")}`]),
    );
  });

  test("finds a merge commit", async () => {
    const scene = await setLedger(start);
    const head = await scene.head();
    const side = await scene.home.edit(BRANCH, { files: {}, parents: [head] });
    await scene.home.edit(BRANCH, { files: {}, parents: [head, side] });
    expect(await codes(scene)).toEqual(["no_event", "merge_commit", "no_event"]);
  });

  test("finds that history was rewritten, also where everything else looks right", async () => {
    const scene = await setLedger(start);
    const remembered = await scene.head();
    const other = setScene({ home: await start() });
    await publishAll(other, ["one", "two"]);
    await other.operate({ verb: "freeze" });
    expect(await codes(other)).toEqual([]);
    expect(await codes(other, remembered)).toEqual(["history_rewritten"]);
    const { parents } = (await lastEntry(scene)) ?? { parents: [] };
    await scene.home.edit(BRANCH, { files: {}, parents });
    expect(await codes(scene, remembered)).toEqual(["history_rewritten", "no_event"]);
  });

  test("finds what a later commit put right again", async () => {
    const scene = await setLedger(start);
    const was = await text(scene, V1);
    await scene.home.edit(BRANCH, { files: { [V1]: was.replace("one", "won") } });
    await scene.home.edit(BRANCH, { files: { [V1]: was } });
    const expected = [`immutable_changed ${V1}`, "no_event"];
    expect(await codes(scene)).toEqual([...expected, ...expected]);
  });
});

async function lastEntry(scene: Scene) {
  const branch = scene.home.open(BRANCH);
  let last: { parents: readonly string[] } | undefined;
  for await (const entry of branch.log({ since: null, until: await scene.head() })) last = entry;
  return last;
}

test("progress is told batch by batch", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_, n) => [`p${n}.prompt.yml`, promptFile("Hi")]),
  );
  const scene = setScene({ files });
  await scene.publish();
  const told: number[] = [];
  await verify(scene.home.open(BRANCH), { since: null, onProgress: ({ prompts }) => told.push(prompts) });
  expect(told).toEqual([50, 60]);
});

describe("on the command line, a shallow clone", () => {
  test.each([
    ["without a known head", {}],
    ["with one", { since: "1".repeat(40) }],
  ])("is refused instead of called whole, %s", async (_, input) => {
    await using repository = await gitRepository({ files: { "a.prompt.yml": promptFile("a") } });
    const { directory } = repository;
    const identity = { name: "pointsman", email: "pointsman@example.com" };
    const now = () => "2026-03-12T09:00:00Z";
    const scene = setScene();
    const branch = gitBranch({ repository: { directory }, branch: BRANCH, identity, now });
    await scene.publish({}, () => branch);
    const call = {
      input,
      directory,
      repo: null,
      json: false,
      environment: { ...processEnvironment(), warn: () => {} },
    };
    const whole = await runVerify(call);
    expect(whole.exitCode).toBe("since" in input ? 1 : 0);
    await writeFile(`${directory}/.git/shallow`, `${(await branch.read([])).head}\n`);
    const refused = await runVerify(call);
    expect(refused).toMatchObject({ exitCode: 3, json: { code: "shallow_clone" }, output: "" });
    expect(refused.complaint).toContain("git fetch --unshallow");
  });
});
