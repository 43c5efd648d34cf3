import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { comparisonSchema, getLive, post, problemOf, rawStatus } from "./answers.ts";
import { releasedRepository, type Scene, type Served } from "./scene.ts";

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
