import { afterEach, beforeEach, expect, it } from "vitest";
import { heard, historyOf, newIssue, redeliverFailed } from "../../support/commands.ts";
import { eventsOf, liveVersion } from "../../support/releases.ts";
import { PROMPT, publishText, type WalkScene, walkScene } from "./scene.ts";

/** What happened while the app was down, or could not be reached. */
let scene: WalkScene;
/** The app gives itself what it does here: nothing tells when that begins. */
const SOON = { timeout: 60_000 };

beforeEach(async () => {
  scene = await walkScene();
  await publishText(scene, "Version 2: {{ticket}}");
});

afterEach(() => scene[Symbol.asyncDispose]());

const entries = async () => (await historyOf(scene, PROMPT))?.entries ?? [];

it("answers a comment that GitHub could not deliver, once the app is back, though nobody has it repeated", async () => {
  const { github, oncall, repository } = scene;
  const live = await liveVersion(repository, PROMPT);
  await scene.stop();
  const issue = await newIssue(scene);
  const { id } = await repository.comment(issue, `/rollback ${PROMPT} from ${live}`, oncall);
  await github.idle();
  expect(github.deliveries.at(-1)).toMatchObject({ event: "issue_comment", status: 0 });
  await scene.restart();
  await expect.poll(async () => (await heard(scene, issue, id)).answers, SOON).toHaveLength(1);
  await github.idle();
  expect(
    (await eventsOf(repository, PROMPT)).filter(({ type }) => type === "prompt.rolled_back"),
  ).toHaveLength(1);
  const repeats = () => github.deliveries.filter(({ redelivery }) => redelivery).length;
  const before = repeats();
  github.requests.length = 0;
  await scene.restart();
  await expect
    .poll(() => github.requests.some(({ path }) => path === "/installation/repositories"), SOON)
    .toBe(true);
  await github.idle();
  expect(repeats()).toBe(before);
});

it("writes the history of releases that GitHub never told of, from what was announced last", async () => {
  const { repository } = scene;
  const before = await entries();
  await scene.stop();
  scene.unreachable();
  await publishText(scene, "Version 3: {{ticket}}");
  await publishText(scene, "Version 4: {{ticket}}");
  expect(await entries()).toHaveLength(before.length);
  await scene.restart();
  await expect.poll(entries, SOON).toHaveLength(before.length + 2);
  const newest = (await eventsOf(repository, PROMPT)).at(-1);
  expect((await historyOf(scene, PROMPT))?.body).toContain(newest?.version);
});

it("finds what it missed also where another installation was removed meanwhile", async () => {
  const { github } = scene;
  const before = await entries();
  const tokens = github.requests.map(({ path }) => /^\/app\/installations\/(\d+)\/access/.exec(path)?.[1]);
  const own = Number(tokens.find((id) => id !== undefined));
  await scene.stop();
  scene.unreachable();
  await publishText(scene, "Version 3: {{ticket}}");
  const body = [own + 1, own].map((id) => ({ id, suspended_at: null }));
  github.faults.add({ match: /^GET \/app\/installations(?!\/)/, status: 200, body });
  await scene.restart();
  await expect.poll(entries, SOON).toHaveLength(before.length + 1);
});

it("writes in the end the history of missed releases that GitHub would not take when they were announced", async () => {
  const { github } = scene;
  const before = await entries();
  await scene.stop();
  scene.unreachable();
  await publishText(scene, "Version 3: {{ticket}}");
  await publishText(scene, "Version 4: {{ticket}}");
  let refused = 0;
  const mend = github.faults.add({ match: /^POST .*\/issues\/\d+\/comments$/, status: 403 });
  const count = github.faults.add({
    match: ({ method, path }) => {
      if (method === "POST" && /\/issues\/\d+\/comments$/.test(path)) refused += 1;
      return false;
    },
  });
  await scene.restart();
  await expect.poll(() => refused, SOON).toBeGreaterThanOrEqual(2);
  await github.idle();
  mend();
  count();
  expect(await entries()).toHaveLength(before.length);
  await redeliverFailed(scene);
  expect(await entries()).toHaveLength(before.length + 2);
});
