import { afterEach, beforeEach, expect, it } from "vitest";
import { API_KEYS, type KeyName, tokenOf } from "../../contract/delivery/homes.ts";
import { startApp } from "../../support/app.ts";
import { plainPath, plainPrompt, publishNow, publishTexts } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** The HTTP API of the built app, with all that is around it. */

const PROMPT = "greeting";

let stage: Stage;
let base: string;

beforeEach(async () => {
  const keys = API_KEYS.replaceAll("acme/prompts", "acme/support-desk");
  stage = await setStage({ appEnv: { POINTSMAN_API_KEYS: keys } });
  base = `${stage.app.address}/api/v1/repos/acme/support-desk`;
  await publishTexts(stage, [PROMPT], 2);
});
afterEach(() => stage[Symbol.asyncDispose]());

function ask(path: string, key: KeyName = "reader", init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${tokenOf(key)}`);
  return fetch(`${base}${path}`, { ...init, headers });
}

async function textServed(): Promise<string> {
  const { messages } = JSON.parse(await (await ask(`/prompts/${PROMPT}`)).text());
  return messages[0].content;
}

/** Resolves when nothing was asked of GitHub for a while. */
async function githubIsAskedNoMore(): Promise<void> {
  let before = -1;
  await expect
    .poll(
      () => {
        const now = stage.github.requests.length;
        const isQuiet = now === before && stage.github.requests.every(({ endedAt }) => endedAt !== undefined);
        before = now;
        return isQuiet;
      },
      { interval: 300 },
    )
    .toBe(true);
}

it("serves what it read while GitHub is down, with its age, and calls nothing unknown that it could not look up", async () => {
  expect(await textServed()).toBe(`Text 2 of ${PROMPT}`);
  // The example's prompts were never asked for: they are read in advance.
  await githubIsAskedNoMore();
  stage.github.faults.add({ match: /./, drop: true });
  const served = await ask(`/prompts/${PROMPT}`);
  expect(served.status).toBe(200);
  expect(served.headers.get("age")).toMatch(/^\d+$/);
  expect(Date.parse(served.headers.get("pointsman-as-of") ?? "")).toBeGreaterThan(Date.now() - 600_000);
  expect((await ask("/prompts/support-triage")).status).toBe(200);
  expect((await ask("/prompts/drafted")).status).toBe(404);
  const elsewhere = await fetch(`${stage.app.address}/api/v1/repos/acme/other/prompts`, {
    headers: { authorization: `Bearer ${tokenOf("everywhere")}` },
  });
  expect([elsewhere.status, elsewhere.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await elsewhere.json()).toMatchObject({ code: "unavailable" });
  expect(stage.app.log()).not.toContain(tokenOf("reader"));
});

it("stays at the last good head while an alarm about the release branch stands", async () => {
  expect(await textServed()).toBe(`Text 2 of ${PROMPT}`);
  const [, before] = await stage.repository.log("prompt-releases");
  const mallory = await stage.github.user("mallory", { role: "write", on: stage.repository });
  await stage.repository.forcePush("prompt-releases", before?.oid ?? "", mallory);
  await stage.github.idle();
  expect(await textServed()).toBe(`Text 2 of ${PROMPT}`);
  await stage.repository.commit({ files: { [plainPath(PROMPT)]: plainPrompt("Text 3") } });
  await publishNow(stage);
  expect(await textServed()).toBe(`Text 2 of ${PROMPT}`);
});

it("has no API where there are no keys to it", async () => {
  await using app = await startApp({ github: stage.github, app: stage.installed });
  expect((await fetch(`${app.address}/api/v1/repos/acme/support-desk/prompts`)).status).toBe(404);
});
