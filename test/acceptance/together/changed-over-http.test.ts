import { afterEach, expect, it } from "vitest";
import { API_KEYS, tokenOf } from "../../contract/delivery/homes.ts";
import { publishHere } from "../../support/action-here.ts";
import { liveVersion } from "../../support/releases.ts";
import { PROMPT, PROMPT_PATH, promptText, publishText, type WalkScene, walkScene } from "./scene.ts";

let scene: WalkScene;
afterEach(() => scene[Symbol.asyncDispose]());

async function ask(path: string, init: RequestInit = {}): Promise<{ readonly version: string }> {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${tokenOf("operator")}`);
  const address = `${scene.address()}/api/v1/repos/acme/prompts/prompts/${PROMPT}${path}`;
  return JSON.parse(await (await fetch(address, { ...init, headers })).text());
}

it("shows a rollback over HTTP at once, also where the release before it was not announced yet", async () => {
  scene = await walkScene({ config: "", env: () => ({ POINTSMAN_API_KEYS: API_KEYS }) });
  await publishText(scene, "Version 2: {{ticket}}");
  const { version } = await ask("");
  await scene.untold(async () => {
    // Two, so that the version rolled back to is another than the one that is served.
    await publish("Version 3: {{ticket}}");
    await publish("Version 4: {{ticket}}");
    expect((await ask("")).version).toBe(version);
    const headers = { "content-type": "application/json", "idempotency-key": "1" };
    const changed = await ask("/rollback", { method: "POST", headers, body: "{}" });
    expect(changed.version).not.toBe(version);
    expect((await ask("")).version).toBe(changed.version);
    expect(await liveVersion(scene.repository, PROMPT)).toBe(changed.version);
  });
});

async function publish(text: string): Promise<void> {
  await scene.repository.commit({ files: { [PROMPT_PATH]: promptText(text) } });
  await publishHere(scene.github, scene.repository);
}
