import { expect, test } from "vitest";
import { publishingAnswer } from "../../../src/commands/publishing.ts";
import type { Role } from "../../../src/domain/policy/permission.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { causeOf, ID, oneFile, type Scene, setScene } from "../../contract/releases/scene.ts";

const RULE = "permissions: { publish: { role: write, environments: { production: admin } } }\n";

async function ask(scene: Scene, role: Role): Promise<string> {
  const controls = () => readControls(scene.sources);
  const { home, sources, surroundings } = scene;
  return publishingAnswer(
    { prompt: ID, cause: causeOf("comment:1"), asker: { login: "ana", role, teams: [] } },
    await controls(),
    { branch: home.open, sources, controls, surroundings, repositoryUrl: "https://github.com/acme/prompts" },
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
