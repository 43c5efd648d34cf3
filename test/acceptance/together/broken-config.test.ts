import { afterEach, beforeEach, expect, it } from "vitest";
import { promptStateSchema } from "../../../src/domain/ledger/state.ts";
import { say } from "../../support/commands.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { operatorsGrant, STAGE_SECRET } from "../../support/stage.ts";
import { PROMPT, publishText, type WalkScene, walkScene } from "./scene.ts";

/** What the app does while the config on the default branch cannot be read. */
const CONFIG = ".github/pointsman.yml";
const BRANCH = "releases";
const NOTE = /^⚠️ \*\*The config on the default branch has errors\*\*/;

let receiver: Receiver;
let scene: WalkScene;
let readable: string;

beforeEach(async () => {
  receiver = await startReceiver({ secret: STAGE_SECRET });
  scene = await walkScene({
    config: `release_branch: ${BRANCH}
permissions: { rollback: triage }
webhooks: [{ url: "${receiver.url}", secret: POINTSMAN_WEBHOOK_SECRET }]
`,
    env: (repository) => operatorsGrant(repository, receiver),
  });
  readable = (await scene.repository.file(CONFIG)) ?? "";
  await publishText(scene, "Version 2: {{ticket}}");
});

afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  await receiver.close();
});

async function writeConfig(text: string): Promise<void> {
  await scene.repository.commit({ files: { [CONFIG]: text } });
  await scene.github.idle();
}

async function answerTo(text: string, by = scene.oncall): Promise<string | undefined> {
  return (await say(scene, { text, by })).answers[0];
}

async function live(environment = "production"): Promise<string> {
  const text = await scene.repository.file(`prompts/${PROMPT}/state.json`, BRANCH);
  const state = promptStateSchema.parse(JSON.parse(text ?? ""));
  return state.environments[environment]?.pointer?.version ?? "";
}

const alarms = async () =>
  (await scene.repository.issues()).filter(({ title }) => String(title).startsWith("Alarm:"));

it("uses the last readable one, also after a restart, and says so in every answer", async () => {
  await writeConfig(`${readable}webhook: [\n`);
  await scene.restart();
  const triager = await scene.github.user("triager", { role: "triage", on: scene.repository });
  const sent = receiver.deliveries.length;
  const answer = await answerTo(`/rollback ${PROMPT} from ${await live()}`, triager);
  expect(answer).toMatch(NOTE);
  expect(answer).toMatch(
    /since \d{4}-\d\d-\d\d .*`\.github\/pointsman\.yml:\d+:\d+`.*The last readable one, of `[0-9a-f]{10}`, is used/,
  );
  expect(answer).toContain("`production` serves");
  expect(await live()).toMatch(/\.1$/);
  expect(receiver.deliveries.length).toBeGreaterThan(sent);
  expect(await alarms()).toEqual([]);
  for (const command of ["/status", "/help", "/rollback", `/promote ${PROMPT} to production`]) {
    expect(await answerTo(command)).toMatch(NOTE);
  }
  expect(await live()).toMatch(/\.1$/);
  await writeConfig(readable);
  expect(await answerTo("/status")).not.toMatch(NOTE);
});

it("leaves the answers to the Action where the last readable one did", async () => {
  await writeConfig(`${readable}announce: action\n`);
  await writeConfig("announce: [\n");
  expect(await answerTo("/status")).toBeUndefined();
});

it("on a fresh install rolls back only where that is said, touches no endpoint and makes up for it once it can read", async () => {
  const sent = receiver.deliveries.length;
  await writeConfig(`release_branch: ${BRANCH}\nenvironment: {}\n`);
  await scene.reinstall();
  const maintainer = await scene.github.user("maintainer", { role: "maintain", on: scene.repository });
  const latest = await live();
  const asked = await answerTo(`/rollback ${PROMPT} from ${latest}`, maintainer);
  expect(asked).toMatch(NOTE);
  expect(asked).toContain("add `in` and one of `staging`, `production`");
  expect(await answerTo(`/freeze ${PROMPT} in production`, maintainer)).toContain("`config_broken`");
  const named = `/rollback ${PROMPT} from ${latest} in production`;
  expect(await answerTo(named, scene.oncall)).toContain("`not_permitted`");
  expect(await answerTo(named, maintainer)).toContain("`production` serves");
  expect(await live()).toMatch(/\.1$/);
  expect(await answerTo("/redeliver evt_0123456789abcdef01234567", maintainer)).toContain("`config_broken`");
  const [, before] = await scene.repository.log(BRANCH);
  await scene.repository.forcePush(BRANCH, before?.oid ?? "", maintainer);
  await scene.github.idle();
  expect(receiver.deliveries).toHaveLength(sent);
  expect(await alarms()).toEqual([]);
  await writeConfig(readable);
  await answerTo(`/rollback ${PROMPT} from ${latest} in staging`, maintainer);
  expect(receiver.deliveries.length).toBeGreaterThan(sent);
});
