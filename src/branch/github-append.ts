import { z } from "zod";
import {
  type AppendResult,
  type BranchCommit,
  OutsideError,
  StoppedError,
  UnknownOutcomeError,
} from "../releases/ports.ts";
import { branchRef } from "./branch-ref.ts";
import { asOutside, outsideGitHub, refusalOf } from "./github-errors.ts";
import { askCommit } from "./github-query.ts";
import { askAll, type GitHubHome } from "./github-read.ts";

const DOING = "write the release branch";

/**
 * One `createCommitOnBranch`, which GitHub signs and checks against the expected head. Paths that no reading has covered
 * are looked at first.
 */
export async function appendToGitHub(home: GitHubHome, commit: BranchCommit): Promise<AppendResult> {
  const { expectedHead } = commit;
  if (expectedHead === null) return await createBranch(home, commit);
  const created = [...commit.created.keys()];
  const required = commit.required ?? [];
  const there = await outsideGitHub(DOING, () => pathsThere(home, expectedHead, [...created, ...required]));
  if (there === null) return { status: "conflict" };
  const taken = created.filter((path) => there.has(path));
  if (taken.length > 0) return { status: "immutable", paths: taken };
  const missing = required.filter((path) => !there.has(path));
  if (missing.length > 0) return { status: "missing", paths: missing };
  return await swap(home, expectedHead, async () => {
    const head = await commitOnBranch(home, expectedHead, commit);
    home.known.moved(expectedHead, head, commit.created.keys());
    return head;
  });
}

/** Null where the commit does not exist: then it is not the head either. */
async function pathsThere(
  home: GitHubHome,
  head: string,
  paths: readonly string[],
): Promise<ReadonlySet<string> | null> {
  const unknown = paths.filter((path) => home.known.isThere(head, path) === undefined);
  if (unknown.length > 0) {
    const answer = await askAll(
      home,
      head,
      unknown.map((path) => ({ kind: "presence", path })),
    );
    if (answer === null) return null;
    unknown.forEach((path, index) => {
      home.known.file(head, path, (answer.entries[index] ?? null) !== null);
    });
  }
  return new Set(paths.filter((path) => home.known.isThere(head, path) === true));
}

export const APPEND_MUTATION = `mutation pointsmanAppend($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

const appended = z.object({
  createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }),
});

async function commitOnBranch(
  home: GitHubHome,
  expectedHeadOid: string,
  commit: BranchCommit,
): Promise<string> {
  const { client, owner, repo, branch } = home;
  const [headline = "", ...rest] = commit.message.split("\n");
  const additions = [...commit.created, ...commit.replaced].map(([path, text]) => ({
    path,
    contents: Buffer.from(text).toString("base64"),
  }));
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${repo}`, branchName: branch },
    expectedHeadOid,
    message: { headline, body: rest.join("\n").replace(/^\n+/, "") },
    fileChanges: { additions },
  };
  const answer = await client.graphql(APPEND_MUTATION, { input });
  return appended.parse(answer).createCommitOnBranch.commit.oid;
}

const withSha = z.object({ sha: z.string() });

/** An orphan commit, which GraphQL cannot make. Until the ref is created nothing points to the objects. */
async function createBranch(home: GitHubHome, commit: BranchCommit): Promise<AppendResult> {
  const { client, owner, repo } = home;
  const files = [...commit.created, ...commit.replaced];
  const tree = files.map(([path, content]) => ({ path, mode: "100644", type: "blob", content }));
  const sha = await outsideGitHub(DOING, async () => {
    const made = await client.request("POST /repos/{owner}/{repo}/git/trees", { owner, repo, tree });
    const body = { message: commit.message, tree: withSha.parse(made.data).sha, parents: [] };
    const orphan = await client.request("POST /repos/{owner}/{repo}/git/commits", { owner, repo, ...body });
    return withSha.parse(orphan.data).sha;
  });
  return await swap(home, null, async () => {
    const ref = branchRef(home.branch);
    await client.request("POST /repos/{owner}/{repo}/git/refs", { owner, repo, ref, sha });
    return sha;
  });
}

/** Does the one write that counts and sorts what may come of it. */
async function swap(
  home: GitHubHome,
  expected: string | null,
  write: () => Promise<string>,
): Promise<AppendResult> {
  try {
    return { status: "committed", head: await write() };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw unknownUnlessTold(error);
    if (refusal.types.includes("STALE_DATA") || (await hasMoved(home, expected)))
      return { status: "conflict" };
    throw asOutside(DOING, error);
  }
}

/** A client that knows more has said so with an error of ours. */
function unknownUnlessTold(error: unknown): Error {
  const isTold = error instanceof OutsideError || error instanceof StoppedError;
  return isTold ? error : new UnknownOutcomeError(DOING, error);
}

/** Whatever GitHub refused: with another head there than expected, the decision must be made again. */
async function hasMoved(home: GitHubHome, expected: string | null): Promise<boolean> {
  const answer = await outsideGitHub(DOING, () => askCommit(home, undefined, []));
  return (answer?.commit ?? null) !== expected;
}
