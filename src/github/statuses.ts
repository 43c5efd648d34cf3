import { z } from "zod";
import { type Author, account, isBy } from "./author.ts";
import { parseAnswer } from "./client/answers.ts";
import { landOnce } from "./client/landing.ts";
import { listAll } from "./client/pages.ts";
import type { Repository } from "./repository.ts";

/** GitHub cuts nothing: it refuses longer descriptions. */
const MAX_DESCRIPTION = 140;

const status = z.object({
  state: z.enum(["error", "failure", "pending", "success"]),
  context: z.string(),
  description: z.string().nullable(),
  target_url: z.string().nullable(),
  creator: account,
});

/** A status of a commit. GitHub keeps all of them; of those with one context the newest counts. */
export interface CommitStatus {
  readonly state: "error" | "failure" | "pending" | "success";
  readonly context: string;
  readonly description: string;
  /** Where it leads; null where it leads nowhere. */
  readonly url: string | null;
}

interface Commit extends Repository {
  readonly sha: string;
  /** Whose statuses are meant: anybody with write may set one. */
  readonly author: Author;
}

/** Our statuses of a commit with a context, newest first. */
export async function ourStatuses(
  { author, client, owner, repo, sha }: Commit,
  context: string,
): Promise<readonly CommitStatus[]> {
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/statuses";
  const parameters = { owner, repo, ref: sha };
  const found: CommitStatus[] = [];
  for await (const one of listAll(client, { route, parameters, item: status })) {
    if (one.context !== context || !isBy(author, one.creator)) continue;
    found.push({ state: one.state, context, description: one.description ?? "", url: one.target_url });
  }
  return found;
}

/** Sets a status; where GitHub did not answer, looks before it sets it again. */
export async function setStatus(commit: Commit, wanted: CommitStatus): Promise<void> {
  const { client, owner, repo, sha } = commit;
  const description = wanted.description.slice(0, MAX_DESCRIPTION);
  const { context, state, url } = wanted;
  await landOnce<true>({
    look: async () => {
      const [newest] = await ourStatuses(commit, context);
      return newest?.state === state && newest.description === description && newest.url === url
        ? true
        : undefined;
    },
    write: async () => {
      const route = "POST /repos/{owner}/{repo}/statuses/{sha}";
      const given = { state, context, description, ...(url === null ? {} : { target_url: url }) };
      const answer = await client.request(route, { owner, repo, sha, ...given });
      parseAnswer(status, answer.data, "a commit status");
      return true;
    },
    lookFirst: false,
  });
}
