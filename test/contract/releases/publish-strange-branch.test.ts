import { describe, expect, test } from "vitest";
import { CONFIG_PATH, readControls } from "../../../src/releases/controls.ts";
import { README_PATH, statePath } from "../../../src/releases/layout.ts";
import { UnknownOutcomeError } from "../../../src/releases/ports.ts";
import { publish } from "../../../src/releases/publish/publish.ts";
import { HOMES } from "./homes.ts";
import { completed, ids, prompts, settled } from "./publications.ts";
import {
  beforeTheFirstWrite,
  CONFIG,
  causeOf,
  ID,
  oneFile,
  publishAll,
  setScene,
  writingThrough,
} from "./scene.ts";

describe("a release branch that is the default branch", () => {
  test("is a problem, and nothing is written onto the source", async () => {
    const scene = setScene();
    const source = await scene.home.edit("prompt-releases", { files: { "src/index.ts": "x\n" } });
    const controls = async () => ({ ...(await readControls(scene.sources)), commit: source });
    const means = { causeFor: () => causeOf("x"), pullRequestOf: async () => null };
    const outcome = await publish(
      {
        ...means,
        ...{ only: null, everything: false, onProgress: () => undefined },
        evidence: null,
      },
      { branch: scene.home.open, sources: scene.sources, controls, surroundings: scene.surroundings },
    );
    expect(settled(outcome).problems).toMatchObject([
      { code: "release_branch_is_default", path: CONFIG_PATH, severity: "error" },
    ]);
    expect(await scene.head()).toBe(source);
  });
});

describe.each(HOMES)("a release branch that is somebody's ordinary branch, %s,", (_, start) => {
  test("is a problem that says what to do, and stays as it is", async () => {
    const config = `${CONFIG}release_branch: develop\n`;
    const scene = setScene({ config, home: await start() });
    const files = { "src/index.ts": "x\n", [README_PATH]: "# Our product\n" };
    const head = await scene.home.edit("develop", { files });
    for (const publication of [{}, { everything: true }, { only: [ID] }]) {
      const outcome = settled(await scene.publish(publication));
      expect(outcome).toMatchObject({
        published: [],
        problems: [{ code: "not_a_release_branch", path: CONFIG_PATH, severity: "error" }],
      });
      expect(outcome.problems[0]?.message).toContain("name another branch");
    }
    expect(await scene.head()).toBe(head);
  });

  test("is a problem too where it came after everything was read", async () => {
    const scene = setScene({ home: await start() });
    let head = "";
    const branch = beforeTheFirstWrite(scene.home.open, async () => {
      head = await scene.home.edit("prompt-releases", { files: { "src/index.ts": "x\n" } });
    });
    expect(settled(await scene.publish({}, branch)).problems).toMatchObject([
      { code: "not_a_release_branch" },
    ]);
    expect(await scene.head()).toBe(head);
  });

  test.each([
    ["garbled", "# Hello\n"],
    ["deleted", null],
  ])("is none where a release branch's README was %s by hand", async (_what, readme) => {
    const scene = setScene({ home: await start() });
    await publishAll(scene, ["one"]);
    await scene.home.edit("prompt-releases", { files: { [README_PATH]: readme } });
    scene.sources.push(oneFile("two"));
    expect(ids(await scene.publish())).toEqual([ID]);
  });
});

describe.each(HOMES)("a state that somebody broke, %s,", (_, start) => {
  test.each([
    ["changes only", false],
    ["everything", true],
  ])("is a problem of its prompt while the others publish, looking at %s", async (_what, all) => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }), home: await start() });
    await scene.publish();
    const whole = (await scene.home.open("prompt-releases").read([statePath("a")])).files.get(statePath("a"));
    await scene.home.edit("prompt-releases", { files: { [statePath("a")]: "{" } });
    scene.sources.push(prompts({ a: "two", b: "two" }));
    const outcome = settled(await scene.publish({ everything: all }));
    expect(ids(outcome)).toEqual(["b"]);
    expect(outcome.problems).toMatchObject([
      { code: "unreadable_document", path: "a.prompt.yml", severity: "error" },
    ]);
    expect(outcome.problems[0]?.message).toContain(`${statePath("a")} on the release branch cannot be read`);
    expect(await completed(scene)).toBeUndefined();
    await scene.home.edit("prompt-releases", { files: { [statePath("a")]: whole ?? null } });
    expect(ids(await scene.publish())).toEqual(["a"]);
  });

  test("between a write and its lost answer stops nothing either", async () => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }), home: await start() });
    const branch = writingThrough(scene.home.open, async (append, number) => {
      const appended = await append();
      if (number > 1) return appended;
      await scene.home.edit("prompt-releases", { files: { [statePath("a")]: "{" } });
      throw new UnknownOutcomeError("write the release branch", "502");
    });
    expect(ids(await scene.publish({}, branch))).toEqual(["b"]);
  });
});
