import { isBranchName } from "../git/refs.ts";

/** The full name of a branch. Throws where git would not take the name: that is checked when the config is read. */
export function branchRef(branch: string): string {
  if (!isBranchName(branch)) throw new Error(`${JSON.stringify(branch)} is no name for a branch`);
  return `refs/heads/${branch}`;
}
