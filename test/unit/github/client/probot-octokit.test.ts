import { generateKeyPairSync } from "node:crypto";
import nock from "nock";
import { Probot, type ProbotOctokit } from "probot";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { wrapOctokit } from "../../../../src/github/client/client.ts";
import { PlainProbotOctokit } from "../../../../src/github/client/probot-octokit.ts";
import { UnknownOutcomeError } from "../../../../src/releases/ports.ts";
import { stillSurroundings } from "../surroundings.ts";

const API = "https://api.github.test";
const WRITE = "POST /repos/{owner}/{repo}/issues";
const READ = "GET /repos/{owner}/{repo}";
const place = { owner: "acme", repo: "prompts" };

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "pkcs1", format: "pem" },
});

async function octokitOf(Octokit: typeof ProbotOctokit): Promise<ProbotOctokit> {
  const probot = new Probot({ appId: 1, privateKey, Octokit, baseUrl: API, logLevel: "fatal" });
  return probot.auth(7);
}

/** Answers the repository's routes with one status; counts the requests. */
function answering(status: number, headers: Record<string, string> = {}) {
  let count = 0;
  const reply = (): [number, nock.Body, nock.ReplyHeaders] => {
    count += 1;
    return [status, { message: "You have exceeded a secondary rate limit" }, headers];
  };
  nock(API)
    .persist()
    .post(/^\/repos/)
    .reply(reply)
    .get(/^\/repos/)
    .reply(reply);
  return () => count;
}

function tokens(...statuses: number[]) {
  let count = 0;
  nock(API)
    .persist()
    .post("/app/installations/7/access_tokens")
    .reply((): [number, nock.Body] => {
      const status = statuses[Math.min(count, statuses.length - 1)] ?? 201;
      count += 1;
      const token = {
        token: "ghs_x",
        expires_at: "2999-01-01T00:00:00Z",
        permissions: {},
        repository_selection: "all",
      };
      return [status, status === 201 ? token : { message: "Server Error" }];
    });
  return () => count;
}

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

test.each([
  [500, {}],
  [502, {}],
  [409, {}],
  [429, { "retry-after": "0" }],
  [403, { "retry-after": "0" }],
  [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" }],
])("Probot's own plugins repeat nothing: a %i is one attempt", async (status, headers) => {
  tokens(201);
  const count = answering(status, headers);
  const octokit = await octokitOf(PlainProbotOctokit);
  await expect(octokit.request(WRITE, { ...place, title: "x" })).rejects.toMatchObject({ status });
  expect(count()).toBe(1);
});

test("a wrapped Probot client attempts reads four times and writes once", async () => {
  tokens(201);
  const count = answering(502);
  const { policy } = stillSurroundings();
  const client = wrapOctokit(await octokitOf(PlainProbotOctokit), policy);
  await expect(client.request(READ, place)).rejects.toThrow("Could not ask GitHub");
  expect(count()).toBe(4);
  await expect(client.request(WRITE, place)).rejects.toBeInstanceOf(UnknownOutcomeError);
  expect(count()).toBe(5);
});

test("a write that never got its token is made again", async () => {
  const asked = tokens(502, 502, 201);
  const count = answering(201);
  const { policy } = stillSurroundings();
  const client = wrapOctokit(await octokitOf(PlainProbotOctokit), policy);
  expect((await client.request(WRITE, place)).status).toBe(201);
  expect(asked()).toBe(3);
  expect(count()).toBe(1);
});
