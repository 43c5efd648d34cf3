import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type ApiHome, appHome, cloneHome, type KeyName, tokenOf } from "./homes.ts";

const PROMPT = "/prompts/support-triage";

const changed = z.looseObject({
  version: z.string(),
  digest: z.string().regex(/^sha256:/),
  sequence: z.int(),
  id: z.string().regex(/^evt_/),
});

let lastKey = 0;

describe.each([
  ["a clone", cloneHome],
  ["the app on GitHub", appHome],
])("changing what is live over HTTP, by %s", (name, open) => {
  let home: ApiHome;
  let v1: string;
  let v2: string;
  beforeAll(async () => {
    home = await open();
    const list = z.object({ versions: z.array(z.object({ version: z.string() })) });
    const { versions } = list.parse(await (await get(`${PROMPT}/versions`)).json());
    [v2 = "", v1 = ""] = versions.map(({ version }) => version);
  });
  afterAll(() => home[Symbol.asyncDispose]());

  const get = (path: string) =>
    fetch(`${home.base}${path}`, { headers: { authorization: `Bearer ${tokenOf("operator")}` } });
  const live = async () => z.looseObject({ version: z.string() }).parse(await (await get(PROMPT)).json());
  interface Sending {
    readonly by?: KeyName;
    /** Null: none. */
    readonly key?: string | null;
    readonly prompt?: string;
  }
  const send = (
    verb: "rollback" | "promote",
    body: unknown,
    { by = "operator", key, prompt }: Sending = {},
  ) => {
    const headers = new Headers({ "content-type": "application/json" });
    headers.set("authorization", `Bearer ${tokenOf(by)}`);
    lastKey += 1;
    if (key !== null) headers.set("idempotency-key", key ?? `key-${lastKey}`);
    const path = `/prompts/${prompt ?? "support-triage"}/${verb}`;
    return fetch(`${home.base}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  };
  const problemOf = async (response: Response) => {
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const body = z.looseObject({ code: z.string(), detail: z.string() }).parse(await response.json());
    return `${response.status} ${body.code}`;
  };

  test("a rollback and a promotion show in the next answer, and say what is live by which event", async () => {
    const response = await send("rollback", { environment: "production", to: v1, reason: "broken JSON" });
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const body = changed.parse(await response.json());
    expect(body).toMatchObject({
      ...{ repository: "acme/prompts", prompt_id: "support-triage", environment: "production" },
      ...{ version: v1, previous_version: v2, held: true, event: "prompt.rolled_back" },
      ...{ actor: "api:operator", reason: "broken JSON" },
    });
    expect(await live()).toMatchObject({ version: v1, digest: body.digest, sequence: body.sequence });
    const events = await (await get(`${PROMPT}/events?after=${body.sequence - 1}`)).json();
    expect(events).toMatchObject({
      events: [
        {
          id: body.id,
          actor: { login: "api:operator", id: null, role: name === "a clone" ? "unverified" : "operate" },
          origin: { kind: "api" },
        },
      ],
    });
    const nulls = { environment: null, reason: null };
    const promoted = await (await send("promote", { to: v2, from: v1, ...nulls })).json();
    expect(promoted).toMatchObject({ version: v2, held: false, event: "prompt.promoted" });
    expect((await live()).version).toBe(v2);
  });

  test("sent again it is answered with the same and done once, by whichever number of senders at once", async () => {
    const body = { to: v1, reason: "once" };
    const key = `once-${name.length}`;
    const answers = await Promise.all([1, 2, 3].map(() => send("rollback", body, { key })));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get("idempotent-replayed") === "true")).toHaveLength(2);
    await send("promote", { to: v2 });
    expect(await (await send("rollback", body, { key })).text()).toBe(texts[0]);
    expect((await live()).version).toBe(v2);
  });

  test("the same key with another body is refused, and nobody else's key is in the way", async () => {
    expect((await send("rollback", { to: v1 }, { key: "shared" })).status).toBe(200);
    expect(await problemOf(await send("rollback", { to: v1, reason: "x" }, { key: "shared" }))).toBe(
      "422 idempotency_key_reused",
    );
    expect(await problemOf(await send("promote", { to: v1 }, { key: "shared" }))).toBe(
      "422 idempotency_key_reused",
    );
    const theirs = await send("promote", { to: v2 }, { key: "shared", by: "colleague" });
    expect([theirs.status, theirs.headers.get("idempotent-replayed")]).toEqual([200, null]);
  });

  test("what cannot be done is told with the decision's code and a sentence", async () => {
    const moved = await send("rollback", { from: v1 });
    expect(await moved.clone().json()).toMatchObject({ detail: expect.stringContaining(v2) });
    expect(await problemOf(moved)).toBe("409 from_not_live");
    expect(await problemOf(await send("promote", { to: v2 }))).toBe("409 already_live");
    expect(await problemOf(await send("promote", { to: "2020-01-01.1" }))).toBe("404 unknown_version");
    expect(await problemOf(await send("rollback", {}, { prompt: "drafted" }))).toBe("404 unknown_prompt");
    expect(await problemOf(await send("rollback", {}, { prompt: "..%2fx" }))).toBe("404 unknown_prompt");
    expect(await problemOf(await send("rollback", { environment: "nowhere" }))).toBe(
      "404 unknown_environment",
    );
  });

  test.each([
    ["with a version that is none", { to: "latest" }],
    ["with a member nobody knows", { to: "2026-03-12.1", force: true }],
    ["with a reason that is too long", { reason: "x".repeat(10_001) }],
    ["with half a character", { reason: "\ud800" }],
    ["that is no object", []],
  ])("a body %s is refused", async (_, body) => {
    const before = await live();
    expect(await problemOf(await send("rollback", body))).toBe("400 malformed_request");
    expect(await live()).toEqual(before);
  });

  test("it takes a key with the role, the environment and a name for the request", async () => {
    const before = await live();
    expect(await problemOf(await send("rollback", {}, { by: "reader" }))).toBe("403 forbidden_role");
    expect(await problemOf(await send("rollback", {}, { by: "elsewhere" }))).toBe("403 forbidden_repository");
    expect(await problemOf(await send("rollback", {}, { by: "staging" }))).toBe("403 forbidden_environment");
    expect(await problemOf(await send("rollback", {}, { key: null }))).toBe("400 idempotency_key_needed");
    expect(await problemOf(await send("rollback", {}, { key: "ü" }))).toBe("400 idempotency_key_needed");
    expect(await problemOf(await send("rollback", {}, { key: "x".repeat(201) }))).toBe(
      "400 idempotency_key_needed",
    );
    expect(await live()).toEqual(before);
    const staging = await send("rollback", { environment: "staging", to: v1 }, { by: "staging" });
    expect(staging.status).toBe(200);
    expect(await live()).toEqual(before);
  });
});
