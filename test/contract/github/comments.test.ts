import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createOnce, upsertComment } from "../../../src/github/issues/comments.ts";
import { marker } from "../../../src/github/issues/marker.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { FAULTS, type Scene, sceneOf } from "./scene.ts";

const MARK = marker("report", "pull-request");

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterEach(() => github.faults.clear());
afterAll(() => github.close());

async function ours(scene: Scene, issue: number): Promise<string[]> {
  const comments = await scene.repository.comments(issue);
  return comments.filter(({ body }) => body.startsWith(MARK)).map(({ body }) => body);
}

describe.each(["action", "app"] as const)("comments written by the %s", (entry) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await sceneOf(github, entry);
  });

  async function target(body: string) {
    const { number } = await scene.repository.issue({ title: "A pull request" });
    return { ...scene, issue: number, marker: MARK, body };
  }

  test("one comment is created, updated in place, and left alone where nothing changed", async () => {
    const first = await target("one");
    const created = await upsertComment(first);
    expect(created).toMatchObject({ status: "created", duplicates: [] });
    const updated = await upsertComment({ ...first, body: "two" });
    expect(updated).toEqual({ ...created, status: "updated" });
    github.requests.length = 0;
    expect(await upsertComment({ ...first, body: "two" })).toEqual({ ...created, status: "unchanged" });
    expect(github.requests.map(({ method }) => method)).toEqual(["GET"]);
    expect(await ours(scene, first.issue)).toEqual([`${MARK}\ntwo`]);
  });

  test("somebody else's comment with our marker is never touched", async () => {
    const wanted = await target("ours");
    const mallory = await github.user("mallory", { role: "write", on: scene.repository });
    const forged = await scene.repository.comment(wanted.issue, `${MARK}\nforged`, mallory);
    expect(await upsertComment(wanted)).toMatchObject({ status: "created", duplicates: [] });
    expect(await createOnce(wanted)).toMatchObject({ status: "present" });
    expect(await ours(scene, wanted.issue)).toEqual([forged.body, `${MARK}\nours`]);
  });

  test("our own comment that only quotes the marker is another comment", async () => {
    const wanted = await target("ours");
    const other = marker("answer", "x");
    const quoting = await upsertComment({ ...wanted, marker: other, body: `A case printed ${MARK}` });
    const created = await upsertComment(wanted);
    expect(created.status).toBe("created");
    expect(created.id).not.toBe(quoting.id);
  });

  test("our comment is found behind a hundred others", async () => {
    const wanted = await target("one");
    const writer = await github.user("writer", { role: "write", on: scene.repository });
    for (let n = 0; n < 101; n += 1) await scene.repository.comment(wanted.issue, `Talk ${n}`, writer);
    const created = await createOnce(wanted);
    expect(created.status).toBe("created");
    expect(await createOnce(wanted)).toEqual({ ...created, status: "present" });
    expect(await upsertComment({ ...wanted, body: "two" })).toMatchObject({
      status: "updated",
      id: created.id,
    });
  });

  test("of two comments a crash left behind the first is kept and the other named", async () => {
    const wanted = await target("old");
    const first = await upsertComment(wanted);
    const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
    const place = { owner: scene.owner, repo: scene.repo, issue_number: wanted.issue };
    const second = await scene.client.request(route, { ...place, body: `${MARK}\nold` });
    const updated = await upsertComment({ ...wanted, body: "new" });
    expect(updated).toEqual({ ...first, status: "updated", duplicates: [idOf(second.data)] });
  });

  test.each([
    ["before", "others post before it does"],
    ["after", "others post after it did"],
  ])("whoever stood still between its look and its write leaves one comment: %s, %s", async (when) => {
    const wanted = await target("once");
    let others: Awaited<ReturnType<typeof createOnce>> | undefined;
    const standingStill: typeof scene.client = {
      ...scene.client,
      request: async (route, parameters) => {
        const isPost = route.startsWith("POST ");
        if (isPost && when === "before") others = await createOnce(wanted);
        const answer = await scene.client.request(route, parameters);
        if (isPost && when === "after") others = await lateWriter(wanted);
        return answer;
      },
    };
    const own = await createOnce({ ...wanted, client: standingStill });
    expect(own).toMatchObject({ status: when === "before" ? "present" : "created", id: others?.id });
    expect(await ours(scene, wanted.issue)).toEqual([`${MARK}\nonce`]);
  });

  /** Has looked when nothing was there yet. */
  function lateWriter(wanted: Awaited<ReturnType<typeof target>>) {
    let looks = 0;
    const request: typeof scene.client.request = async (route, parameters) => {
      looks += 1;
      return looks === 1 ? { status: 200, data: [], headers: {} } : scene.client.request(route, parameters);
    };
    return createOnce({ ...wanted, client: { ...scene.client, request } });
  }

  test("a body too long for GitHub is a bug, and nothing is asked", async () => {
    const wanted = await target("x".repeat(65_001));
    github.requests.length = 0;
    await expect(upsertComment(wanted)).rejects.toThrow("was not cut");
    await expect(createOnce(wanted)).rejects.toThrow("was not cut");
    expect(github.requests).toEqual([]);
  });

  describe.each(FAULTS)("with %s", (_, fault) => {
    test.each([[[1]], [[2]], [[2, 3]]])(
      "at requests %j, creating makes exactly one comment",
      async (which) => {
        for (const write of [upsertComment, createOnce]) {
          const wanted = await target("once");
          for (const n of which) github.faults.failNth(n, fault);
          expect(await write(wanted)).toMatchObject({ status: "created" });
          github.faults.clear();
          expect(await ours(scene, wanted.issue)).toEqual([`${MARK}\nonce`]);
        }
      },
    );

    test.each([[[1]], [[2]], [[2, 3]]])(
      "at requests %j, updating leaves exactly the new text",
      async (which) => {
        const wanted = await target("old");
        await upsertComment(wanted);
        for (const n of which) github.faults.failNth(n, fault);
        expect(await upsertComment({ ...wanted, body: "new" })).toMatchObject({ status: "updated" });
        github.faults.clear();
        expect(await ours(scene, wanted.issue)).toEqual([`${MARK}\nnew`]);
      },
    );
  });

  test("a write that is lost without an answer is made again once, after a look", async () => {
    const wanted = await target("once");
    github.faults.add({ match: /^POST .*\/comments/, status: 502 });
    github.requests.length = 0;
    await expect(createOnce(wanted)).rejects.toMatchObject({ name: "UnknownOutcomeError" });
    expect(github.requests.map(({ method }) => method)).toEqual(["GET", "POST", "GET", "POST", "GET"]);
  });
});

function idOf(data: unknown): unknown {
  return typeof data === "object" && data !== null && "id" in data ? data.id : undefined;
}
