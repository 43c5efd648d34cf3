import { expect, test } from "vitest";
import { type ApiOptions, createApi } from "../../../src/delivery/api.ts";
import type { ReleaseView } from "../../../src/delivery/ports.ts";
import { sharedPlaces, UNBOUNDED } from "../../../src/delivery/room.ts";
import { OutsideError } from "../../../src/releases/ports.ts";

/** The API over a branch on which nothing was released, with notes of what it was asked. */
function scene(more: Partial<ReleaseView> = {}, options: Partial<ApiOptions> = {}) {
  const notes = { states: [] as string[], listens: 0, logged: [] as string[] };
  const view: ReleaseView = {
    asOf: null,
    environments: ["staging", "production"],
    slugs: async () => [],
    statesOf: async () => [],
    state: async (name) => {
      notes.states.push(name);
      return undefined;
    },
    version: async () => undefined,
    versions: async () => [],
    events: async () => [],
    ...more,
  };
  const served = {
    name: "acme/prompts",
    live: {
      head: async () => null,
      view: async () => view,
      changesBetween: async () => ({ status: "unknown" }) as const,
    },
    feed: {
      listen: () => {
        notes.listens += 1;
        return undefined;
      },
      close: () => undefined,
    },
    requestChange: () => Promise.reject(new Error("nobody may change anything here")),
  };
  const api = createApi({
    access: { kind: "own_machine" },
    repository: async (name) => (name === served.name ? served : undefined),
    compare: () => [],
    log: (message) => notes.logged.push(message),
    ...options,
  });
  const ask = (path: string, method = "GET") =>
    api(new Request(`http://localhost/api/v1/repos/acme/prompts${path}`, { method }));
  /** Asks for a compiled prompt and never sends the body to its end. */
  const askSlowly = () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("{")) });
    const headers = { "content-type": "application/json" };
    const path = "/api/v1/repos/acme/prompts/prompts/a/compiled";
    return api(
      new Request(`http://localhost${path}`, { method: "POST", headers, body, ...{ duplex: "half" } }),
    );
  };
  return { ask, askSlowly, notes };
}

test.each([
  "..%2f..%2fREADME.md",
  "support-triage%2fstate",
  "a%00b",
  "__proto__",
  "A",
  "a".repeat(64),
  "%ff",
])("nothing is looked for under the name %.20s", async (name) => {
  const { ask, notes } = scene();
  for (const path of ["", "/variables", "/versions", "/events", "/versions/2026-03-12.1"]) {
    expect((await ask(`/prompts/${name}${path}`)).status).toBe(404);
  }
  expect(notes.states).toEqual([]);
});

test("a name that could be a prompt's is looked for", async () => {
  const { ask, notes } = scene();
  expect((await ask("/prompts/3d-helper-1f0c9a2b")).status).toBe(404);
  expect(notes.states).toEqual(["3d-helper-1f0c9a2b"]);
});

test("asking with HEAD for the stream takes no listener's room", async () => {
  const { ask, notes } = scene();
  expect((await ask("/stream", "HEAD")).status).toBe(200);
  expect(notes.listens).toBe(0);
});

test("where there is no room for a listener it is told to come back", async () => {
  const response = await scene().ask("/stream");
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "30"]);
  expect(await response.json()).toMatchObject({ code: "too_many_listeners" });
});

test("a branch that cannot be read is worth another try, and the reason stays inside", async () => {
  const { ask, notes } = scene({
    state: async () => {
      throw new OutsideError("read the release branch", "/secret/place is locked");
    },
  });
  const response = await ask("/prompts/support-triage");
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  const body = await response.text();
  expect(JSON.parse(body)).toMatchObject({ code: "unavailable" });
  expect(body).not.toContain("/secret/place");
  expect(notes.logged[0]).toContain("/secret/place");
});

test("a bug of ours is a problem document like any other", async () => {
  const { ask, notes } = scene({
    state: async () => {
      throw new TypeError("internals");
    },
  });
  const response = await ask("/prompts/support-triage");
  expect([
    response.status,
    response.headers.get("content-type"),
    response.headers.get("cache-control"),
  ]).toEqual([500, "application/problem+json", "no-store"]);
  expect(await response.text()).not.toContain("internals");
  expect(notes.logged).toHaveLength(1);
});

test("a body that does not come to its end is waited for no longer than it may take", async () => {
  const response = await scene({}, { bodyMs: 20 }).askSlowly();
  expect([response.status, response.headers.get("connection")]).toEqual([408, "close"]);
  expect(await response.json()).toMatchObject({ code: "slow_body" });
});

test("whoever sends slowly takes no place of those that are answered, and gives back the one that it has", async () => {
  const one = { most: 1, keptForChanges: 0, perKey: 1 };
  const room = { bodies: sharedPlaces(one), answers: sharedPlaces(one) };
  const { ask, askSlowly } = scene({}, { room, bodyMs: 100 });
  const sending = askSlowly();
  expect((await ask("/prompts")).status).toBe(200);
  const refused = await askSlowly();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await refused.json()).toMatchObject({ code: "overloaded" });
  expect((await sending).status).toBe(408);
  expect((await askSlowly()).status).toBe(408);
});

test("where there is no place a request is told to come back, and one that failed gives its place back", async () => {
  const broken = Promise.withResolvers<undefined>();
  const room = { ...UNBOUNDED, answers: sharedPlaces({ most: 1, keptForChanges: 0, perKey: 1 }) };
  const { ask } = scene({ state: () => broken.promise }, { room });
  const underWay = ask("/prompts/a");
  const refused = await ask("/prompts/a");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  broken.reject(new Error("broken"));
  expect((await underWay).status).toBe(500);
  expect((await ask("/prompts")).status).toBe(200);
});
