import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSchema, parse, validate } from "graphql";
import nock from "nock";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { isBy } from "../../../src/github/author.ts";
import { createClient } from "../../../src/github/client/client.ts";
import { effectOfDocument } from "../../../src/github/client/retry-policy.ts";
import { createOnce } from "../../../src/github/issues/comments.ts";
import { marker } from "../../../src/github/issues/marker.ts";
import { react } from "../../../src/github/issues/reactions.ts";
import { pullNow, pullRequest, pullRequestsOfCommit } from "../../../src/github/pulls.ts";
import { ACTIONS_BOT, VIEWER_QUERY, whoAmI } from "../../../src/github/who-am-i.ts";
import { dispatchWorkflow } from "../../../src/github/workflows.ts";
import { stillSurroundings } from "./surroundings.ts";

const SCHEMA = fileURLToPath(new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema")));
const API = "https://api.github.test";

function repository() {
  const { policy } = stillSurroundings();
  return { client: createClient({ token: "t", apiUrl: API, ...policy }), owner: "acme", repo: "prompts" };
}

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

function pull(own: object) {
  const base = { sha: "b".repeat(40), ref: "main", repo: { id: 1 } };
  const head = { sha: "a".repeat(40), ref: "patch-1", repo: { id: 1 } };
  return {
    number: 5,
    html_url: "https://github.test/acme/prompts/pull/5",
    title: "Shorter",
    state: "closed",
    merged_at: null,
    merge_commit_sha: null,
    user: { login: "octocat", id: 7, type: "User" },
    author_association: "CONTRIBUTOR",
    head,
    base,
    ...own,
  };
}

test("a pull request is read with both sides and its author", async () => {
  nock(API).get("/repos/acme/prompts/pulls/5").reply(200, pull({}));
  expect(await pullRequest(repository(), 5)).toEqual({
    number: 5,
    url: "https://github.test/acme/prompts/pull/5",
    title: "Shorter",
    state: "closed",
    mergedAt: null,
    mergeCommit: null,
    author: { login: "octocat", id: 7 },
    authorAssociation: "CONTRIBUTOR",
    head: { sha: "a".repeat(40), ref: "patch-1" },
    base: { sha: "b".repeat(40), ref: "main" },
    fromFork: false,
  });
});

test.each([
  ["another repository", { id: 2 }],
  ["a repository that is gone", null],
])("a head of %s is of a fork", async (_, repo) => {
  const answer = pull({ user: null, head: { sha: "a".repeat(40), ref: "main", repo } });
  nock(API).get("/repos/acme/prompts/pulls/5").reply(200, answer);
  expect(await pullRequest(repository(), 5)).toMatchObject({ fromFork: true, author: null });
});

test("the pull requests of a commit come from all pages", async () => {
  const route = `/repos/acme/prompts/commits/${"c".repeat(40)}/pulls`;
  const link = { link: `<${API}/x?page=2>; rel="next", <${API}/x?page=2>; rel="last"` };
  nock(API)
    .get(route)
    .query({ per_page: 100, page: 1 })
    .reply(200, [pull({ number: 1 })], link);
  nock(API)
    .get(route)
    .query({ per_page: 100, page: 2 })
    .reply(200, [pull({ number: 2 })], { link: "" });
  const found = await pullRequestsOfCommit(repository(), "c".repeat(40));
  expect(found.map(({ number }) => number)).toEqual([1, 2]);
});

test("a commit that is not there is a refusal", async () => {
  nock(API)
    .get(/commits/)
    .reply(422, { message: "No commit found for SHA" });
  await expect(pullRequestsOfCommit(repository(), "c".repeat(40))).rejects.toMatchObject({ status: 422 });
});

test("comments from before `since` are not asked for", async () => {
  const comments = "/repos/acme/prompts/issues/5/comments";
  const since = "2026-03-15T09:00:00Z";
  const listing = nock(API).get(comments).query({ per_page: 100, page: 1, since }).times(2).reply(200, []);
  nock(API)
    .post(comments, { body: "<!-- pointsman:answer:x -->\nDone" })
    .reply(201, { id: 1, html_url: "https://github.test/c/1", body: "", user: null });
  const mark = marker("answer", "x");
  const target = { ...repository(), issue: 5, author: ACTIONS_BOT, marker: mark, body: "Done", since };
  expect(await createOnce(target)).toEqual({ status: "created", id: 1, url: "https://github.test/c/1" });
  expect(listing.isDone()).toBe(true);
});

test("a comment is ours by login or by id, and never when its author is gone", () => {
  const author = { login: "Pointsman[bot]", id: 9 };
  expect(isBy(author, { login: "pointsman[bot]", id: 1 })).toBe(true);
  expect(isBy(author, { login: "renamed[bot]", id: 9 })).toBe(true);
  expect(isBy(author, { login: "pointsman", id: 2 })).toBe(false);
  expect(isBy({ login: "x", id: null }, null)).toBe(false);
});

test.each([
  ["query a { viewer { login } }", "read"],
  ["{ viewer { login } }", "read"],
  ["# a mutation would write\nquery a { viewer { login } }", "read"],
  ["mutation { x }", "write"],
  ["fragment f on X { id }\nmutation m($i: I!) { x(input: $i) { ...f } }", "write"],
])("the document %j can only %s", (document, effect) => {
  expect(effectOfDocument(document)).toBe(effect);
});

test("a reaction that fails is an outcome, once asked for", async () => {
  let count = 0;
  nock(API)
    .persist()
    .post("/repos/acme/prompts/issues/comments/9/reactions", { content: "rocket" })
    .reply((): [number] => {
      count += 1;
      return [502];
    });
  const outcome = await react({ ...repository(), comment: 9, reaction: "rocket" });
  expect(outcome).toMatchObject({ status: "failed", message: expect.stringContaining("Could not") });
  expect(count).toBe(1);
});

test("a reaction that is there already counts as added", async () => {
  nock(API)
    .post(/reactions$/)
    .reply(200, { id: 1 });
  expect(await react({ ...repository(), comment: 9, reaction: "eyes" })).toEqual({ status: "added" });
});

test("who a token writes as: GITHUB_TOKEN asks nothing", async () => {
  const { client } = repository();
  expect(await whoAmI(client, { kind: "github_token" })).toEqual(ACTIONS_BOT);
});

test("who a token writes as: an app's bot account", async () => {
  nock(API).get("/users/pointsman%5Bbot%5D").reply(200, { login: "pointsman[bot]", id: 99, type: "Bot" });
  const { client } = repository();
  expect(await whoAmI(client, { kind: "app", slug: "pointsman" })).toEqual({
    login: "pointsman[bot]",
    id: 99,
  });
});

test("who a token writes as: whoever GraphQL says is looking", async () => {
  nock(API)
    .post("/graphql")
    .reply(200, { data: { viewer: { login: "octocat", databaseId: 7 } } });
  const { client } = repository();
  expect(await whoAmI(client, { kind: "unknown" })).toEqual({ login: "octocat", id: 7 });
});

test("the viewer's query is valid by GitHub's schema", () => {
  // Their copy of the schema defines two fields twice, which is none of the query's business.
  const schema = buildSchema(readFileSync(SCHEMA, "utf8"), { assumeValidSDL: true });
  expect(validate(schema, parse(VIEWER_QUERY))).toEqual([]);
});

test("what may be evaluated of a pull request is known also where its fork is gone", async () => {
  const head = { sha: "a".repeat(40), ref: "patch-1", repo: null };
  nock(API)
    .get("/repos/acme/prompts/pulls/5")
    .reply(200, pull({ head, state: "open" }));
  const now = { number: 5, isOpen: true, headSha: "a".repeat(40), baseBranch: "main" };
  expect(await pullNow(repository(), 5)).toEqual(now);
});

test("an issue is no pull request", async () => {
  nock(API).get("/repos/acme/prompts/pulls/6").reply(404, { message: "Not Found" });
  expect(await pullNow(repository(), 6)).toBeNull();
});

test("a workflow is started also where GitHub does not tell the run, and its name stays one part of the address", async () => {
  nock(API).get("/repos/acme/prompts").reply(200, { default_branch: "trunk" });
  const body = { ref: "trunk", inputs: { sha: "a" }, return_run_details: true };
  nock(API).post("/repos/acme/prompts/actions/workflows/a%2Fb.yml/dispatches", body).reply(204);
  const request = { ...repository(), workflow: "a/b.yml", inputs: { sha: "a" } };
  expect(await dispatchWorkflow(request)).toEqual({ status: "dispatched", runUrl: null });
});
