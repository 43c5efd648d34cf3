import type { Repository } from "../github/repository.ts";

/** A branch of one repository, as a client's token sees it. */
export interface GitHubBranchOptions extends Repository {
  /** The branch's name, without `refs/heads/`. */
  readonly branch: string;
}
