import { z } from "zod";
import { refusalOf } from "./github-errors.ts";
import type { GitHubBranchOptions } from "./github-options.ts";

/** A branch with what was learned of which commits go back to which: two commits stand to each other as they do for ever. */
export interface ComparingHome extends GitHubBranchOptions {
  readonly ancestry: KnownAncestry;
}

/** Keyed by the supposed ancestor and the head. */
export type KnownAncestry = Map<string, boolean>;

/** More than one push, command or look ever asks for; a repository that is served keeps one branch open for long. */
const PAIRS_KEPT = 100;

export const commitNode = z.object({
  sha: z.string(),
  parents: z.array(z.object({ sha: z.string() })),
});
export type CommitNode = z.infer<typeof commitNode>;

/** How the second of two commits stands to the first. */
const comparison = z.object({
  status: z.enum(["ahead", "identical", "behind", "diverged"]),
  total_commits: z.int(),
  commits: z.array(commitNode),
});
type Comparison = z.infer<typeof comparison>;

interface Comparing {
  readonly since: string;
  readonly until: string;
  readonly page: number;
  readonly perPage: number;
}

/**
 * A page of the commits that lead from one to another; null where GitHub knows no common ancestor, or not the first of them.
 * @see https://docs.github.com/en/rest/commits/commits#compare-two-commits
 */
export async function compareOnGitHub(
  home: ComparingHome,
  { page, perPage, since, until }: Comparing,
): Promise<Comparison | null> {
  const { client, owner, repo } = home;
  const parameters = { owner, repo, basehead: `${since}...${until}`, per_page: perPage, page };
  try {
    const answer = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", parameters);
    const compared = comparison.parse(answer.data);
    remember(home.ancestry, { since, until }, compared.status);
    return compared;
  } catch (error) {
    if (refusalOf(error)?.status !== 404) throw error;
    // Fails where the second is gone.
    await client.request("GET /repos/{owner}/{repo}/commits/{ref}", { owner, repo, ref: until, per_page: 1 });
    return null;
  }
}

/** One request, however far the two are apart, and none where it is known; a second where one of them may be gone. */
export async function isAncestorOnGitHub(
  home: ComparingHome,
  ancestor: string,
  head: string,
): Promise<boolean> {
  if (ancestor === head) return true;
  const known = home.ancestry.get(pairOf(ancestor, head));
  if (known !== undefined) return known;
  const compared = await compareOnGitHub(home, { since: ancestor, until: head, page: 1, perPage: 1 });
  return compared !== null && isForward(compared);
}

function remember(
  ancestry: KnownAncestry,
  { since, until }: Pick<Comparing, "since" | "until">,
  status: Comparison["status"],
): void {
  ancestry.set(pairOf(since, until), isForward({ status }));
  ancestry.set(pairOf(until, since), status === "behind" || status === "identical");
  for (const pair of ancestry.keys()) {
    if (ancestry.size <= PAIRS_KEPT) return;
    ancestry.delete(pair);
  }
}

function isForward({ status }: Pick<Comparison, "status">): boolean {
  return status === "ahead" || status === "identical";
}

function pairOf(ancestor: string, head: string): string {
  return `${ancestor} ${head}`;
}
