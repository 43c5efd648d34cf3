import { expect, test } from "vitest";
import { publishingAnswer } from "../../../src/commands/publishing.ts";
import type { Role } from "../../../src/domain/policy/permission.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { OutsideError, UnknownOutcomeError } from "../../../src/releases/ports.ts";
import {
  type BranchOf,
  causeOf,
  ID,
  losingTheFirstAnswer,
  oneFile,
  type Scene,
  setScene,
} from "../../contract/releases/scene.ts";

/** A branch that takes a commit, and from then on answers nothing. */
function goneWhileWriting(open: BranchOf): BranchOf {
  let isGone = false;
  return (name) => {
    const branch = open(name);
    return {
      ...branch,
      read: async (paths, at) => {
        if (isGone) throw new OutsideError("read the release branch", "503");
        return branch.read(paths, at);
      },
      append: async (commit) => {
        isGone = true;
        await branch.append(commit);
        throw new UnknownOutcomeError("write the release branch", "502");
      },
    };
  };
}

const RULE = "permissions: { publish: { role: write, environments: { production: admin } } }\n";

/** Somebody asks for it; after so many readings of the config GitHub stops answering. */
async function ask(
  scene: Scene,
  role: Role,
  { branch = scene.home.open, readings = Number.POSITIVE_INFINITY } = {},
): Promise<string> {
  let left = readings;
  const controls = async () => {
    left -= 1;
    if (left < 0) throw new OutsideError("read the config", "503");
    return readControls(scene.sources);
  };
  const { sources, surroundings } = scene;
  return publishingAnswer(
    { prompt: ID, cause: causeOf("comment:1"), asker: { login: "ana", role, teams: [] } },
    await readControls(sources),
    { branch, sources, controls, surroundings, repositoryUrl: "https://github.com/acme/prompts" },
  );
}

async function sceneOf(environments: string): Promise<Scene> {
  const config = `environments: ${environments}\n`;
  const scene = setScene({ config });
  await scene.publish();
  scene.wait(60);
  scene.sources.push(oneFile("two", `${config}${RULE}`));
  return scene;
}

test("whoever publishes must be permitted for every environment that a merge moves", async () => {
  const scene = await sceneOf("{ staging: {}, production: {} }");
  const before = await scene.live();
  const refused = await ask(scene, "write");
  expect(refused).toContain("`not_permitted`");
  expect(refused).toContain("live in `production`: that needs `the role admin`, and your role is `write`");
  expect(await scene.live()).toEqual(before);
  await ask(scene, "admin");
  expect(await scene.live()).toEqual(["staging 2026-03-12.2", "production 2026-03-12.2"]);
});

test("an environment that holds merges has no say in who publishes", async () => {
  const scene = await sceneOf("{ staging: {}, production: { on_merge: hold } }");
  expect(await ask(scene, "triage")).toContain("`the role write`");
  await ask(scene, "write");
  expect(await scene.live()).toEqual(["staging 2026-03-12.2"]);
});

test("a publication that GitHub cuts short says what is published and the line that does the rest", async () => {
  const scene = await sceneOf("{ staging: {}, production: {} }");
  const answer = await ask(scene, "admin", { readings: 1 });
  expect(answer).toContain("GitHub did not let us `read the config`");
  expect(answer).toContain("- `production` now serves `support-triage` `2026-03-12.2` (was `2026-03-12.1`).");
  expect(answer).toContain("Nothing of it has to be done again.");
  expect(answer).toContain("```\n/publish support-triage\n```");
  const { length } = await scene.events();
  await ask(scene, "admin");
  expect(await scene.events()).toHaveLength(length);
});

test("a publication whose commit got no answer is not called undone", async () => {
  const scene = await sceneOf("{ staging: {}, production: {} }");
  const answer = await ask(scene, "admin", { branch: goneWhileWriting(scene.home.open) });
  expect(answer).toContain("Its commit was sent and got no answer, so it may be published or not.");
  expect(answer).toContain("```\n/publish support-triage\n```");
});

test("a publication whose commit got no answer is looked for before anything is said", async () => {
  const scene = await sceneOf("{ staging: {}, production: {} }");
  const branch = losingTheFirstAnswer(scene.home.open, true);
  const answer = await ask(scene, "admin", { branch, readings: 1 });
  expect(answer).toContain("- `production` now serves `support-triage` `2026-03-12.2`");
  expect(answer).toContain("Nothing of it has to be done again.");
});

test("a publication that fails before anything was written is no half-done one", async () => {
  const scene = await sceneOf("{ staging: {}, production: {} }");
  await expect(ask(scene, "admin", { readings: 0 })).rejects.toThrow(OutsideError);
  expect(await scene.live()).toEqual(["staging 2026-03-12.1", "production 2026-03-12.1"]);
});
