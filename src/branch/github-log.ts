import { z } from "zod";
import { type BranchLogEntry, HistoryError, OutsideError } from "../releases/ports.ts";
import { parentsFirst } from "./ancestry.ts";
import { type CommitNode, type ComparingHome, commitNode, compareOnGitHub } from "./github-compare.ts";
import { asOutside, outsideGitHub } from "./github-errors.ts";
import type { GitHubBranchOptions } from "./github-options.ts";
import { trimMessage } from "./message.ts";

const A_PAGE = 100;
const DETAILS_AT_ONCE = 8;
/** GitHub tells at most 3,000 files of a commit. */
const FILE_PAGES = 30;
const DOING = "read the release branch's history";

interface Range {
  readonly since: string | null;
  readonly until: string;
}

/** Commits oldest first, parents before children; a merge's changes are those against its first parent. */
export async function* logOfGitHub(home: ComparingHome, range: Range): AsyncGenerator<BranchLogEntry> {
  const commits = await outsideGitHub(DOING, () => commitsOf(home, range));
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  if (!known.has(range.until)) return;
  const ids = parentsFirst(range.until, (id) => parentsWithin(known, id));
  for (let start = 0; start < ids.length; start += DETAILS_AT_ONCE) {
    const window = ids.slice(start, start + DETAILS_AT_ONCE);
    yield* await outsideGitHub(DOING, () => Promise.all(window.map((id) => detailsOf(home, id))));
  }
}

function parentsWithin(commits: ReadonlyMap<string, CommitNode>, id: string): string[] {
  return (commits.get(id)?.parents ?? []).flatMap(({ sha }) => (commits.has(sha) ? [sha] : []));
}

async function commitsOf(home: ComparingHome, { since, until }: Range): Promise<CommitNode[]> {
  if (since === until) return [];
  return since === null ? await allUpTo(home, until) : await compared(home, since, until);
}

async function allUpTo({ client, owner, repo }: GitHubBranchOptions, until: string): Promise<CommitNode[]> {
  const all: CommitNode[] = [];
  for (let page = 1; ; page += 1) {
    const parameters = { owner, repo, sha: until, per_page: A_PAGE, page };
    const { data } = await client.request("GET /repos/{owner}/{repo}/commits", parameters);
    const commits = z.array(commitNode).parse(data);
    all.push(...commits);
    if (commits.length < A_PAGE) return all;
  }
}

async function compared(home: ComparingHome, since: string, until: string): Promise<CommitNode[]> {
  const all = new Map<string, CommitNode>();
  for (let page = 1; ; page += 1) {
    const answer = await compareOnGitHub(home, { since, until, page, perPage: A_PAGE });
    if (answer === null || answer.status === "behind" || answer.status === "diverged") {
      throw new HistoryError(`The release branch no longer contains ${since}: its history was rewritten`);
    }
    const { commits, total_commits } = answer;
    const before = all.size;
    for (const commit of commits) all.set(commit.sha, commit);
    if (all.size >= total_commits) return [...all.values()];
    if (all.size === before) throw new OutsideError(DOING, "GitHub gave fewer commits than it counted");
  }
}

const details = commitNode.extend({
  commit: z.object({ message: z.string() }),
  files: z
    .array(
      z.object({
        filename: z.string(),
        status: z.string(),
        previous_filename: z.string().optional(),
      }),
    )
    .default([]),
});
type ChangedFile = z.infer<typeof details>["files"][number];

async function detailsOf(options: GitHubBranchOptions, id: string): Promise<BranchLogEntry> {
  const { client, owner, repo } = options;
  const files = new Map<string, ChangedFile>();
  for (let page = 1; ; page += 1) {
    const parameters = { owner, repo, ref: id, per_page: A_PAGE, page };
    const answer = await client.request("GET /repos/{owner}/{repo}/commits/{ref}", parameters);
    const commit = details.parse(answer.data);
    const before = files.size;
    for (const file of commit.files) files.set(file.filename, file);
    const isLast = commit.files.length < A_PAGE || files.size === before || page === FILE_PAGES;
    if (isLast) return entryOf(commit, [...files.values()]);
  }
}

function entryOf(commit: z.infer<typeof details>, files: readonly ChangedFile[]): BranchLogEntry {
  const withStatus = (...statuses: string[]): string[] =>
    files.filter(({ status }) => statuses.includes(status)).map(({ filename }) => filename);
  const movedAway = files.flatMap(({ status, previous_filename }) =>
    status === "renamed" && previous_filename !== undefined ? [previous_filename] : [],
  );
  return {
    commit: commit.sha,
    parents: commit.parents.map(({ sha }) => sha),
    message: trimMessage(commit.commit.message),
    added: withStatus("added", "copied", "renamed").sort(),
    modified: withStatus("modified", "changed").sort(),
    removed: [...withStatus("removed"), ...movedAway].sort(),
  };
}

export const MESSAGES_QUERY = `query pointsmanReleaseMessages($owner: String!, $repo: String!, $commit: GitObjectID!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    object(oid: $commit) {
      ... on Commit {
        history(first: $first, after: $after) {
          nodes { message }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
}`;

const messages = z.object({
  repository: z.object({
    object: z
      .object({
        history: z.object({
          nodes: z.array(z.object({ message: z.string() })),
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        }),
      })
      .nullable(),
  }),
});

/** Messages of the last commits at or before one, newest first. */
export async function messagesOfGitHub(
  { client, owner, repo }: GitHubBranchOptions,
  commit: string,
  limit: number,
): Promise<string[]> {
  const all: string[] = [];
  let after: string | null = null;
  while (all.length < limit) {
    const first = Math.min(A_PAGE, limit - all.length);
    const answer = await client.graphql(MESSAGES_QUERY, { owner, repo, commit, first, after });
    const { object } = messages.parse(answer).repository;
    if (object === null) throw asOutside(DOING, new Error(`there is no commit ${commit}`));
    const { nodes, pageInfo }: NonNullable<typeof object>["history"] = object.history;
    all.push(...nodes.map(({ message }) => trimMessage(message)));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return all;
}
