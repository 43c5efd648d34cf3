import { resolveRef } from "../git/refs.ts";
import { GitError, type GitRepository, runGit } from "../git/run.ts";
import { OutsideError } from "../releases/ports.ts";
import { branchRef } from "./branch-ref.ts";
import { isAncestor } from "./git-log.ts";
import { outside } from "./git-options.ts";

/** A release branch that is kept in two places. */
export interface RemoteBranch {
  readonly repository: GitRepository;
  /** A configured remote's name: `origin`. */
  readonly remote: string;
  readonly branch: string;
}

/** The ref that remembers where the remote's branch stood when it was last fetched. */
export function trackingRef({ remote, branch }: RemoteBranch): string {
  return `refs/remotes/${remote}/${branchRef(branch).slice("refs/heads/".length)}`;
}

export type FetchResult =
  | { readonly status: "fetched"; readonly head: string }
  /** The remote has no such branch yet. */
  | { readonly status: "absent" };

/** Fetches the remote's release branch into its tracking ref, wherever it went. The local branch stays. */
export function fetchBranch(where: RemoteBranch): Promise<FetchResult> {
  return outside(`fetch the release branch from ${where.remote}`, () => fetchNow(where));
}

async function fetchNow(where: RemoteBranch): Promise<FetchResult> {
  const { repository, remote, branch } = where;
  const tracking = trackingRef(where);
  const refspec = `+${branchRef(branch)}:${tracking}`;
  const quiet = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  try {
    await runGit(repository, ["fetch", ...quiet, "--end-of-options", remoteName(remote), refspec]);
  } catch (error) {
    if (!(error instanceof GitError) || !error.stderr.includes("couldn't find remote ref")) throw error;
    await runGit(repository, ["update-ref", "-d", tracking]);
    return { status: "absent" };
  }
  const head = await resolveRef(repository, tracking);
  if (head === null) throw new OutsideError(`fetch from ${remote}`, `${tracking} was not written`);
  return { status: "fetched", head };
}

export type PushResult =
  | { readonly status: "pushed" }
  | { readonly status: "up_to_date" }
  /** The remote's branch has commits that this one has not: fetch and decide again. */
  | { readonly status: "moved" }
  /** The remote does not want it: a protected branch, a hook, missing permission. */
  | { readonly status: "rejected"; readonly message: string };

/** Pushes one commit as the remote's release branch, never by force. */
export function pushBranch(where: RemoteBranch, head: string): Promise<PushResult> {
  return outside(`push the release branch to ${where.remote}`, async () => {
    const target = branchRef(where.branch);
    const options = [
      "--porcelain",
      "--no-verify",
      "--no-follow-tags",
      "--recurse-submodules=no",
      "--no-force",
    ];
    const args = ["push", ...options, "--end-of-options", remoteName(where.remote), `${head}:${target}`];
    const printed = await startPush(where.repository, args);
    const line = printed.output
      .split("\n")
      .find((text) => text.split("\t")[1]?.endsWith(`:${target}`) === true);
    if (line === undefined) throw printed.error ?? new OutsideError("push", "git reported no outcome");
    return pushResultOf(line, printed.error);
  });
}

/** A refused push is an exit code 1 with the reason on stdout. */
async function startPush(
  repository: GitRepository,
  args: readonly string[],
): Promise<{ output: string; error?: GitError }> {
  try {
    return { output: (await runGit(repository, args)).toString("utf8") };
  } catch (error) {
    if (!(error instanceof GitError) || error.exitCode !== 1) throw error;
    return { output: error.stdout, error };
  }
}

/** `<flag>\t<from>:<to>\t<summary>`; flags in git-push(1). */
function pushResultOf(line: string, error: GitError | undefined): PushResult {
  const [flag, , summary = ""] = line.split("\t");
  if (flag === "=") return { status: "up_to_date" };
  if (flag !== "!") return { status: "pushed" };
  if (/^\[rejected\] \((?:non-fast-forward|fetch first|stale info)\)/.test(summary))
    return { status: "moved" };
  // Two pushes at once: the server had already moved its ref, or held its lock.
  if (/failed to update ref|cannot lock ref|incorrect old value/.test(summary)) return { status: "moved" };
  return { status: "rejected", message: [summary, error?.stderr ?? ""].join("\n").trim() };
}

function remoteName(remote: string): string {
  if (remote === "" || remote.startsWith("-")) throw new Error(`${JSON.stringify(remote)} is no remote`);
  return remote;
}

/** How the local release branch stands to the one last fetched. */
export type Standing = "neither" | "local_only" | "remote_only" | "same" | "ahead" | "behind" | "diverged";

export interface StartingPoint {
  readonly standing: Standing;
  readonly local: string | null;
  readonly tracked: string | null;
  /** Where to go on from: the local head where it descends from the tracked one, else the tracked one. */
  readonly head: string | null;
}

/** Compares without fetching. */
export function startingPoint(where: RemoteBranch): Promise<StartingPoint> {
  return outside("compare the release branch with its remote", async () => {
    const { repository } = where;
    const [local, tracked] = await Promise.all([
      resolveRef(repository, branchRef(where.branch)),
      resolveRef(repository, trackingRef(where)),
    ]);
    const standing = await standingOf(repository, local, tracked);
    const fromTracked = standing === "remote_only" || standing === "behind" || standing === "diverged";
    return { standing, local, tracked, head: fromTracked ? tracked : local };
  });
}

async function standingOf(
  repository: GitRepository,
  local: string | null,
  tracked: string | null,
): Promise<Standing> {
  if (local === null) return tracked === null ? "neither" : "remote_only";
  if (tracked === null) return "local_only";
  if (local === tracked) return "same";
  if (await isAncestor(repository, tracked, local)) return "ahead";
  return (await isAncestor(repository, local, tracked)) ? "behind" : "diverged";
}

/**
 * Moves the local release branch to a commit, if it is still where it was seen. False: it moved meanwhile. What it
 * left behind stays in the reflog.
 */
export function moveBranch(
  where: Omit<RemoteBranch, "remote">,
  move: { readonly from: string | null; readonly to: string },
): Promise<boolean> {
  return outside("move the local release branch", async () => {
    const ref = branchRef(where.branch);
    const from = move.from ?? "0".repeat(move.to.length);
    try {
      await runGit(where.repository, [
        "update-ref",
        "--no-deref",
        "-m",
        "pointsman: follow",
        ref,
        move.to,
        from,
      ]);
      return true;
    } catch (error) {
      if (error instanceof GitError && (await resolveRef(where.repository, ref)) !== move.from) return false;
      throw error;
    }
  });
}
