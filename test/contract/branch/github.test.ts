import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { githubBranch } from "../../../src/branch/github.ts";
import { createClient } from "../../../src/github/client/client.ts";
import type { GitHubClient } from "../../../src/github/repository.ts";
import { eventPath, slugPath, statePath, versionPath } from "../../../src/releases/layout.ts";
import { OutsideError, type ReleaseBranch, UnknownOutcomeError } from "../../../src/releases/ports.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { trips } from "../../support/github/request-log.ts";
import type { BranchHome, HandEdit } from "./home.ts";
import { releaseBranchContract } from "./suite.ts";

let github: GitHub;
let token: string;
let made = 0;

beforeAll(async () => {
  github = await startGitHub();
  token = (await github.installApp()).token();
});

afterEach(() => github.faults.clear());

afterAll(() => github?.close());

function newClient(): GitHubClient {
  const surroundings = {
    now: () => "2026-03-01T12:00:00Z",
    random: () => 0.5,
    sleep: async () => undefined,
  };
  return createClient({ token, apiUrl: github.url, surroundings, log: () => undefined });
}

const branchName = "teams/prompt-releases";
const owner = "acme";

async function newHome(): Promise<BranchHome & { readonly repo: string }> {
  made += 1;
  const repo = `prompts-${made}`;
  await github.createRepository({ owner, name: repo });
  return {
    repo,
    open: () => githubBranch({ client: newClient(), owner, repo, branch: branchName }),
    edit: (edit) => editByHand(repo, edit),
    async [Symbol.asyncDispose]() {},
  };
}

function shaOf(data: unknown): string {
  if (typeof data === "object" && data !== null && "sha" in data) return String(data.sha);
  throw new Error("no sha");
}

async function treeOf(client: GitHubClient, repo: string, commit: string): Promise<string> {
  const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
  const { data } = await client.request(route, { owner, repo, commit_sha: commit });
  if (typeof data === "object" && data !== null && "tree" in data) return shaOf(data.tree);
  throw new Error("no tree");
}

async function editByHand(repo: string, { files, message, parents }: HandEdit): Promise<string> {
  const client = newClient();
  const base = "/repos/{owner}/{repo}/git";
  const [first] = parents;
  const tree = Object.entries(files).map(([path, content]) =>
    content === null
      ? { path, mode: "100644", type: "blob", sha: null }
      : { path, mode: "100644", type: "blob", content },
  );
  const onTop = first === undefined ? {} : { base_tree: await treeOf(client, repo, first) };
  const { data } = await client.request(`POST ${base}/trees`, { owner, repo, tree, ...onTop });
  const made = await client.request(`POST ${base}/commits`, {
    owner,
    repo,
    message,
    parents,
    tree: shaOf(data),
  });
  const sha = shaOf(made.data);
  const ref = `heads/${branchName}`;
  await client.request(`PATCH ${base}/refs/{+ref}`, { owner, repo, ref, sha, force: true });
  return sha;
}

releaseBranchContract("the release branch at GitHub", newHome);

const id = "support-triage";

async function released(): Promise<{ repo: string; branch: ReleaseBranch; head: string }> {
  const { repo, open } = await newHome();
  const created = new Map([
    [eventPath(id, 1), "1\n"],
    [versionPath(id, "2026-03-01.1"), "1\n"],
    [slugPath("support-triage-12345678"), "slug\n"],
  ]);
  const replaced = new Map([[statePath(id), "1\n"]]);
  const result = await open().append({ expectedHead: null, message: "first", created, replaced });
  if (result.status !== "committed") throw new Error(result.status);
  return { repo, branch: open(), head: result.head };
}

const second = (expectedHead: string | null) => ({
  expectedHead,
  message: "second",
  created: new Map([[eventPath(id, 2), "2\n"]]),
  replaced: new Map([[statePath(id), "2\n"]]),
});

describe("trips to GitHub", () => {
  test("a reading and an append are one request each", async () => {
    const { branch } = await released();
    github.requests.length = 0;
    const { head } = await branch.read(["README.md", statePath(id), slugPath("support-triage-12345678")]);
    expect(github.requests).toHaveLength(1);
    expect(await branch.append(second(head))).toMatchObject({ status: "committed" });
    expect(github.requests).toHaveLength(2);
  });

  test("who goes back to whom is one request, however far the way, and none where a history was read or asked about", async () => {
    const { branch, head: first } = await released();
    const heads = [first];
    for (let n = 2; n <= 4; n += 1) {
      const created = new Map([[eventPath(id, n), `${n}\n`]]);
      const commit = { expectedHead: heads.at(-1) ?? null, message: `${n}`, created, replaced: new Map() };
      const result = await branch.append(commit);
      if (result.status !== "committed") throw new Error(result.status);
      heads.push(result.head);
    }
    const [, second = "", third = "", last = ""] = heads;
    github.requests.length = 0;
    expect(await branch.isAncestor(first, last)).toBe(true);
    expect(await branch.isAncestor(last, first)).toBe(false);
    expect(github.requests).toHaveLength(1);
    for await (const _ of branch.log({ since: second, until: third }));
    const read = github.requests.length;
    expect(await branch.isAncestor(third, second)).toBe(false);
    expect(await branch.isAncestor(second, third)).toBe(true);
    expect(github.requests).toHaveLength(read);
  });

  test("a commit that GitHub did not know is asked about again", async () => {
    const { branch, head: first } = await released();
    const result = await branch.append(second(first));
    if (result.status !== "committed") throw new Error(result.status);
    github.faults.add({ match: /compare/, status: 404, times: 1 });
    expect(await branch.isAncestor(first, result.head)).toBe(false);
    expect(await branch.isAncestor(first, result.head)).toBe(true);
  });

  test("a series of commits looks at nothing twice", async () => {
    const { branch } = await released();
    const { head } = await branch.read([statePath(id)]);
    const result = await branch.append(second(head));
    if (result.status !== "committed") throw new Error(result.status);
    github.requests.length = 0;
    const third = { ...second(result.head), created: new Map([[eventPath(id, 3), "3\n"]]) };
    expect(await branch.append(third)).toMatchObject({ status: "committed" });
    expect(github.requests).toHaveLength(1);
    expect(await branch.append({ ...third, expectedHead: result.head })).toEqual({ status: "conflict" });
  });

  test("many files are read at one commit, in two trips", async () => {
    const { branch, head } = await released();
    const paths = Array.from({ length: 100 }, (_, index) => eventPath(`prompt-${index}`, 1));
    const created = new Map(paths.map((path) => [path, `${path}\n`]));
    const result = await branch.append({ expectedHead: head, message: "many", created, replaced: new Map() });
    if (result.status !== "committed") throw new Error(result.status);
    const many = [...paths, ...Array.from({ length: 120 }, (_, index) => eventPath(`absent-${index}`, 1))];
    github.requests.length = 0;
    expect(await branch.read(many)).toEqual({ head: result.head, files: created });
    expect(github.requests).toHaveLength(3);
    expect(trips(github.requests)).toBe(2);
  });
});

test("a write between two trips of one reading is seen whole or not at all", async () => {
  const { repo, branch, head } = await released();
  const client = newClient();
  let asked = 0;
  const interrupted = {
    request: client.request,
    async graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
      const answer = await client.graphql(query, variables);
      asked += 1;
      if (asked === 1) await branch.append(second(head));
      return answer;
    },
  };
  const reader = githubBranch({ client: interrupted, owner, repo, branch: branchName });
  const paths = Array.from({ length: 90 }, (_, index) => eventPath(id, 90 - index));
  expect(await reader.read(paths)).toEqual({ head, files: new Map([[eventPath(id, 1), "1\n"]]) });
  expect(asked).toBe(2);
});

describe("when GitHub fails", () => {
  test("an append without an answer is of unknown outcome, whether it happened or not", async () => {
    for (const when of ["before", "after"] as const) {
      const { branch } = await released();
      const { head } = await branch.read([statePath(id)]);
      github.faults.add({ match: /createCommitOnBranch/, when, times: 1 });
      await expect(branch.append(second(head))).rejects.toThrow(UnknownOutcomeError);
      const now = await branch.read([eventPath(id, 2)]);
      expect(now.files.size).toBe(when === "after" ? 1 : 0);
      // Deciding again on what is there now goes on as if nothing had been.
      if (when === "before")
        expect(await branch.append(second(now.head))).toMatchObject({ status: "committed" });
      else
        expect(await branch.append(second(now.head))).toEqual({
          status: "immutable",
          paths: [eventPath(id, 2)],
        });
    }
  });

  test("a first commit without an answer leaves no branch or a whole one", async () => {
    for (const [match, when] of [
      [/^POST .*\/git\/trees/, "before"],
      [/^POST .*\/git\/trees/, "after"],
      [/^POST .*\/git\/commits/, "before"],
      [/^POST .*\/git\/commits/, "after"],
      [/^POST .*\/git\/refs/, "before"],
      [/^POST .*\/git\/refs/, "after"],
    ] as const) {
      const branch = (await newHome()).open();
      github.faults.add({ match, when, times: 1 });
      await expect(branch.append(second(null))).rejects.toThrow(UnknownOutcomeError);
      const { head, files } = await branch.read([statePath(id), eventPath(id, 2)]);
      expect(files.size).toBe(head === null ? 0 : 2);
      const again = await branch.append(second(null));
      expect(again.status).toBe(head === null ? "committed" : "conflict");
    }
  });

  test("a reading that GitHub goes on refusing is an outside failure", async () => {
    const { branch } = await released();
    github.faults.add({ match: () => true });
    await expect(branch.read([statePath(id)])).rejects.toThrow(OutsideError);
  });

  test("an answer of another shape is an outside failure", async () => {
    const { branch } = await released();
    github.faults.add({ match: () => true, status: 200, body: { data: { repository: "x" } } });
    await expect(branch.read([statePath(id)])).rejects.toThrow(OutsideError);
  });

  test("a token that may not write is an outside failure, and says so", async () => {
    const { repo } = await released();
    const { token: readOnly } = await github.user("reader");
    const surroundings = {
      now: () => "2026-03-01T12:00:00Z",
      random: () => 0.5,
      sleep: async () => undefined,
    };
    const client = createClient({ token: readOnly, apiUrl: github.url, surroundings, log: () => undefined });
    const branch = githubBranch({ client, owner, repo, branch: branchName });
    const { head } = await branch.read([statePath(id)]);
    await expect(branch.append(second(head))).rejects.toThrow(OutsideError);
  });
});
