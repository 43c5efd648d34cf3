import { GitError, type GitRepository, runGit } from "../git/run.ts";

export interface DefaultBranch {
  /** Short name: `main`. */
  readonly name: string;
  readonly commit: string;
}

/**
 * The default branch of a repository without GitHub. Its name, the first that there is: the one given; what
 * `origin/HEAD` points at; in a bare repository what `HEAD` points at; `main`; `master`; what `HEAD` points at. Its
 * commit: the local branch's where that descends from `origin`'s, else `origin`'s (the rule of the release branch).
 *
 * Throws where there is no such branch yet.
 */
export async function findDefaultBranch(repository: GitRepository, given?: string): Promise<DefaultBranch> {
  const name = given ?? (await findName(repository));
  const local = `refs/heads/${name}`;
  const remote = `refs/remotes/origin/${name}`;
  const refs = await readRefs(repository, [local, remote]);
  const [ours, theirs] = [refs.get(local)?.oid, refs.get(remote)?.oid];
  const commit = await choose(repository, ours, theirs);
  if (commit === undefined) throw new Error(`there is no branch ${JSON.stringify(name)} with a commit`);
  return { name, commit };
}

async function findName(repository: GitRepository): Promise<string> {
  const usual = ["main", "master"];
  const refs = await readRefs(repository, [
    "refs/remotes/origin/HEAD",
    ...usual.flatMap((name) => [`refs/heads/${name}`, `refs/remotes/origin/${name}`]),
  ]);
  const published = refs.get("refs/remotes/origin/HEAD")?.target;
  const prefix = "refs/remotes/origin/";
  if (published?.startsWith(prefix)) return published.slice(prefix.length);

  const head = (await printed(repository, ["symbolic-ref", "--quiet", "HEAD"]))?.replace(
    /^refs\/heads\//,
    "",
  );
  const bare = (await printed(repository, ["rev-parse", "--is-bare-repository"])) === "true";
  if (bare && head !== undefined) return head;
  const found = usual.find((name) => refs.has(`refs/heads/${name}`) || refs.has(`${prefix}${name}`));
  const name = found ?? head;
  if (name === undefined) throw new Error("HEAD is on no branch, and there is neither main nor master");
  return name;
}

interface Ref {
  readonly oid: string;
  /** What a symbolic ref points at, else empty. */
  readonly target: string;
}

async function readRefs(
  repository: GitRepository,
  names: readonly string[],
): Promise<ReadonlyMap<string, Ref>> {
  const format = "--format=%(refname) %(objectname) %(symref)";
  const lines = (await runGit(repository, ["for-each-ref", format, ...names])).toString("utf8").split("\n");
  const refs = new Map<string, Ref>();
  for (const line of lines) {
    const [name = "", oid = "", target = ""] = line.split(" ");
    // A name given to for-each-ref also stands for everything below it.
    if (names.includes(name)) refs.set(name, { oid, target });
  }
  return refs;
}

async function choose(
  repository: GitRepository,
  ours: string | undefined,
  theirs: string | undefined,
): Promise<string | undefined> {
  if (ours === undefined || theirs === undefined || ours === theirs) return ours ?? theirs;
  const descends = await printed(repository, [
    "merge-base",
    "--is-ancestor",
    "--end-of-options",
    theirs,
    ours,
  ]);
  return descends === undefined ? theirs : ours;
}

/** What git printed, trimmed; undefined where it exits with 1, its way to say no. */
async function printed(repository: GitRepository, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await runGit(repository, args)).toString("utf8").trim();
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}
