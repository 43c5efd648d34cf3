import { RequestRefused } from "../../github/client/errors.ts";
import { readVersion } from "../../releases/documents.ts";
import { parseBranchPath } from "../../releases/layout.ts";
import { OutsideError, type ReleaseBranch } from "../../releases/ports.ts";
import {
  type ForgeryPorts,
  forgedVersions,
  type PushedVersion,
} from "../../releases/verify/forged-versions.ts";
import type { Finding } from "../../releases/verify/verify-prompt.ts";
import type { AppRepository } from "../repository.ts";

interface Range {
  readonly since: string | null;
  readonly until: string;
}

/**
 * The versions that some commits of a release branch added and nobody could have published, oldest commits first; each names
 * its commit. Meant for commits that verification found as pointsman makes them.
 */
export async function forgedBetween(
  branch: ReleaseBranch,
  range: Range,
  repository: Pick<AppRepository, "controls" | "sources">,
): Promise<readonly Finding[]> {
  const commitOf = await addedVersions(branch, range);
  if (commitOf.size === 0) return [];
  const paths = [...commitOf.keys()];
  const snapshot = await branch.read(paths, range.until);
  const versions = paths.flatMap((path): PushedVersion[] => {
    const parsed = parseBranchPath(path);
    if (parsed?.kind !== "version") return [];
    const version = readVersion(snapshot, parsed.promptId, parsed.version);
    return version === undefined ? [] : [version];
  });
  const findings = await forgedVersions(versions, await portsOf(repository));
  return paths.flatMap((path) =>
    findings
      .filter((finding) => finding.path === path)
      .map((finding) => ({ ...finding, commit: commitOf.get(path) ?? null })),
  );
}

/** The paths of the versions, with the commit that added each. */
async function addedVersions(branch: ReleaseBranch, range: Range): Promise<ReadonlyMap<string, string>> {
  const commitOf = new Map<string, string>();
  for await (const { added, commit } of branch.log(range)) {
    for (const path of added) if (parseBranchPath(path)?.kind === "version") commitOf.set(path, commit);
  }
  return commitOf;
}

/** The default branch is read after the versions: what they were published from is on it by then. */
async function portsOf({
  controls,
  sources,
}: Pick<AppRepository, "controls" | "sources">): Promise<ForgeryPorts> {
  const { commit: head } = await controls();
  return {
    sources,
    isOnDefaultBranch: async (commit) => {
      try {
        return (await sources.mergeBase(commit, head)) === commit;
      } catch (error) {
        // GitHub has no such commit.
        if (isRefusedAsUnknown(error)) return false;
        throw error;
      }
    },
  };
}

function isRefusedAsUnknown(error: unknown): boolean {
  const cause = error instanceof OutsideError ? error.cause : undefined;
  return cause instanceof RequestRefused && (cause.status === 404 || cause.status === 422);
}
