import { z } from "zod";
import { type Author, account } from "./author.ts";
import { parseAnswer } from "./client/answers.ts";
import { RequestRefused } from "./client/errors.ts";
import { listAll } from "./client/pages.ts";
import type { Repository } from "./repository.ts";

const side = z.object({
  sha: z.string(),
  ref: z.string(),
  // Null where a fork was deleted.
  repo: z.object({ id: z.number() }).nullable(),
});

const pull = z.object({
  number: z.number(),
  html_url: z.string(),
  title: z.string(),
  state: z.enum(["open", "closed"]),
  merged_at: z.string().nullable(),
  merge_commit_sha: z.string().nullish(),
  user: account,
  author_association: z.string(),
  head: side,
  base: side,
});

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly state: "open" | "closed";
  /** RFC 3339; null where it is not merged. */
  readonly mergedAt: string | null;
  /** The commit the merge made; before the merge GitHub's test merge, if any. */
  readonly mergeCommit: string | null;
  /** Null where the account is gone. */
  readonly author: Author | null;
  /** GitHub's word for the author's tie to the repository: `MEMBER`, `CONTRIBUTOR`, `NONE` … */
  readonly authorAssociation: string;
  readonly head: Side;
  readonly base: Side;
  /** Whether the head is of another repository than the base; true where that repository is gone. */
  readonly fromFork: boolean;
}

export interface Side {
  readonly sha: string;
  /** Branch name without `refs/heads/`: the author's to choose. */
  readonly ref: string;
}

/** A pull request by number. Throws `RequestRefused` (404) where there is none. */
export async function pullRequest({ client, owner, repo }: Repository, number: number): Promise<PullRequest> {
  const answer = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
    owner,
    repo,
    pull_number: number,
  });
  return fromRest(parseAnswer(pull, answer.data, "a pull request"));
}

/** What `/evaluate` looks at of a pull request; null where the number is an issue's. */
export async function pullNow(repository: Repository, number: number) {
  try {
    const { base, head, state } = await pullRequest(repository, number);
    return { number, isOpen: state === "open", headSha: head.sha, baseBranch: base.ref };
  } catch (error) {
    if (error instanceof RequestRefused && error.status === 404) return null;
    throw error;
  }
}

const branchAnswer = z.object({ commit: z.object({ sha: z.string() }) });

/** The commit that a branch points to now: a pull request's own `base.sha` is only as new as its last push. */
export async function branchTip({ client, owner, repo }: Repository, branch: string): Promise<string> {
  const route = "GET /repos/{owner}/{repo}/branches/{branch}";
  const answer = await client.request(route, { owner, repo, branch });
  return parseAnswer(branchAnswer, answer.data, "a branch").commit.sha;
}

/**
 * The pull requests a commit belongs to: the one that brought it in, for a commit of the default branch, else also open
 * ones. Throws `RequestRefused` (422) for a commit the repository does not have.
 */
export async function pullRequestsOfCommit(
  { client, owner, repo }: Repository,
  commit: string,
): Promise<readonly PullRequest[]> {
  const found: PullRequest[] = [];
  const route = "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls";
  const parameters = { owner, repo, commit_sha: commit };
  for await (const one of listAll(client, { route, parameters, item: pull })) found.push(fromRest(one));
  return found;
}

function fromRest(rest: z.infer<typeof pull>): PullRequest {
  const { head, base } = rest;
  return {
    number: rest.number,
    url: rest.html_url,
    title: rest.title,
    state: rest.state,
    mergedAt: rest.merged_at,
    mergeCommit: rest.merge_commit_sha ?? null,
    author: rest.user,
    authorAssociation: rest.author_association,
    head: { sha: head.sha, ref: head.ref },
    base: { sha: base.sha, ref: base.ref },
    fromFork: head.repo === null || head.repo.id !== base.repo?.id,
  };
}
