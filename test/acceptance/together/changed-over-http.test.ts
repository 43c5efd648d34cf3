import { connect, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { CONFIG_PATH } from "../../../src/releases/controls.ts";
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

it("is done also while one key holds all the places that it can get with bodies that never end", async () => {
  scene = await walkScene({ config: "", env: () => ({ POINTSMAN_API_KEYS: API_KEYS }) });
  await publishText(scene, "Version 2: {{ticket}}");
  const { version } = await ask("");
  using slow = slowSenders(32);
  await expect.poll(slow.answered).toBe(24);
  expect((await ask("")).version).toBe(version);
  const headers = { "content-type": "application/json", "idempotency-key": "1" };
  const changed = await ask("/rollback", { method: "POST", headers, body: "{}" });
  expect(changed.version).not.toBe(version);
});

it("serves and changes nothing on a guess where the config cannot be read and none before it is known", async () => {
  scene = await walkScene({ config: "", env: () => ({ POINTSMAN_API_KEYS: API_KEYS }) });
  await publishText(scene, "Version 2: {{ticket}}");
  const { version } = await ask("");
  const readable = (await scene.repository.file(CONFIG_PATH)) ?? "";
  await scene.repository.commit({ files: { [CONFIG_PATH]: "oops: [" } });
  await scene.github.idle();
  // What it knew before holds on.
  expect((await ask("")).version).toBe(version);
  await scene.reinstall();
  const refused = { code: "unavailable", detail: expect.stringContaining("would be a guess") };
  expect(await ask("")).toMatchObject(refused);
  const headers = { "content-type": "application/json", "idempotency-key": "1" };
  expect(await ask("/rollback", { method: "POST", headers, body: "{}" })).toMatchObject(refused);
  expect(await liveVersion(scene.repository, PROMPT)).toBe(version);
  await scene.repository.commit({ files: { [CONFIG_PATH]: readable } });
  await expect.poll(async () => (await ask("")).version).toBe(version);
});

/** Sockets of another key, each with a body that was begun. Tells how many were answered already. */
function slowSenders(count: number): Disposable & { readonly answered: () => number } {
  const { hostname, port } = new URL(scene.address());
  const answered = new Set<Socket>();
  const head = [
    `POST /api/v1/repos/acme/prompts/prompts/${PROMPT}/compiled HTTP/1.1`,
    ...[`Host: ${hostname}`, `Authorization: Bearer ${tokenOf("reader")}`],
    ...["Content-Type: application/json", "Content-Length: 1000"],
  ];
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname).on("error", () => undefined);
    socket.on("data", () => answered.add(socket));
    socket.write(`${head.join("\r\n")}\r\n\r\n{`);
    return socket;
  });
  return {
    answered: () => answered.size,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function publish(text: string): Promise<void> {
  await scene.repository.commit({ files: { [PROMPT_PATH]: promptText(text) } });
  await publishHere(scene.github, scene.repository);
}
