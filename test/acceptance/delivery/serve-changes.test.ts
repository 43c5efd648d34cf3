import { describe, expect, test } from "vitest";
import { listen } from "../../support/event-stream.ts";
import { getLive, problemOf } from "./answers.ts";
import { releasedRepository } from "./scene.ts";

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
