import { describe, expect, test } from "vitest";
import { createClient, PromptRefusedError, PromptUnavailableError } from "../../../src/client/index.ts";

const prompt = {
  prompt_id: "support-triage",
  slug: "support-triage-1f0c9a2b",
  environment: "production",
  version: "2026-03-12.1",
  digest: `sha256:${"a".repeat(64)}`,
  sequence: 3,
  model: "openai/gpt-4.1",
  messages: [{ role: "user", content: "Triage {{ticket}}" }],
  variables: [{ name: "ticket", type: "string", required: true, inferred: true }],
};

type Reply = () => Response | Promise<Response>;
const ok =
  (body: unknown, etag = '"1"'): Reply =>
  () =>
    Response.json(body, { headers: { etag } });
const status =
  (code: number, body: object = {}): Reply =>
  () =>
    Response.json(body, { status: code });
const away: Reply = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }));
const unchanged: Reply = () => new Response(null, { status: 304 });

/** A client with a clock that a test moves, and a server that says what it is told to. */
function scene(options: { refreshSeconds?: number } = {}) {
  const requests: { url: string; headers: Headers; redirect: string | undefined }[] = [];
  const replies: Reply[] = [];
  const clock = { now: 0 };
  const client = createClient({
    baseUrl: "https://prompts.example.com/base/",
    repository: "acme/prompts",
    environment: "production",
    apiKey: "token",
    refreshSeconds: 0,
    clock: () => clock.now,
    fetch: async (url, init) => {
      requests.push({ url: String(url), headers: new Headers(init?.headers), redirect: init?.redirect });
      const reply = replies.shift();
      if (reply === undefined) throw new Error("Nobody expected this request");
      return reply();
    },
    ...options,
  });
  return { client, clock, requests, reply: (...more: Reply[]) => replies.push(...more) };
}

describe("getting a prompt", () => {
  test("asks once, then only whether it is still the one", async () => {
    const { client, reply, requests } = scene();
    reply(ok(prompt), unchanged);
    await client.get("support-triage");
    const again = await client.get("support-triage");
    expect(again).toMatchObject({ prompt, freshness: { status: "fresh", ageSeconds: 0 } });
    expect(requests.map(({ headers }) => headers.get("if-none-match"))).toEqual([null, '"1"']);
    expect(requests[0]).toMatchObject({
      url: "https://prompts.example.com/base/api/v1/repos/acme/prompts/prompts/support-triage?environment=production",
      redirect: "error",
    });
    expect(requests[0]?.headers.get("authorization")).toBe("Bearer token");
  });

  test("what the server could not make sure of itself counts as age", async () => {
    const { client, reply } = scene();
    const aged = (body: string | null, code: number) => () =>
      new Response(body, {
        status: code,
        headers: { age: "90", etag: '"1"', "content-type": "application/json" },
      });
    reply(aged(JSON.stringify(prompt), 200), aged(null, 304), unchanged);
    const { freshness } = await client.get("support-triage");
    expect(freshness).toEqual({ status: "fresh", ageSeconds: 90 });
    expect((await client.get("support-triage")).freshness).toEqual({ status: "fresh", ageSeconds: 90 });
    expect((await client.get("support-triage")).freshness).toEqual({ status: "fresh", ageSeconds: 0 });
  });

  test("a name cannot lead to another address", async () => {
    const { client, reply, requests } = scene();
    reply(status(404, { code: "unknown_prompt", detail: "No." }));
    await client.get("../../x?y#z").catch(() => undefined);
    expect(requests[0]?.url).toContain("/prompts/..%2F..%2Fx%3Fy%23z?environment=production");
  });

  test("a recent answer is used without asking", async () => {
    const { client, clock, reply } = scene({ refreshSeconds: 10 });
    reply(ok(prompt));
    await client.get("support-triage");
    clock.now = 9_999;
    expect((await client.get("support-triage")).freshness).toEqual({ status: "fresh", ageSeconds: 9.999 });
    clock.now = 10_000;
    reply(ok({ ...prompt, version: "2026-03-12.2" }, '"2"'));
    expect((await client.get("support-triage")).prompt.version).toBe("2026-03-12.2");
  });

  test("many who ask at once share one request", async () => {
    const { client, reply, requests } = scene();
    reply(ok(prompt));
    await Promise.all([client.get("support-triage"), client.get("support-triage")]);
    expect(requests).toHaveLength(1);
  });

  test.each([
    ["cannot be reached", away],
    ["is in trouble", status(503)],
    ["is overrun", status(429)],
    ["answers with a page", () => new Response("<html>", { status: 200 })],
    ["answers with something else", ok({ hello: "world" })],
    ["answers with half a prompt", ok({ ...prompt, messages: [{ role: "user" }] })],
  ])("while the server %s the last good prompt is served, with its age", async (_, trouble) => {
    const { client, clock, reply } = scene();
    reply(ok(prompt), trouble, trouble, unchanged);
    await client.get("support-triage");
    clock.now = 90_000;
    expect(await client.get("support-triage")).toMatchObject({
      prompt,
      freshness: { status: "stale", ageSeconds: 90, error: { name: "PromptUnavailableError" } },
    });
    clock.now = 100_000;
    expect((await client.get("support-triage")).freshness).toMatchObject({
      status: "stale",
      ageSeconds: 100,
    });
    expect((await client.get("support-triage")).freshness).toEqual({ status: "fresh", ageSeconds: 0 });
  });

  test("a server that is away is not asked again before it is time", async () => {
    const { client, clock, reply, requests } = scene({ refreshSeconds: 10 });
    reply(ok(prompt), away);
    await client.get("support-triage");
    clock.now = 20_000;
    await client.get("support-triage");
    clock.now = 25_000;
    expect((await client.get("support-triage")).freshness).toMatchObject({ status: "stale", ageSeconds: 25 });
    expect(requests).toHaveLength(2);
  });

  test("without any earlier answer it is unavailable, and says why", async () => {
    const { client, reply } = scene();
    reply(away);
    const failure = await client.get("support-triage").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PromptUnavailableError);
    expect(String(failure)).toContain("ECONNREFUSED");
  });

  test("a refusal is never answered from memory", async () => {
    const { client, reply } = scene();
    reply(ok(prompt), status(410, { code: "archived", detail: "It is archived." }), away);
    await client.get("support-triage");
    const refused = await client.get("support-triage").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PromptRefusedError);
    expect(refused).toMatchObject({ status: 410, code: "archived" });
    await expect(client.get("support-triage")).rejects.toThrow(PromptUnavailableError);
  });
});

describe("compiling", () => {
  test("fills the variables here and says which version it was", async () => {
    const { client, reply } = scene();
    reply(ok(prompt));
    expect(await client.compile("support-triage", { ticket: "{{ticket}}" })).toMatchObject({
      ok: true,
      messages: [{ role: "user", content: "Triage {{ticket}}" }],
      prompt: { version: "2026-03-12.1", sequence: 3 },
      freshness: { status: "fresh" },
    });
  });

  test("tells everything that does not fit", async () => {
    const { client, reply } = scene();
    reply(ok(prompt));
    expect(await client.compile("support-triage", { other: 1 })).toMatchObject({
      ok: false,
      offences: [
        { code: "unknown", variable: "other" },
        { code: "missing", variable: "ticket" },
      ],
    });
  });
});

describe("hearing of changes", () => {
  test("a listener hears of another version, and of nothing else", async () => {
    const { client, reply } = scene();
    const heard: string[] = [];
    const stop = client.onChange(({ before, after }) => heard.push(`${before.version} → ${after.version}`));
    const second = { ...prompt, version: "2026-03-12.2" };
    reply(ok(prompt), unchanged, ok({ ...prompt, sequence: 4 }, '"2"'), ok(second, '"3"'), ok(prompt));
    for (let times = 0; times < 4; times += 1) await client.get("support-triage");
    expect(heard).toEqual(["2026-03-12.1 → 2026-03-12.2"]);
    stop();
    await client.get("support-triage");
    expect(heard).toHaveLength(1);
  });

  test("while somebody listens the prompts in use are asked for by themselves", async () => {
    const { client, reply } = scene();
    reply(ok(prompt), ok({ ...prompt, version: "2026-03-12.2" }, '"2"'));
    await client.get("support-triage");
    const change = await new Promise((resolve) => {
      const stop = client.onChange((heard) => {
        stop();
        resolve(heard);
      });
    });
    expect(change).toMatchObject({ after: { version: "2026-03-12.2" } });
  });
});

test.each([
  ["no address", { baseUrl: "prompts" }],
  ["another protocol", { baseUrl: "file:///etc" }],
  ["credentials in the address", { baseUrl: "https://me:secret@prompts.example" }],
  ["a repository without owner", { repository: "prompts" }],
  ["a repository that climbs", { repository: "../../x" }],
])("%s is refused when the client is made", (_, more) => {
  const options = { baseUrl: "https://prompts.example", repository: "acme/prompts", ...more };
  expect(() => createClient(options)).toThrow(TypeError);
});
