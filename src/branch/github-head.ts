import { z } from "zod";
import { OutsideError } from "../releases/ports.ts";
import { branchRef } from "./branch-ref.ts";
import { asOutside, refusalOf } from "./github-errors.ts";
import type { GitHubBranchOptions } from "./github-options.ts";

const DOING = "look where the release branch is";

const refAnswer = z.object({ object: z.object({ sha: z.string() }) });

/**
 * Asks where the release branch is, again and again; null where there is no such branch. Each question but the first names the
 * last answer's ETag: to the 304 that follows GitHub counts nothing against the rate limit (REST documentation, "Best
 * practices": conditional requests).
 */
export function headAtGitHub({
  branch,
  client,
  owner,
  repo,
}: GitHubBranchOptions): () => Promise<string | null> {
  const ref = branchRef(branch).slice("refs/".length);
  let known: { readonly etag: string; readonly head: string } | undefined;
  return async () => {
    const headers = known === undefined ? {} : { "if-none-match": known.etag };
    try {
      const route = "GET /repos/{owner}/{repo}/git/ref/{ref}";
      const answer = await client.request(route, { owner, repo, ref, headers });
      const head = refAnswer.parse(answer.data).object.sha;
      const { etag } = answer.headers;
      known = typeof etag === "string" ? { etag, head } : undefined;
      return head;
    } catch (error) {
      const status = refusalOf(error)?.status;
      if (status === 304 && known !== undefined) return known.head;
      if (status === 404) return null;
      throw error instanceof OutsideError ? error : asOutside(DOING, error);
    }
  };
}
