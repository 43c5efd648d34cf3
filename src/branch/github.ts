import type { ReleaseBranch } from "../releases/ports.ts";
import { branchRef } from "./branch-ref.ts";
import { appendToGitHub } from "./github-append.ts";
import { isAncestorOnGitHub } from "./github-compare.ts";
import { outsideGitHub } from "./github-errors.ts";
import { knownPaths } from "./github-known.ts";
import { listOnGitHub } from "./github-list.ts";
import { logOfGitHub, messagesOfGitHub } from "./github-log.ts";
import type { GitHubBranchOptions } from "./github-options.ts";
import { readFromGitHub } from "./github-read.ts";

/**
 * The release branch at GitHub. A reading is one trip for up to 80 things, an append one more: what the reading has seen
 * is remembered, so the append knows which paths are free.
 */
export function githubBranch(options: GitHubBranchOptions): ReleaseBranch {
  // Refuses a name that git would not take before anything is sent.
  branchRef(options.branch);
  const home = { ...options, known: knownPaths(), ancestry: new Map<string, boolean>() };
  return {
    read: (paths, at) => outsideGitHub("read the release branch", () => readFromGitHub(home, paths, at)),
    list: (directory, at) =>
      outsideGitHub("list the release branch", () => listOnGitHub(home, directory, at)),
    append: (commit) => appendToGitHub(home, commit),
    log: (range) => logOfGitHub(home, range),
    isAncestor: (ancestor, head) =>
      outsideGitHub("read the release branch's history", () => isAncestorOnGitHub(home, ancestor, head)),
    recentMessages: (at, limit) =>
      outsideGitHub("read the release branch", () => messagesOfGitHub(home, at, limit)),
  };
}
