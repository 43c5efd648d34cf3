import { afterEach, beforeEach, expect, it } from "vitest";
import { API_KEYS, type KeyName, tokenOf } from "../../contract/delivery/homes.ts";
import { startApp } from "../../support/app.ts";
import { historyOf } from "../../support/commands.ts";
import { listen } from "../../support/event-stream.ts";
import { eventsOf, liveVersion, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt, publishNow, publishTexts } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** The HTTP API of the built app, with all that is around it. */

const PROMPT = "greeting";

const keys = { POINTSMAN_API_KEYS: API_KEYS.replaceAll("acme/prompts", "acme/support-desk") };

let stage: Stage;
let base: string;

beforeEach(async () => {
  stage = await setStage({ appEnv: keys });
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
  const headers = { "content-type": "application/json", "idempotency-key": "1" };
  const refused = await ask(`/prompts/${PROMPT}/rollback`, "operator", {
    method: "POST",
    headers,
    body: "{}",
  });
  expect([refused.status, JSON.parse(await refused.text()).code]).toEqual([503, "branch_alarm"]);
  await stage.repository.commit({ files: { [plainPath(PROMPT)]: plainPrompt("Text 3") } });
  await publishNow(stage);
  expect(await textServed()).toBe(`Text 2 of ${PROMPT}`);
});

it("rolls back on request: once, seen by readers and listeners, announced like anything else", async () => {
  const [second, first] = (await versionIds(stage.repository, PROMPT)).toReversed();
  const stream = await listen(`${base}/stream`, { authorization: `Bearer ${tokenOf("reader")}` });
  await stream.until("event: ready");
  const sent = stage.receiver.deliveries.length;
  const body = JSON.stringify({ to: first, from: second, reason: "broken JSON" });
  const headers = { "content-type": "application/json", "idempotency-key": "incident-7" };
  const rollBack = () => ask(`/prompts/${PROMPT}/rollback`, "operator", { method: "POST", headers, body });

  const answered = await rollBack();
  expect(answered.status).toBe(200);
  const done = JSON.parse(await answered.text());
  expect(done).toMatchObject({ version: first, previous_version: second, held: true, actor: "api:operator" });
  expect(await textServed()).toBe(`Text 1 of ${PROMPT}`);
  expect(await stream.until("event: prompt.rolled_back")).toContain(done.id);
  await stream.close();
  await stage.github.idle();
  const [webhook] = await stage.receiver.arrived(sent + 1).then((all) => all.slice(sent));
  expect(webhook?.verified).toEqual({ standard: true, byHand: true });
  expect(JSON.parse(webhook?.body ?? "")).toMatchObject({
    ...pick(done),
    id: done.id,
    actor: "api:operator",
  });
  expect((await historyOf(stage, PROMPT))?.entries.at(-1)).toContain("`api:operator`");

  const events = await eventsOf(stage.repository, PROMPT);
  expect(events.at(-1)).toMatchObject({
    key: "api:operator/incident-7",
    actor: { login: "api:operator", id: null, role: "operate" },
    origin: { kind: "api" },
    reason: "broken JSON",
  });
  await stage.app.stop();
  await using app = await startApp({ github: stage.github, app: stage.installed, env: keys });
  base = `${app.address}/api/v1/repos/acme/support-desk`;
  const again = await rollBack();
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(JSON.parse(await again.text())).toEqual(done);
  expect(await eventsOf(stage.repository, PROMPT)).toHaveLength(events.length);
});

function pick({ version, previous_version, sequence, digest }: Readonly<Record<string, unknown>>) {
  return { version, previous_version, sequence, digest };
}

it("makes one event of a change whose answer GitHub lost, and says so when nothing could be done", async () => {
  const events = (await eventsOf(stage.repository, PROMPT)).length;
  const headers = { "content-type": "application/json", "idempotency-key": "lost" };
  const body = JSON.stringify({ from: await liveVersion(stage.repository, PROMPT) });
  const rollBack = () => ask(`/prompts/${PROMPT}/rollback`, "operator", { method: "POST", headers, body });
  stage.github.faults.add({ match: /pointsmanAppend/, when: "after", drop: true, times: 1 });
  const answered = await rollBack();
  expect([answered.status, answered.headers.get("idempotent-replayed")]).toEqual([200, null]);
  expect(await eventsOf(stage.repository, PROMPT)).toHaveLength(events + 1);
  stage.github.faults.add({ match: /./, status: 502 });
  const refused = await ask(`/prompts/${PROMPT}/promote`, "operator", {
    method: "POST",
    headers,
    body: "{}",
  });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
});

it("stops with listeners at the stream, whose streams end", async () => {
  const stream = await listen(`${base}/stream`, { authorization: `Bearer ${tokenOf("reader")}` });
  await stream.until("event: ready");
  const ended = expect(stream.until("event: never")).rejects.toThrow("The stream ended");
  await stage.app.stop();
  await ended;
  expect(stage.app.process.exitCode).toBe(0);
});

it("has no API where there are no keys to it", async () => {
  await using app = await startApp({ github: stage.github, app: stage.installed });
  expect((await fetch(`${app.address}/api/v1/repos/acme/support-desk/prompts`)).status).toBe(404);
});
