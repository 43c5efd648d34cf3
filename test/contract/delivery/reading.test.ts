import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createClient } from "../../../src/client/index.ts";
import { type ApiHome, appHome, cloneHome, type KeyName, tokenOf } from "./homes.ts";

const PROMPT = "/prompts/support-triage";

const live = z.looseObject({
  repository: z.literal("acme/prompts"),
  prompt_id: z.literal("support-triage"),
  version: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  sequence: z.int(),
});
const versionList = z.looseObject({ versions: z.array(z.looseObject({ version: z.string() })) });

describe.each([
  ["a clone", cloneHome],
  ["the app on GitHub", appHome],
])("the HTTP API of %s", (_, open) => {
  let home: ApiHome;
  beforeAll(async () => {
    home = await open();
  });
  afterAll(() => home[Symbol.asyncDispose]());

  const ask = (path: string, key: KeyName | null = "reader", init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (key !== null) headers.set("authorization", `Bearer ${tokenOf(key)}`);
    return fetch(`${home.base}${path}`, { ...init, headers });
  };
  const problemOf = async (response: Response) => {
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const body = z.looseObject({ status: z.int(), code: z.string() }).parse(await response.json());
    expect(body.status).toBe(response.status);
    return `${body.status} ${body.code}`;
  };
  const post = (path: string, body: unknown, key?: KeyName) =>
    ask(path, key, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const liveNow = async () => live.parse(await (await ask(PROMPT)).json());
  const versions = async () =>
    versionList.parse(await (await ask(`${PROMPT}/versions`)).json()).versions.map(({ version }) => version);

  test("what is live comes with version, digest and sequence, and an ETag that revalidates it", async () => {
    const response = await ask(PROMPT);
    const etag = response.headers.get("etag") ?? "";
    expect(live.parse(await response.json())).toMatchObject({
      environment: "production",
      messages: expect.arrayContaining([{ role: "user", content: "Version 2: {{ticket}}" }]),
    });
    const again = await ask(PROMPT, "reader", { headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  test("every answer that carries a prompt carries its version, digest and sequence", async () => {
    const { version, digest, sequence } = await liveNow();
    const variables = await (await ask(`${PROMPT}/variables`)).json();
    const compiled = await (
      await post(`${PROMPT}/compiled`, { environment: null, variables: { ticket: "7" } })
    ).json();
    for (const answer of [variables, compiled]) expect(answer).toMatchObject({ version, digest, sequence });
    expect(compiled).toMatchObject({
      messages: expect.arrayContaining([{ role: "user", content: "Version 2: 7" }]),
    });
    const stored = await (await ask(`${PROMPT}/versions/${version}`)).json();
    expect(stored).toMatchObject({ version, digest, sequence: expect.any(Number) });
  });

  test("versions, their comparison and the ledger are answered", async () => {
    const [second = "", first = ""] = await versions();
    const compared = await (await ask(`${PROMPT}/compare/${first}...${second}`)).json();
    expect(compared).toMatchObject({ base: { version: first }, head: { version: second }, same: false });
    expect(await (await ask(`${PROMPT}/events?limit=1`)).json()).toMatchObject({
      events: [{ sequence: 1, type: "prompt.published" }],
    });
    const listed = await (await ask("/prompts")).json();
    expect(listed).toMatchObject({ prompts: [{ prompt_id: "support-triage", latest: { version: second } }] });
  });

  test("id and slug name the same prompt", async () => {
    const { slug, ...byId } = await liveNow();
    expect(live.parse(await (await ask(`/prompts/${slug}`)).json())).toEqual({ slug, ...byId });
  });

  test("what is not there is unknown, and what does not fit is listed", async () => {
    expect(await problemOf(await ask("/prompts/drafted"))).toBe("404 unknown_prompt");
    expect(await problemOf(await ask(`${PROMPT}?environment=nowhere`))).toBe("404 unknown_environment");
    expect(await problemOf(await ask(`${PROMPT}/versions/2020-01-01.1`))).toBe("404 unknown_version");
    expect(await problemOf(await ask("/nothing"))).toBe("404 unknown_route");
    const unfit = await post(`${PROMPT}/compiled`, { variables: { other: 1 } });
    expect(await unfit.clone().json()).toMatchObject({
      errors: [
        { code: "unknown", variable: "other" },
        { code: "missing", variable: "ticket" },
      ],
    });
    expect(await problemOf(unfit)).toBe("422 variables_do_not_fit");
  });

  test("a key opens what it is for, and tells nothing of the rest", async () => {
    expect(await problemOf(await ask(PROMPT, null))).toBe("401 unauthorized");
    expect(await problemOf(await ask(PROMPT, "elsewhere"))).toBe("403 forbidden_repository");
    const other = (name: string, key: KeyName) =>
      fetch(`${home.origin}/api/v1/repos/${name}/prompts`, {
        headers: { authorization: `Bearer ${tokenOf(key)}` },
      });
    const [unknown, forbidden] = await Promise.all([
      (await other("acme/nowhere", "elsewhere")).text(),
      (await other("acme/prompts", "elsewhere")).text(),
    ]);
    expect(unknown).toBe(forbidden);
    expect(await problemOf(await other("acme/nowhere", "everywhere"))).toBe("404 unknown_repository");
    expect((await ask(PROMPT, "everywhere")).status).toBe(200);
    expect(await problemOf(await ask(PROMPT, "staging"))).toBe("403 forbidden_environment");
    expect((await ask(`${PROMPT}?environment=staging`, "staging")).status).toBe(200);
  });

  test("a rollback shows in an answer soon after, and an archived prompt is gone until it is restored", async () => {
    const before = await liveNow();
    await home.rollback();
    await expect.poll(async () => (await liveNow()).version).not.toBe(before.version);
    const after = await liveNow();
    expect(after.sequence).toBeGreaterThan(before.sequence);
    await home.archive();
    await expect.poll(async () => (await ask(PROMPT)).status).toBe(410);
    expect(await problemOf(await ask(PROMPT))).toBe("410 archived");
    await home.restore();
    await expect.poll(async () => (await ask(PROMPT)).status).toBe(200);
    expect(await liveNow()).toEqual(after);
  });

  test("the typed client reads from it", async () => {
    const client = createClient({
      baseUrl: home.origin,
      repository: "acme/prompts",
      apiKey: tokenOf("reader"),
      refreshSeconds: 0,
    });
    const { prompt } = await client.get("support-triage");
    expect(prompt).toMatchObject({ version: (await liveNow()).version });
    expect(await client.compile("support-triage", { ticket: "7" })).toMatchObject({ ok: true });
    expect(await client.compile("support-triage", {})).toMatchObject({ ok: false });
  });
});
