import { GitError, type GitRepository } from "../git/run.ts";
import { OutsideError } from "../releases/ports.ts";

export interface GitBranchOptions {
  readonly repository: GitRepository;
  /** The branch's name, without `refs/heads/`. */
  readonly branch: string;
  /** Author and committer of the commits. */
  readonly identity: { readonly name: string; readonly email: string };
  /** The present time, RFC 3339 in UTC. */
  readonly now: () => string;
}

/** What git could not do has an outside cause: a damaged repository, a full disk, missing permissions. */
export async function outside<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof GitError ? new OutsideError(doing, error) : error;
  }
}
