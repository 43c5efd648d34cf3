/** Where things can be seen on GitHub. Every address is vetted again when it is made into a link. */
export interface ReportLinks {
  /** `https://github.com/acme/prompts`, without a final slash. */
  readonly repositoryUrl: string;
  /** The release branch's name. */
  readonly releaseBranch: string;
}

export function commitUrl({ repositoryUrl }: Pick<ReportLinks, "repositoryUrl">, commit: string): string {
  return `${repositoryUrl}/commit/${encoded(commit)}`;
}

export function pullRequestUrl({ repositoryUrl }: ReportLinks, number: number): string {
  return `${repositoryUrl}/pull/${number}`;
}

/** A prompt's folder on the release branch (contracts §3). */
export function promptFolderUrl(links: ReportLinks, promptId: string): string {
  return branchUrl(links, "tree", ["prompts", promptId]);
}

export function versionUrl(links: ReportLinks, promptId: string, version: string): string {
  return branchUrl(links, "blob", ["prompts", promptId, "versions", `${version}.json`]);
}

export function eventUrl(links: ReportLinks, promptId: string, sequence: number): string {
  const name = `${String(sequence).padStart(8, "0")}.json`;
  return branchUrl(links, "blob", ["prompts", promptId, "events", name]);
}

/** A file of the sources at a commit, at a line. */
export function sourceUrl(
  { repositoryUrl }: ReportLinks,
  { commit, path, line }: { readonly commit: string; readonly path: string; readonly line?: number },
): string {
  const anchor = line === undefined ? "" : `?plain=1#L${line}`;
  return `${repositoryUrl}/blob/${[commit, ...path.split("/")].map(encoded).join("/")}${anchor}`;
}

function branchUrl(
  { repositoryUrl, releaseBranch }: ReportLinks,
  kind: "blob" | "tree",
  path: readonly string[],
): string {
  const parts = [...releaseBranch.split("/"), ...path].map(encoded);
  return `${repositoryUrl}/${kind}/${parts.join("/")}`;
}

/** A path may hold what is no character at all; an address that leads nowhere is better than no report. */
function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}
