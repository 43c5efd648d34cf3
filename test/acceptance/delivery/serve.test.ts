import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { listen } from "../../support/event-stream.ts";
import { releasedRepository, type Scene, type Served } from "./scene.ts";

const liveSchema = z.looseObject({
  prompt_id: z.string(),
  slug: z.string(),
  environment: z.string(),
  version: z.string(),
  digest: z.string(),
  sequence: z.int(),
});
const comparisonSchema = z.looseObject({
  differences: z.array(
    z.looseObject({ segments: z.array(z.object({ kind: z.string(), text: z.string() })) }),
  ),
});
const problemSchema = z.looseObject({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
});

const getLive = async (base: string, path = "/prompts/support-triage") =>
  liveSchema.parse(await (await fetch(`${base}${path}`)).json());

/** The problem of an answer, which must say it is one and agree with its status. */
async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

const post = (url: string, body: string, type = "application/json") =>
  fetch(url, { method: "POST", headers: { "content-type": type }, body });

/** A request whose path reaches the server as it is written: `fetch` would tidy it up. */
const rawStatus = (origin: string, path: string, headers: Record<string, string> = {}) =>
  new Promise<number>((resolve, reject) => {
    httpRequest(origin, { path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });

describe("the reading API over a git repository", () => {
  let scene: Scene;
  let server: Served;
  beforeAll(async () => {
    scene = await releasedRepository();
    await scene.publishText("Triage {{ticket}}");
    await scene.publishText("Please triage {{ticket}}");
    await scene.publishText("Bye {{name}}", "farewell");
    await scene.operate("archive", { prompt: "farewell" });
    server = await scene.serve();
  });
  afterAll(async () => {
    await server.stop();
    await scene[Symbol.asyncDispose]();
  });

  test("the prompt that is live comes with version, digest, sequence and everything for the model", async () => {
    const response = await fetch(`${server.base}/prompts/support-triage`);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(await response.json()).toMatchObject({
      repository: "acme/prompts",
      prompt_id: "support-triage",
      environment: "production",
      version: "2026-03-12.2",
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      sequence: 6,
      model: "openai/gpt-4.1",
      model_parameters: { temperature: 0.2 },
      messages: [
        { role: "system", content: "Sound {{tone}}." },
        { role: "user", content: "Please triage {{ticket}}" },
      ],
    });
  });

  test("id and slug name the same prompt", async () => {
    const byId = await getLive(server.base);
    expect(await getLive(server.base, `/prompts/${byId.slug}`)).toEqual(byId);
  });

  test("an ETag that still holds is answered with 304 and no body, any other with the prompt", async () => {
    const url = `${server.base}/prompts/support-triage`;
    const etag = (await fetch(url)).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[^"]+"$/);
    const again = await fetch(url, { headers: { "if-none-match": `"other", ${etag}` } });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    expect((await fetch(url, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    const staging = await fetch(`${url}?environment=staging`, { headers: { "if-none-match": etag } });
    expect(staging.status).toBe(200);
  });

  test("HEAD says what GET says, without a body", async () => {
    const url = `${server.base}/prompts/support-triage`;
    const [get, head] = await Promise.all([fetch(url), fetch(url, { method: "HEAD" })]);
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([
      200,
      get.headers.get("etag"),
      "",
    ]);
    expect((await fetch(`${server.base}/stream`, { method: "HEAD" })).status).toBe(200);
  });

  test("variables come with their descriptions", async () => {
    const body = await getLive(server.base, "/prompts/support-triage/variables");
    expect(body).toMatchObject({
      version: "2026-03-12.2",
      variables: [
        { name: "ticket", type: "string", required: true, inferred: true },
        { name: "tone", default: "friendly", required: false, description: "How the answer sounds." },
      ],
    });
  });

  test("compiling answers messages that are ready for the model", async () => {
    const body = JSON.stringify({ environment: "staging", variables: { ticket: "{{tone}}" } });
    const response = await post(`${server.base}/prompts/support-triage/compiled`, body);
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await response.json()).toMatchObject({
      environment: "staging",
      version: "2026-03-12.2",
      sequence: 5,
      model: "openai/gpt-4.1",
      messages: [
        { role: "system", content: "Sound friendly." },
        { role: "user", content: "Please triage {{tone}}" },
      ],
    });
  });

  test("variables that do not fit are listed, all of them", async () => {
    const body = '{"variables": {"tone": 4, "__proto__": "x", "constructor": "y"}}';
    const response = await post(`${server.base}/prompts/support-triage/compiled`, body);
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({
      code: "variables_do_not_fit",
      version: "2026-03-12.2",
      errors: [
        { code: "unknown", variable: "__proto__" },
        { code: "unknown", variable: "constructor" },
        { code: "missing", variable: "ticket" },
        { code: "wrong_type", variable: "tone" },
      ],
    });
  });

  test.each([
    ["{", 400, "malformed_request"],
    ["[]", 400, "malformed_request"],
    ['{"variables": []}', 400, "malformed_request"],
    ['{"variables": {}, "extra": 1}', 400, "malformed_request"],
    [`{"variables": {"ticket": "${"x".repeat(1024 * 1024)}"}}`, 413, "too_large"],
    [`{"variables": {"ticket": ${"[".repeat(300_000)}${"]".repeat(300_000)}}}`, 422, "variables_do_not_fit"],
  ])("a body like %.30s is refused with %i %s", async (body, status, code) => {
    const response = await post(`${server.base}/prompts/support-triage/compiled`, body);
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe(code);
  });

  test("a body that is too long is refused without its length being announced, too", async () => {
    const body = new Blob(["x".repeat(1024 * 1024 + 1)]).stream();
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", body, duplex: "half" as const, headers };
    const response = await fetch(`${server.base}/prompts/support-triage/compiled`, init);
    expect((await problemOf(response)).code).toBe("too_large");
  });

  test("a body must say that it is JSON", async () => {
    const response = await post(`${server.base}/prompts/support-triage/compiled`, "{}", "text/plain");
    expect((await problemOf(response)).code).toBe("unsupported_media_type");
  });

  test("an archived prompt is gone, and its history is not", async () => {
    for (const path of ["", "/variables"]) {
      const response = await fetch(`${server.base}/prompts/farewell${path}`);
      expect(response.status).toBe(410);
      expect((await problemOf(response)).code).toBe("archived");
    }
    const compiled = await post(`${server.base}/prompts/farewell/compiled`, '{"variables": {}}');
    expect(compiled.status).toBe(410);
    const versions = await fetch(`${server.base}/prompts/farewell/versions`);
    expect(await versions.json()).toMatchObject({
      lifecycle: "archived",
      versions: [{ version: "2026-03-12.1" }],
    });
  });

  test("an environment that is unknown is answered with those that are known", async () => {
    for (const name of ["nowhere", "__proto__", "constructor", "../production"]) {
      const query = `environment=${encodeURIComponent(name)}`;
      const response = await fetch(`${server.base}/prompts/support-triage?${query}`);
      expect(response.status).toBe(404);
      expect(await problemOf(response)).toMatchObject({
        code: "unknown_environment",
        environments: ["development", "staging", "production"],
      });
    }
  });

  test.each([
    "drafted",
    "constructor",
    "__proto__",
    "toString",
    "a".repeat(5_000),
    "..%2f..%2fREADME.md",
    "%2e%2e%2fsupport-triage",
    "support-triage%2fversions",
    "support-triage%00",
    "support-triage%0astate.json",
    "%ff",
    "%zz",
    ".",
    "Support-Triage",
  ])("a prompt called %.40s is unknown, and nothing else is read for it", async (name) => {
    const path = `/api/v1/repos/acme/prompts/prompts/${name}`;
    expect([400, 404]).toContain(await rawStatus(server.origin, path));
    expect([400, 404]).toContain(await rawStatus(server.origin, `${path}/versions`));
  });

  test.each([
    "/../../../../etc/passwd",
    "/prompts/../../../../../healthz/x",
    "//prompts",
    "/prompts/support-triage/versions/..%2f..%2fstate",
    "/prompts/support-triage/versions/2026-03-12.01",
    "/prompts/support-triage/compare/2026-03-12.1",
    "/prompts/support-triage/compare/2026-03-12.1...2026-03-12.2...2026-03-12.1",
    "/prompts/support-triage/compare/...",
    "/prompts/support-triage/versions/2026-03-12.9",
  ])("the path %s leads nowhere", async (path) => {
    const status = await rawStatus(server.origin, `/api/v1/repos/acme/prompts${path}`);
    expect([400, 404]).toContain(status);
  });

  test("without a key there is no way to write", async () => {
    for (const [method, path, status] of [
      ["POST", "/prompts/support-triage/rollback", 403],
      ["POST", "/prompts/support-triage/promote", 403],
      ["GET", "/prompts/support-triage/rollback", 405],
      ["POST", "/prompts/support-triage", 405],
      ["PUT", "/prompts/support-triage", 405],
      ["DELETE", "/prompts/support-triage/versions/2026-03-12.1", 405],
      ["PATCH", "/prompts", 405],
      ["POST", "/stream", 405],
    ] as const) {
      const response = await fetch(`${server.base}${path}`, { method });
      expect([method, path, response.status]).toEqual([method, path, status]);
      await problemOf(response);
    }
    const allowed = await fetch(`${server.base}/prompts/support-triage/compiled`);
    expect([allowed.status, allowed.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("all prompts are listed by page, with what is live where", async () => {
    const first = z
      .looseObject({ prompts: z.array(z.looseObject({ prompt_id: z.string() })), next: z.string() })
      .parse(await (await fetch(`${server.base}/prompts?limit=1`)).json());
    const second = await (await fetch(`${server.base}/prompts?limit=1&after=${first.next}`)).json();
    expect(first.prompts).toHaveLength(1);
    expect(second).toMatchObject({
      prompts: [
        {
          prompt_id: "support-triage",
          lifecycle: "published",
          latest: { version: "2026-03-12.2" },
          environments: { production: { version: "2026-03-12.2", sequence: 6, held: false } },
        },
      ],
      next: null,
    });
    expect((await fetch(`${server.base}/prompts?limit=0`)).status).toBe(400);
    expect((await fetch(`${server.base}/prompts?limit=1e9`)).status).toBe(400);
  });

  test("versions are listed newest first, each with the sequence that published it", async () => {
    const url = `${server.base}/prompts/support-triage/versions`;
    expect(await (await fetch(url)).json()).toMatchObject({
      versions: [
        {
          version: "2026-03-12.2",
          sequence: 4,
          pull_request: 7,
          live_in: ["development", "staging", "production"],
        },
        { version: "2026-03-12.1", sequence: 1, live_in: [] },
      ],
      next: null,
    });
    expect(await (await fetch(`${url}?limit=1`)).json()).toMatchObject({ next: 4 });
    expect(await (await fetch(`${url}?limit=1&before=4`)).json()).toMatchObject({
      versions: [{ version: "2026-03-12.1" }],
      next: null,
    });
  });

  test("a version is answered as it stands on the release branch", async () => {
    const body = await (await fetch(`${server.base}/prompts/support-triage/versions/2026-03-12.1`)).json();
    const stored = await scene.repository.file(
      "prompts/support-triage/versions/2026-03-12.1.json",
      "prompt-releases",
    );
    expect(body).toEqual({ repository: "acme/prompts", sequence: 1, ...JSON.parse(stored ?? "") });
  });

  test("two versions are compared word by word", async () => {
    const path = "/prompts/support-triage/compare/2026-03-12.1...2026-03-12.2";
    const body = comparisonSchema.parse(await (await fetch(`${server.base}${path}`)).json());
    const [segments = []] = body.differences.map((difference) => difference.segments);
    const side = (left: string) =>
      segments.flatMap(({ kind, text }) => (kind === left ? [] : [text])).join("");
    expect([side("added"), side("removed")]).toEqual(["Triage {{ticket}}", "Please triage {{ticket}}"]);
    expect(body).toMatchObject({
      base: { version: "2026-03-12.1", sequence: 1 },
      head: { version: "2026-03-12.2", sequence: 4 },
      same: false,
      differences: [{ part: "message 2 (user)" }],
    });
  });

  test("the ledger is read on from a sequence", async () => {
    const url = `${server.base}/prompts/support-triage/events`;
    const page = await (await fetch(`${url}?after=4&limit=1`)).json();
    expect(page).toMatchObject({ sequence: 6, events: [{ sequence: 5, environment: "staging" }], next: 5 });
    expect(await (await fetch(`${url}?after=6`)).json()).toMatchObject({ events: [], next: null });
  });

  test("another repository is not served, whatever its name", async () => {
    for (const name of ["acme/other", "__proto__/constructor", "..%2f../prompts"]) {
      const status = await rawStatus(server.origin, `/api/v1/repos/${name}/prompts`);
      expect([400, 404]).toContain(status);
    }
  });

  test("a page of somebody else's whose name points here is refused", async () => {
    const path = "/api/v1/repos/acme/prompts/prompts";
    expect(await rawStatus(server.origin, path, { host: "evil.example:80" })).toBe(403);
    expect(await rawStatus(server.origin, path, { host: "localhost" })).toBe(200);
  });

  test("the server says that it is well", async () => {
    expect(await (await fetch(`${server.origin}/healthz`)).json()).toEqual({ status: "ok" });
  });
});

describe("what changes while the server runs", () => {
  test("a rollback shows in the very next request, and its restoration too", async () => {
    await using scene = await releasedRepository();
    await scene.publishText("One");
    await scene.publishText("Two");
    await using server = await scene.serve();
    const url = `${server.base}/prompts/support-triage`;
    const before = await fetch(url);
    const etag = before.headers.get("etag") ?? "";
    expect(await before.json()).toMatchObject({ version: "2026-03-12.2", sequence: 6 });
    await scene.operate("rollback");
    const after = await fetch(url, { headers: { "if-none-match": etag } });
    expect(after.status).toBe(200);
    expect(await after.json()).toMatchObject({ version: "2026-03-12.1", sequence: 7 });
    await scene.operate("archive");
    const archived = await fetch(url, { headers: { "if-none-match": after.headers.get("etag") ?? "" } });
    expect(archived.status).toBe(410);
    await scene.operate("restore");
    expect(await getLive(server.base)).toMatchObject({ version: "2026-03-12.1", sequence: 7 });
  });

  test("a repository without releases has no prompts until the first", async () => {
    await using scene = await releasedRepository();
    await using server = await scene.serve();
    expect(await (await fetch(`${server.base}/prompts`)).json()).toMatchObject({ prompts: [], next: null });
    expect((await fetch(`${server.base}/prompts/support-triage`)).status).toBe(404);
    await scene.publishText("One");
    expect((await getLive(server.base)).version).toBe("2026-03-12.1");
  });

  test("a version that is live elsewhere only is told to be that", async () => {
    await using scene = await releasedRepository();
    await scene.repository.commit({
      files: {
        ".github/pointsman.yml":
          "environments: {staging: {on_merge: publish}, production: {on_merge: hold}}\n",
      },
    });
    await scene.publishText("One");
    await using server = await scene.serve();
    const problem = await problemOf(await fetch(`${server.base}/prompts/support-triage`));
    expect(problem).toMatchObject({ status: 404, code: "not_live", live_in: ["staging"] });
  });

  test("listeners hear of a rollback, and whoever comes back hears what was missed", async () => {
    await using scene = await releasedRepository();
    await scene.publishText("One");
    await scene.publishText("Two");
    await using server = await scene.serve();
    const first = await listen(`${server.base}/stream`);
    const ready = await first.until("event: ready");
    await scene.operate("rollback");
    const told = await first.until("event: prompt.rolled_back");
    expect(told).toMatch(/^id: [0-9a-f]{40}\nevent: prompt.rolled_back\ndata: /);
    expect(JSON.parse(told.split("data: ")[1] ?? "")).toMatchObject({
      repository: "acme/prompts",
      environment: "production",
      version: "2026-03-12.1",
      previous_version: "2026-03-12.2",
      sequence: 7,
      digest: expect.stringMatching(/^sha256:/),
    });
    await first.close();
    const commit = /^id: (\w+)/m.exec(ready)?.[1] ?? "";
    const second = await listen(`${server.base}/stream`, { "last-event-id": commit });
    expect(await second.until("event: ")).toBe(told);
    await second.close();
    const stranger = await listen(`${server.base}/stream`, { "last-event-id": "0".repeat(40) });
    expect(await stranger.until("event: ")).toContain("event: reset");
    await stranger.close();
  });

  test("stopping ends the streams and frees the address", async () => {
    await using scene = await releasedRepository();
    await scene.publishText("One");
    const server = await scene.serve();
    const stream = await listen(`${server.base}/stream`);
    await stream.until("event: ready");
    await server.stop();
    await expect(stream.until("event: never")).rejects.toThrow("The stream ended");
    await expect(fetch(`${server.origin}/healthz`)).rejects.toThrow();
  });
});

/** The token of the key that is called so. */
const tokenOf = (key: string) => `${key}-token-of-some-length`;

describe("keys", () => {
  const keyOf = (token: string, more: object) => ({
    name: token,
    sha256: createHash("sha256").update(tokenOf(token)).digest("hex"),
    repositories: ["Acme/Prompts"],
    role: "read",
    ...more,
  });
  const variables = {
    POINTSMAN_API_KEYS: JSON.stringify([
      keyOf("all", { repositories: "all" }),
      keyOf("elsewhere", { repositories: ["acme/other"] }),
      keyOf("staging", { environments: ["staging"] }),
    ]),
  };

  test("a key reads what it is for and nothing else", async () => {
    await using scene = await releasedRepository();
    await scene.publishText("One");
    await scene.publishText("Two");
    await scene.operate("rollback", { environment: "staging" });
    await using server = await scene.serve({ variables });
    const ask = (path: string, token?: string) =>
      fetch(
        `${server.base}${path}`,
        token === undefined ? {} : { headers: { authorization: `Bearer ${tokenOf(token)}` } },
      );

    const none = await ask("/prompts");
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="pointsman"']);
    await problemOf(none);
    expect((await ask("/prompts", "guessed")).status).toBe(401);
    expect((await problemOf(await ask("/prompts", "elsewhere"))).code).toBe("forbidden_repository");
    expect((await ask("/prompts/support-triage", "all")).status).toBe(200);

    expect((await problemOf(await ask("/prompts/support-triage", "staging"))).code).toBe(
      "forbidden_environment",
    );
    const bound = await ask("/prompts/support-triage?environment=staging", "staging");
    expect(await bound.json()).toMatchObject({ version: "2026-03-12.1" });
    const listed = z
      .object({ prompts: z.array(z.looseObject({ environments: z.record(z.string(), z.unknown()) })) })
      .parse(await (await ask("/prompts", "staging")).json());
    expect(listed.prompts.map(({ environments }) => Object.keys(environments))).toEqual([["staging"]]);
    expect(
      JSON.stringify(await (await ask("/prompts/support-triage/events", "staging")).json()),
    ).not.toContain('"environment":"production"');
  });

  test("a key for one environment sees the versions that were live there", async () => {
    await using scene = await releasedRepository();
    await scene.repository.commit({
      files: {
        ".github/pointsman.yml":
          "environments: {staging: {on_merge: hold}, production: {on_merge: publish}}\n",
      },
    });
    await scene.publishText("One");
    await scene.publishText("Two");
    await scene.operate("promote", { version: "2026-03-12.1", environment: "staging" });
    await using server = await scene.serve({ variables });
    const statusOf = async (version: string) => {
      const url = `${server.base}/prompts/support-triage/versions/${version}`;
      return (await fetch(url, { headers: { authorization: `Bearer ${tokenOf("staging")}` } })).status;
    };
    expect([await statusOf("2026-03-12.1"), await statusOf("2026-03-12.2")]).toEqual([200, 404]);
  });

  test("without keys nobody but the own machine may be listened to", async () => {
    await using scene = await releasedRepository();
    await expect(scene.serve({ input: { host: "0.0.0.0" } })).rejects.toThrow("keys_needed");
    await using server = await scene.serve({ input: { host: "0.0.0.0" }, variables });
    expect((await fetch(`${server.base}/prompts`.replace("0.0.0.0", "127.0.0.1"))).status).toBe(401);
  });

  test("keys that cannot be read are refused at the start and never repeated", async () => {
    await using scene = await releasedRepository();
    const secret = "plain-token-in-the-wrong-place";
    const broken = { POINTSMAN_API_KEYS: JSON.stringify([{ ...keyOf("x", {}), sha256: secret }]) };
    const failure = await scene.serve({ variables: broken }).catch(String);
    expect(failure).toContain("api_keys");
    expect(failure).not.toContain(secret);
  });
});
