import nock from "nock";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createClient } from "../../../src/github/client/client.ts";
import { githubMembers } from "../../../src/github/members.ts";
import { stillSurroundings } from "./surroundings.ts";

const API = "https://api.github.test";

function members() {
  const { policy } = stillSurroundings();
  return githubMembers({
    client: createClient({ token: "t", apiUrl: API, ...policy }),
    owner: "acme",
    repo: "prompts",
  });
}

function permission(status: number, body: object) {
  nock(API).get("/repos/acme/prompts/collaborators/octocat/permission").reply(status, body);
}

function team(slug: string, statuses: { membership: number; team?: number; state?: string }) {
  const answer = { state: statuses.state ?? "active", role: "member" };
  const refusal = { message: "Not Found" };
  const at = `/orgs/acme/teams/${slug}`;
  const body = statuses.membership === 200 ? answer : refusal;
  nock(API).get(`${at}/memberships/octocat`).reply(statuses.membership, body);
  if (statuses.team !== undefined)
    nock(API)
      .get(at)
      .reply(statuses.team, statuses.team === 200 ? { id: 1 } : refusal);
}

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

test.each([
  [{ permission: "write", role_name: "maintain" }, "maintain"],
  [{ permission: "read", role_name: "triage" }, "triage"],
  [{ permission: "write", role_name: "release-captain" }, "write"],
  [{ permission: "admin" }, "admin"],
  [{ permission: "something-new", role_name: "other" }, "none"],
])("the answer %j is the role %s", async (answer, role) => {
  permission(200, answer);
  expect(await members().asker("octocat", [])).toEqual({ login: "octocat", role, teams: [] });
});

test("somebody GitHub does not know has no role", async () => {
  permission(404, { message: "Not Found" });
  expect(await members().asker("octocat", [])).toMatchObject({ role: "none" });
});

test("a token that may not ask for roles is a failure, not a role", async () => {
  permission(403, { message: "Resource not accessible by integration" });
  await expect(members().asker("octocat", [])).rejects.toMatchObject({ name: "RequestRefused", status: 403 });
});

test("an answer without a permission is a failure, not a role", async () => {
  permission(200, { user: {} });
  await expect(members().asker("octocat", [])).rejects.toMatchObject({ name: "OutsideError" });
});

test("teams somebody is an active member of are named as they were asked for", async () => {
  permission(200, { permission: "read", role_name: "read" });
  team("prompt-owners", { membership: 200 });
  team("invited", { membership: 200, state: "pending" });
  team("others", { membership: 404, team: 200 });
  const teams = ["acme/others", "acme/prompt-owners", "acme/invited"];
  expect(await members().asker("octocat", teams)).toMatchObject({ teams: ["acme/prompt-owners"] });
});

test.each([
  ["forbidden", { membership: 403, team: 403 }],
  ["hidden", { membership: 404, team: 404 }],
])("a team that is %s to the token is unreadable", async (_, statuses) => {
  permission(200, { permission: "read", role_name: "read" });
  team("secret", statuses);
  expect(await members().asker("octocat", ["acme/secret"])).toMatchObject({ teams: "unreadable" });
});

test("a membership that was found stands beside a team that cannot be read", async () => {
  permission(200, { permission: "read", role_name: "read" });
  team("secret", { membership: 404, team: 404 });
  team("prompt-owners", { membership: 200 });
  const asker = await members().asker("octocat", ["acme/secret", "acme/prompt-owners"]);
  expect(asker.teams).toEqual(["acme/prompt-owners"]);
});

test("what is no team's name is unreadable and asks GitHub nothing", async () => {
  permission(200, { permission: "read", role_name: "read" });
  expect(await members().asker("octocat", ["owners", "acme/a/b"])).toMatchObject({ teams: "unreadable" });
});

test("a team that gives no answer is a failure, never a refusal", async () => {
  permission(200, { permission: "read", role_name: "read" });
  nock(API).persist().get("/orgs/acme/teams/owners/memberships/octocat").reply(502);
  await expect(members().asker("octocat", ["acme/owners"])).rejects.toMatchObject({ name: "OutsideError" });
});
