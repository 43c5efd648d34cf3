import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp } from "../../support/app.ts";
import { heard, newIssue } from "../../support/commands.ts";
import { appPrivateKey } from "../../support/github/emulated.ts";
import { at } from "../../support/github/json.ts";
import { runnerNode } from "../../support/github/runner.ts";
import { eventsOf, liveVersion, verified } from "../../support/releases.ts";
import { publishTexts, readingTime } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const BUILT = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));
const GOOD = {
  APP_ID: "1001",
  PRIVATE_KEY: appPrivateKey(),
  WEBHOOK_SECRET: "sixteen-characters!",
  PORT: "0",
};

/** Starts the built app with these variables and nothing else; resolves when it gave up. */
async function failedStart(env: Readonly<Record<string, string>>) {
  const child = spawn(runnerNode, [BUILT, "serve", "--app"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: child.exitCode, said: stdout + stderr };
}

describe("the app refuses to start", () => {
  const { WEBHOOK_SECRET: _, ...unsigned } = GOOD;
  const { PRIVATE_KEY: __, ...keyless } = GOOD;
  it.each([
    ["without a webhook secret", unsigned, "WEBHOOK_SECRET is missing"],
    ["with the secret “development”", { ...GOOD, WEBHOOK_SECRET: "development" }, "everybody knows"],
    ["with a secret of 15 characters", { ...GOOD, WEBHOOK_SECRET: "s3cret-of-15-ch" }, "too short"],
    ["without a private key", keyless, "PRIVATE_KEY is missing"],
    ["with a private key that is none", { ...GOOD, PRIVATE_KEY: "MIIEpAIBAAKC" }, "PRIVATE_KEY is no PEM"],
    ["without the app's id", { ...GOOD, APP_ID: "acme" }, "APP_ID"],
  ])("%s, with exit code 2", async (__, env, problem) => {
    const { code, said } = await failedStart(env);
    expect(code).toBe(2);
    expect(said).toContain(problem);
  });

  it("naming every problem at once, and no value that may be a secret", async () => {
    const env = {
      ...{ APP_ID: "app-id-value", PRIVATE_KEY: "private-key-value", WEBHOOK_SECRET: "short-value" },
      ...{ PORT: "port-value", LOG_LEVEL: "level-value", GITHUB_API_URL: "address-value" },
      ...{ POINTSMAN_WEBHOOK_GRANTS: '{"grant-value":', POINTSMAN_WEBHOOK_ALLOW_RANGES: "everywhere" },
    };
    const { code, said } = await failedStart(env);
    expect(code).toBe(2);
    for (const name of ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET", "PORT", "LOG_LEVEL", "GITHUB_API_URL"]) {
      expect(said).toContain(name);
    }
    expect(said).toMatch(/grants/);
    expect(said).toMatch(/everywhere/);
    expect(said).not.toMatch(/-value/);
  });
});

it("the app says that its database does not answer, without the password, and exits with 3", async () => {
  const url = "postgres://pointsman:hunter2-database@127.0.0.1:9/pointsman";
  const { code, said } = await failedStart({ ...GOOD, POINTSMAN_DATABASE_URL: url });
  expect(code).toBe(3);
  expect(said).toMatch(/pointsman cannot start: .*ECONNREFUSED/);
  expect(said).not.toContain("hunter2");
});

/** The head of a delivery with a body of 20 MB. */
const SIGNED = {
  "content-length": String(20 * 1024 * 1024),
  "x-github-delivery": "huge",
  "x-github-event": "push",
  "x-hub-signature-256": `sha256=${"0".repeat(64)}`,
};

describe("the running app", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ appEnv: { LOG_LEVEL: "trace" } });
    await publishTexts(stage, ["plain"], 3);
    await readingTime();
  });

  afterAll(() => stage[Symbol.asyncDispose]());

  const deliver = (body: string, headers: Readonly<Record<string, string>>) =>
    fetch(`${stage.app.address}/api/github/webhooks`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "x-github-event": "issue_comment", ...headers },
    });

  it.each([
    ["with a wrong signature", { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }],
    ["without a signature", {}],
    [
      "signed with the secret everybody knows",
      { "x-hub-signature-256": `sha256=${createHmac("sha256", "development").update("{}").digest("hex")}` },
    ],
  ])("refuses a delivery %s", async (_, signature) => {
    const answer = await deliver("{}", { "x-github-delivery": "forged", ...signature });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it.each([
    ["announces 26 MB", 413, { ...SIGNED, "content-length": String(26 * 1024 * 1024) }],
    ["comes without a signature", 400, { ...SIGNED, "x-hub-signature-256": undefined }],
    ["comes with what can be no signature", 401, { ...SIGNED, "x-hub-signature-256": "sha256=00" }],
    ["comes without a delivery's id", 400, { ...SIGNED, "x-github-delivery": undefined }],
    ["comes without an event", 400, { ...SIGNED, "x-github-event": undefined }],
  ])("refuses a body that %s before any of it is sent", async (_, status, given) => {
    const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const outgoing = request(`${stage.app.address}/api/github/webhooks`, { method: "POST", headers });
    outgoing.on("error", () => undefined).flushHeaders();
    const [answer] = await once(outgoing, "response");
    expect(answer.statusCode).toBe(status);
    outgoing.destroy();
  });

  it("says that it is healthy, and 404 to whatever else is asked", async () => {
    expect((await fetch(`${stage.app.address}/healthz`)).status).toBe(200);
    expect((await fetch(`${stage.app.address}/.env`)).status).toBe(404);
  });

  it("says that it is ready, and what is going on in it, naming no repository and no prompt", async () => {
    const ready = await fetch(`${stage.app.address}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: "ready", reasons: [] }]);
    const metrics = await fetch(`${stage.app.address}/metrics`);
    expect(metrics.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await metrics.text();
    expect(text).toMatch(/^pointsman_deliveries_total\{event="push",outcome="stored"\} [1-9]/m);
    expect(text).toMatch(/^pointsman_delivery_handling_seconds_count\{event="push",outcome="done"\} [1-9]/m);
    expect(text).toMatch(/^pointsman_github_requests_total\{outcome="ok"\} [1-9]/m);
    expect(text).toMatch(/^pointsman_store_up 1$/m);
    expect(text).toMatch(/^process_cpu_seconds_total/m);
    for (const name of ["support-desk", "acme", "plain"]) expect(text).not.toContain(name);
  });

  it("counts a rollback, and how long it took from the comment to its answer", async () => {
    const { app, github, repository } = stage;
    const by = await github.user("on-call", { role: "write", on: repository });
    await repository.comment(await newIssue(stage), "/rollback plain", by);
    await github.idle();
    const text = await (await fetch(`${app.address}/metrics`)).text();
    expect(text).toContain('pointsman_commands_total{verb="rollback",outcome="done"} 1');
    expect(text).toContain("pointsman_rollback_seconds_count 1");
    expect(text).toMatch(/^pointsman_webhook_attempt_seconds_count\{outcome="delivered"\} [1-9]/m);
  });

  it("where others can reach it, shows its metrics only at an address of their own", async () => {
    const { github, installed } = stage;
    const env = { HOST: "0.0.0.0", POINTSMAN_METRICS_PORT: "0" };
    await using exposed = await startApp({ github, app: installed, env });
    installed.setWebhookUrl(`${stage.app.address}/api/github/webhooks`);
    const own = /"address":"(http:\/\/127\.0\.0\.1:\d+)","msg":"metrics/.exec(exposed.log())?.[1];
    expect((await fetch(`${exposed.address}/metrics`)).status).toBe(404);
    expect((await fetch(`${exposed.address}/readyz`)).status).toBe(200);
    expect((await fetch(`${own}/metrics`)).status).toBe(200);
    expect((await fetch(`${own}/api/github/webhooks`, { method: "POST" })).status).toBe(404);
  });

  it("finishes what is under way when it is told to stop", async () => {
    const { github, installed, repository } = stage;
    await using stopping = await startApp({ github, app: installed });
    const by = await github.user("last-caller", { role: "write", on: repository });
    const issue = await newIssue(stage);
    const before = await eventsOf(repository, "plain");
    github.requests.length = 0;
    github.latencyMs = 300;
    const { id } = await repository.comment(issue, "/freeze plain in staging", by);
    const asksWhoMay = () => github.requests.some(({ path }) => path.endsWith("/last-caller/permission"));
    await expect.poll(asksWhoMay, { interval: 5 }).toBe(true);
    const exited = once(stopping.process, "exit");
    stopping.process.kill("SIGTERM");
    await expect
      .poll(async () => (await fetch(`${stopping.address}/readyz`)).json(), { interval: 5, timeout: 10_000 })
      .toEqual({ status: "not_ready", reasons: ["stopping"] });
    await exited;
    await stopping.stop();
    github.latencyMs = 0;
    await github.idle();
    expect(stopping.process.exitCode).toBe(0);
    expect(github.deliveries.find(({ payload }) => at(payload, "comment", "id") === id)?.status).toBe(202);
    expect(await eventsOf(repository, "plain")).toHaveLength(before.length + 1);
    expect((await heard(stage, issue, id)).answers).toEqual([expect.stringContaining("✅")]);
    installed.setWebhookUrl(`${stage.app.address}/api/github/webhooks`);
  });

  it("ends what only waits when it is told to stop, says nothing of it, and does it after the next start", async () => {
    const { github, installed, repository } = stage;
    using folder = temporaryFolder("stopped");
    const env = { POINTSMAN_DATA_DIR: folder.path, POINTSMAN_STOP_SECONDS: "600" };
    const by = await github.user("on-call", { role: "write", on: repository });
    const issue = await newIssue(stage);
    const limited = {
      status: 403,
      headers: { "retry-after": "50" },
      body: { message: "secondary rate limit" },
    };
    const mend = github.faults.add({ match: /permission$/, ...limited });
    let comment = 0;
    {
      await using stopping = await startApp({ github, app: installed, env });
      comment = (await repository.comment(issue, "/status plain", by)).id;
      await expect.poll(() => stopping.log(), { interval: 5 }).toContain("trying again in 50 s");
      await stopping.stop("SIGTERM");
      expect(stopping.process.exitCode).toBe(0);
    }
    mend();
    expect((await heard(stage, issue, comment)).answers).toEqual([]);
    await using _ = await startApp({ github, app: installed, env });
    await github.idle();
    expect((await heard(stage, issue, comment)).answers).toHaveLength(1);
    installed.setWebhookUrl(`${stage.app.address}/api/github/webhooks`);
  });

  it.each([
    ["SIGTERM", "SIGTERM", 143],
    ["SIGTERM", "SIGINT", 130],
  ] as const)("exits at once when %s is followed by %s", async (first, second, code) => {
    const { github, installed, repository } = stage;
    await using stopping = await startApp({ github, app: installed });
    const by = await github.user("on-call", { role: "write", on: repository });
    github.requests.length = 0;
    const mend = github.faults.add({ match: /./, hang: true });
    await repository.comment(await newIssue(stage), "/status", by);
    await expect.poll(() => github.requests.length, { interval: 5 }).toBeGreaterThan(0);
    const exited = once(stopping.process, "exit");
    stopping.process.kill(first);
    await expect.poll(() => stopping.log(), { interval: 5 }).toContain("stopping");
    stopping.process.kill(second);
    await exited;
    expect(stopping.process.exitCode).toBe(code);
    mend();
    installed.setWebhookUrl(`${stage.app.address}/api/github/webhooks`);
  });

  it("does not wait longer than it was told for what does not end, and exits with 0", async () => {
    const { github, installed, repository } = stage;
    await using stopping = await startApp({ github, app: installed, env: { POINTSMAN_STOP_SECONDS: "0" } });
    const by = await github.user("on-call", { role: "write", on: repository });
    github.requests.length = 0;
    const mend = github.faults.add({ match: /./, hang: true });
    await repository.comment(await newIssue(stage), "/status", by);
    await expect.poll(() => github.requests.length, { interval: 5 }).toBeGreaterThan(0);
    await stopping.stop("SIGTERM");
    expect(stopping.process.exitCode).toBe(0);
    expect(stopping.log()).toContain("taken up again at the next start");
    mend();
    installed.setWebhookUrl(`${stage.app.address}/api/github/webhooks`);
  });

  it("never writes a secret, key or token to its log, whatever fails", async () => {
    const { github, receiver, repository } = stage;
    const by = await github.user("on-call", { role: "write", on: repository });
    const spoken = "hunter2-in-a-comment";
    await repository.comment(await newIssue(stage), `/freeze plain because the key was ${spoken}`, by);
    await repository.comment(await newIssue(stage), `/rollbak ${spoken}`, by);
    await github.idle();
    const failures = [
      { match: /permission$/, status: 401, times: 1 },
      { match: /pointsmanReleaseBranch/, status: 200, body: "<html>", times: 1 },
      { match: /pointsmanAppend/, drop: true, times: 1 },
      { match: /POST .*\/comments$/, status: 403, times: 1 },
      { match: /POST .*\/reactions$/, status: 500, times: 1 },
      { match: /compare/, status: 404, times: 1 },
    ];
    receiver.replyNext({ kind: "drop" });
    for (const failure of failures) {
      const mend = github.faults.add(failure);
      const from = await liveVersion(repository, "plain");
      await repository.comment(await newIssue(stage), `/rollback plain from ${from}`, by);
      await github.idle();
      mend();
    }
    const authorization = "Bearer hunter2-in-a-header";
    await fetch(`${stage.app.address}/metrics`, { headers: { authorization } });
    await fetch(`${stage.app.address}/api/v1?token=hunter2-in-a-query`, { headers: { authorization } });
    const forged = { "x-github-delivery": "forged", "x-hub-signature-256": "sha256=00", authorization };
    await deliver('{"secret":"hunter2-in-a-body"}', forged);
    const log = stage.app.log();
    expect(log.length).toBeGreaterThan(2_000);
    expect(log).not.toMatch(/ghs_|ghp_|eyJ|BEGIN [A-Z ]*PRIVATE KEY|whsec_|authorization/i);
    expect(log).not.toContain("hunter2");
    for (const line of log.trimEnd().split("\n")) expect(() => JSON.parse(line), line).not.toThrow();
    for (const secret of [stage.installed.webhookSecret, "c3RhZ2UtcG9pbnRzbWFu"])
      expect(log).not.toContain(secret);
    for (const line of appPrivateKey().split("\n").slice(1, 4)) expect(log).not.toContain(line);
    expect((await verified(repository)).findings).toEqual([]);
  });
});
