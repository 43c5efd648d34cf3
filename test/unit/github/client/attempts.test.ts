import nock from "nock";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "../../../../src/github/client/client.ts";
import { RateLimitedError, RequestRefused } from "../../../../src/github/client/errors.ts";
import { OutsideError, UnknownOutcomeError } from "../../../../src/releases/ports.ts";
import { stillSurroundings } from "../surroundings.ts";

const API = "https://api.github.test";
const READ = "GET /repos/{owner}/{repo}";
const WRITE = "POST /repos/{owner}/{repo}/issues";
const place = { owner: "acme", repo: "prompts" };
const QUERY = "query pointsmanViewer { viewer { login } }";
const MUTATION = "mutation commit($i: I!) { createCommitOnBranch(input: $i) { commit { oid } } }";

type Reply = { status: number; body?: string | Record<string, unknown>; headers?: Record<string, string> };

/** Answers every request with the given replies in order, the last again and again; counts the requests. */
function scripted(...replies: Reply[]) {
  const seen: string[] = [];
  const reply = (request: Request): [number, nock.Body, nock.ReplyHeaders] => {
    const one = replies[Math.min(seen.length, replies.length - 1)];
    seen.push(`${request.method} ${request.url.slice(API.length)}`);
    return [one?.status ?? 500, one?.body ?? {}, one?.headers ?? {}];
  };
  const scope = nock(API).persist();
  for (const verb of ["get", "post", "patch", "put", "delete"] as const) scope[verb](/.*/).reply(reply);
  return seen;
}

/** A client whose fetch fails as Node's does, below HTTP. */
function unreachable(code: string) {
  const still = stillSurroundings();
  let attempts = 0;
  const fetch = () => {
    attempts += 1;
    return Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) }));
  };
  const client = createClient({ token: "t", apiUrl: API, ...still.policy, fetch });
  return { client, attempts: () => attempts };
}

function setUp() {
  const still = stillSurroundings();
  return { ...still, client: createClient({ token: "t", apiUrl: API, ...still.policy }) };
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

describe("reads", () => {
  test("are attempted four times on 5xx, ever later, then given up as an outside failure", async () => {
    const seen = scripted({ status: 502 });
    const { client, waits } = setUp();
    const error = await caught(client.request(READ, place));
    expect(error).toBeInstanceOf(OutsideError);
    expect(error).not.toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ doing: `ask GitHub for ${READ}` });
    expect(seen).toHaveLength(4);
    expect(waits).toEqual([375, 1125, 3375]);
  });

  test("succeed on the attempt that is answered", async () => {
    const seen = scripted({ status: 500 }, { status: 200, body: { id: 1 } });
    const { client, messages } = setUp();
    expect((await client.request(READ, place)).data).toEqual({ id: 1 });
    expect(seen).toEqual(["GET /repos/acme/prompts", "GET /repos/acme/prompts"]);
    expect(messages).toHaveLength(1);
  });

  test("by GraphQL are repeated on a 502 and on GitHub's own time limit", async () => {
    const timeLimit = "Something went wrong while executing your query. This may be the result of a timeout.";
    const seen = scripted(
      { status: 502 },
      { status: 200, body: { data: null, errors: [{ message: timeLimit }] } },
      { status: 200, body: { data: { viewer: { login: "octocat" } } } },
    );
    expect(await setUp().client.graphql(QUERY, {})).toEqual({ viewer: { login: "octocat" } });
    expect(seen).toHaveLength(3);
  });

  test("whose JSON broke off are repeated, not taken for empty answers", async () => {
    const json = { "content-type": "application/json" };
    const seen = scripted({ status: 200, body: '{"id": 1', headers: json }, { status: 200, body: { id: 1 } });
    expect((await setUp().client.request(READ, place)).data).toEqual({ id: 1 });
    expect(seen).toHaveLength(2);
  });

  test.each([403, 404, 409, 422, 401, 304])("refused with %i are attempted once", async (status) => {
    const seen = scripted({ status, ...(status === 304 ? {} : { body: { message: "No." } }) });
    const error = await caught(setUp().client.request(READ, place));
    expect(error).toBeInstanceOf(RequestRefused);
    expect(error).toMatchObject({ status });
    expect(seen).toHaveLength(1);
  });

  test("wait no less than a 503 asks", async () => {
    scripted({ status: 503, headers: { "retry-after": "7" } }, { status: 200, body: {} });
    const { client, waits } = setUp();
    await client.request(READ, place);
    expect(waits).toEqual([7000]);
  });
});

describe("writes", () => {
  test.each([
    ["POST /repos/{owner}/{repo}/issues"],
    ["PATCH /repos/{owner}/{repo}/issues/1"],
    ["PUT /repos/{owner}/{repo}/subscription"],
    ["DELETE /repos/{owner}/{repo}/issues/1/lock"],
  ])("by %s are attempted once on 5xx, and their outcome is unknown", async (route) => {
    for (const status of [500, 502, 503, 504]) {
      nock.cleanAll();
      const seen = scripted({ status, headers: { "retry-after": "1" } });
      const error = await caught(setUp().client.request(route, place));
      expect(error).toBeInstanceOf(UnknownOutcomeError);
      expect(seen).toHaveLength(1);
    }
  });

  test("by a GraphQL mutation likewise, on a 502 and on GitHub's own time limit", async () => {
    const timeLimit = {
      data: null,
      errors: [{ message: "Something went wrong while executing your query." }],
    };
    for (const reply of [{ status: 502 }, { status: 200, body: timeLimit }]) {
      nock.cleanAll();
      const seen = scripted(reply);
      expect(await caught(setUp().client.graphql(MUTATION, { i: {} }))).toBeInstanceOf(UnknownOutcomeError);
      expect(seen).toHaveLength(1);
    }
  });

  test("leave GitHub time to finish before anybody looks", async () => {
    scripted({ status: 502 });
    const { client, waits } = setUp();
    await caught(client.request(WRITE, place));
    expect(waits).toEqual([2000]);
  });

  test("whose connection broke are attempted once: something may have happened", async () => {
    const { client, attempts } = unreachable("ECONNRESET");
    expect(await caught(client.request(WRITE, place))).toBeInstanceOf(UnknownOutcomeError);
    expect(attempts()).toBe(1);
  });

  test.each(["ECONNREFUSED", "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT"])(
    "that never connected (%s) are attempted four times, and nothing happened",
    async (code) => {
      const { client, attempts } = unreachable(code);
      const error = await caught(client.request(WRITE, place));
      expect(error).toBeInstanceOf(OutsideError);
      expect(error).not.toBeInstanceOf(UnknownOutcomeError);
      expect(attempts()).toBe(4);
    },
  );

  test("whose answer is not whole have an unknown outcome", async () => {
    const seen = scripted({ status: 201, body: '{"id"', headers: { "content-type": "application/json" } });
    expect(await caught(setUp().client.request(WRITE, place))).toBeInstanceOf(UnknownOutcomeError);
    expect(seen).toHaveLength(1);
  });

  test("refused by a mutation's error keep its type, and are attempted once", async () => {
    const errors = [{ type: "STALE_DATA", message: "Expected branch to point to x", path: ["c"] }];
    const seen = scripted({ status: 200, body: { data: { c: null }, errors } });
    const error = await caught(setUp().client.graphql(MUTATION, { i: {} }));
    expect(error).toBeInstanceOf(RequestRefused);
    expect(error).toMatchObject({ status: 200, errors: [{ type: "STALE_DATA" }] });
    expect(seen).toHaveLength(1);
  });
});

describe("rate limits", () => {
  // The clock stands at 2026-03-15T09:00:00Z.
  const reset = String(Date.parse("2026-03-15T09:00:30Z") / 1000);
  const limits: [string, Reply, number][] = [
    ["429 with seconds", { status: 429, headers: { "retry-after": "20" } }, 20_000],
    ["403 with seconds", { status: 403, headers: { "retry-after": "20" } }, 20_000],
    ["429 with a date", { status: 429, headers: { "retry-after": "Sun, 15 Mar 2026 09:00:40 GMT" } }, 40_000],
    [
      "403 with nothing remaining",
      { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset } },
      31_000,
    ],
    [
      "403 that names a secondary limit and no time",
      { status: 403, body: { message: "You have exceeded a secondary rate limit." } },
      60_000,
    ],
    ["429 without a word", { status: 429 }, 60_000],
    [
      "a GraphQL error",
      {
        status: 200,
        body: { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] },
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
      },
      31_000,
    ],
  ];

  test.each(limits)("%s: a write waits as told, then is made once more", async (name, reply, wait) => {
    const seen = scripted(reply, { status: 200, body: { data: { done: true } } });
    const { client, waits } = setUp();
    await (name === "a GraphQL error" ? client.graphql(MUTATION, {}) : client.request(WRITE, place));
    expect(seen).toHaveLength(2);
    expect(waits).toEqual([wait]);
  });

  test("longer than a minute are not waited for: the error says until when", async () => {
    const seen = scripted({ status: 429, headers: { "retry-after": "600" } });
    const { client, waits } = setUp();
    const error = await caught(client.request(READ, place));
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ code: "rate_limited", until: "2026-03-15T09:10:00Z" });
    expect(String(error)).toContain("until 2026-03-15T09:10:00Z");
    expect(seen).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  test("that come again are waited for up to a minute in all", async () => {
    const seen = scripted({ status: 429, headers: { "retry-after": "25" } });
    const { client, waits } = setUp();
    expect(await caught(client.request(WRITE, place))).toBeInstanceOf(RateLimitedError);
    expect(waits).toEqual([25_000, 25_000]);
    expect(seen).toHaveLength(3);
  });

  test("that ask for no wait end after four attempts", async () => {
    const seen = scripted({ status: 429, headers: { "retry-after": "0" } });
    expect(await caught(setUp().client.request(WRITE, place))).toBeInstanceOf(RateLimitedError);
    expect(seen).toHaveLength(4);
  });
});

test("what fills a route is encoded and never becomes another path", async () => {
  const seen = scripted({ status: 200, body: {} });
  await setUp().client.request("GET /users/{username}", { username: "../app?x=#[bot]" });
  expect(seen).toEqual(["GET /users/..%2Fapp%3Fx%3D%23%5Bbot%5D"]);
});

test("GraphQL goes to GitHub Enterprise Server's own address", async () => {
  const scope = nock("https://ghes.test")
    .post("/api/graphql")
    .reply(200, { data: { ok: 1 } });
  const { policy } = stillSurroundings();
  const client = createClient({ token: "t", apiUrl: "https://ghes.test/api/v3/", ...policy });
  await client.graphql(QUERY, {});
  expect(scope.isDone()).toBe(true);
});

test("a mistake of ours is thrown as it is, once", async () => {
  const { client, waits } = setUp();
  const error = await caught(client.graphql(QUERY, { query: "reserved" }));
  expect(error).not.toBeInstanceOf(OutsideError);
  expect(waits).toEqual([]);
});
