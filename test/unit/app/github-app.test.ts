import { generateKeyPairSync } from "node:crypto";
import nock from "nock";
import { Probot } from "probot";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { githubApp } from "../../../src/app/github-app.ts";
import { InstallationLostError, RequestRefused } from "../../../src/github/client/errors.ts";
import { PlainProbotOctokit } from "../../../src/github/client/probot-octokit.ts";
import { memoryConfigs } from "../../../src/releases/memory-configs.ts";
import { stillSurroundings } from "../github/surroundings.ts";

const API = "https://api.github.test";
const TOKENS = "POST /app/installations/7/access_tokens";
const READ = "GET /repos/acme/prompts";
const WRITE = "POST /repos/acme/prompts/issues";
const GRAPHQL = "POST /graphql";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "pkcs1", format: "pem" },
});

interface Situation {
  /** Tokens that GitHub does not take any more. */
  readonly dead?: RegExp;
  /** Answers to requests for a token, in their order; the last again and again. 201 gives `ghs_1`, `ghs_2` … */
  readonly tokens?: readonly [status: number, message?: string][];
  /** The answer to all other requests. */
  readonly answer?: readonly [status: number, message: string];
}

/** GitHub, which notes what it was asked for and with which token. */
function github({ answer = [200, "fine"], dead = /^never$/, tokens = [[201]] }: Situation = {}) {
  const asked: string[] = [];
  let given = 0;
  const reply = (request: Request): [number, nock.Body] => {
    const what = `${request.method} ${new URL(request.url).pathname}`;
    if (what === TOKENS) {
      asked.push(what);
      const [status, message = ""] = tokens[Math.min(given, tokens.length - 1)] ?? [500];
      given += 1;
      const token = { token: `ghs_${given}`, expires_at: "2999-01-01T00:00:00Z", permissions: {} };
      return [status, status === 201 ? token : { message }];
    }
    const token = request.headers.get("authorization")?.replace(/^token /, "") ?? "";
    asked.push(`${what} ${token}`);
    if (dead.test(token)) return [401, { message: "Bad credentials" }];
    return [answer[0], answer[0] === 200 ? { data: { ok: true } } : { message: answer[1] }];
  };
  nock(API).persist().get(/.*/).reply(reply).post(/.*/).reply(reply);
  return asked;
}

/** The app as it runs, its clock standing still between its waits. */
function app() {
  const still = stillSurroundings();
  const probot = new Probot({
    appId: 1,
    privateKey,
    Octokit: PlainProbotOctokit,
    baseUrl: API,
    logLevel: "fatal",
  });
  return {
    ...still,
    asInstallation: () => githubApp(probot, still.policy, memoryConfigs()).asInstallation(7),
  };
}

async function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("nothing was thrown"),
    (error: unknown) => error,
  );
}

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe("a token that ends before its time", () => {
  test("is fetched anew, once, and a read and a write are each made once more", async () => {
    for (const route of [READ, WRITE]) {
      nock.cleanAll();
      const asked = github({ dead: /^ghs_1$/ });
      const client = await app().asInstallation();
      expect((await client.request(route)).status).toBe(200);
      expect(asked).toEqual([TOKENS, `${route} ghs_1`, TOKENS, `${route} ghs_2`]);
    }
  });

  test("is fetched anew for GraphQL, too", async () => {
    const asked = github({ dead: /^ghs_1$/ });
    const client = await app().asInstallation();
    expect(await client.graphql("query pointsmanViewer { viewer { login } }", {})).toEqual({ ok: true });
    expect(asked).toEqual([TOKENS, `${GRAPHQL} ghs_1`, TOKENS, `${GRAPHQL} ghs_2`]);
  });

  test("is forgotten: later clients of the installation use the new one", async () => {
    const asked = github({ dead: /^ghs_1$/ });
    const { asInstallation } = app();
    await (await asInstallation()).request(READ);
    await (await asInstallation()).request(READ);
    expect(asked.slice(4)).toEqual([`${READ} ghs_2`]);
  });

  test("is not fetched a third time where the new one is refused as well", async () => {
    const asked = github({ dead: /./ });
    const { asInstallation, waits } = app();
    const error = await caught((await asInstallation()).request(READ));
    expect(error).toBeInstanceOf(RequestRefused);
    expect(error).toMatchObject({ status: 401 });
    expect(asked).toEqual([TOKENS, `${READ} ghs_1`, TOKENS, `${READ} ghs_2`]);
    expect(waits).toEqual([1_000]);
  });

  test("is asked for again where GitHub could not give a new one", async () => {
    const asked = github({ dead: /^ghs_1$/, tokens: [[201], [502], [201]] });
    const client = await app().asInstallation();
    expect((await client.request(WRITE)).status).toBe(200);
    expect(asked).toEqual([TOKENS, `${WRITE} ghs_1`, TOKENS, `${WRITE} ghs_1`, TOKENS, `${WRITE} ghs_3`]);
  });
});

describe("an installation that was lost", () => {
  test.each([
    ["removed", 404, "Not Found"],
    ["suspended", 403, "This installation has been suspended"],
  ])("because it was %s is one clear error after one question", async (_, status, message) => {
    const asked = github({ tokens: [[status, message]] });
    const { asInstallation, waits } = app();
    const error = await caught((await asInstallation()).request(READ));
    expect(error).toBeInstanceOf(InstallationLostError);
    // A plain refusal with 404 would be taken for a repository, branch or person that does not exist.
    expect(error).not.toBeInstanceOf(RequestRefused);
    expect(String(error)).toContain("the app's installation was removed or suspended; install it again");
    expect(asked).toEqual([TOKENS]);
    expect(waits).toEqual([]);
  });

  test("midway is found when its token is refused", async () => {
    const asked = github({ dead: /./, tokens: [[201], [404, "Not Found"]] });
    const client = await app().asInstallation();
    expect(await caught(client.request(WRITE))).toBeInstanceOf(InstallationLostError);
    expect(asked).toEqual([TOKENS, `${WRITE} ghs_1`, TOKENS]);
  });

  test("to a suspension while its token still holds is not asked again", async () => {
    const asked = github({ answer: [403, "This installation has been suspended"] });
    const client = await app().asInstallation();
    expect(await caught(client.request(READ))).toBeInstanceOf(InstallationLostError);
    expect(asked).toEqual([TOKENS, `${READ} ghs_1`]);
  });
});
