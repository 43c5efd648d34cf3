import { gitBranch } from "../branch/git.ts";
import { type StartingPoint, startingPoint } from "../branch/git-remote.ts";
import { formatProblem, sortProblems } from "../domain/problem.ts";
import { GitError, type GitRepository, runGit } from "../git/run.ts";
import { type Controls, readControls } from "../releases/controls.ts";
import { OutsideError, type ReleaseBranch, type Sources } from "../releases/ports.ts";
import { gitSources } from "../sources/git.ts";
import type { CliEnvironment } from "./environment.ts";
import { UsageError } from "./usage-error.ts";
import type { VerbCall } from "./verb.ts";

/** A git repository on this machine, opened for one verb. */
export interface LocalRepository {
  readonly git: GitRepository;
  /** `--repo` as typed; null for here. */
  readonly repo: string | null;
  readonly sources: Sources;
  /** The config of the default branch's head. */
  readonly controls: () => Promise<Controls>;
  readonly branch: (name: string) => ReleaseBranch;
  /** Who writes, from git's config; recorded as unverified. */
  readonly identity: { readonly name: string; readonly email: string };
  /** Names of the configured remotes. */
  readonly remotes: readonly string[];
  readonly environment: CliEnvironment;
}

/** The remote that is meant where none is named. */
export const DEFAULT_REMOTE = "origin";

/** Opens the repository of a call. Throws `UsageError` where there is none. */
export async function openRepository({ directory, environment, repo }: VerbCall): Promise<LocalRepository> {
  const git: GitRepository = { directory, environment: environment.variables };
  await requireRepository(git);
  const [identity, remotes] = await Promise.all([readIdentity(git), readRemotes(git)]);
  const sources = gitSources({ repository: git });
  const { now } = environment.surroundings;
  return {
    git,
    repo,
    sources,
    identity,
    remotes,
    environment,
    controls: () => explainNoCommit(readControls(sources)),
    branch: (branch) => gitBranch({ repository: git, branch, identity, now }),
  };
}

async function requireRepository(git: GitRepository): Promise<void> {
  try {
    await runGit(git, ["rev-parse", "--git-dir"]);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/cannot change to|not a git repository/.test(error.stderr)) {
      const message = `${git.directory} is not a git repository: go to one, or name it with --repo.`;
      throw new UsageError("not_a_repository", message);
    }
    if (error.stderr.includes("ENOENT")) throw new OutsideError("run git", "it is not on the PATH");
    throw new OutsideError("open the repository", error);
  }
}

/** What reads the default branch's head, with advice where there is none. */
export async function explainNoCommit<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof OutsideError && error.doing === "find the default branch") {
      throw new UsageError("no_default_branch", `${error.message}: make a first commit.`);
    }
    throw error;
  }
}

async function readIdentity(git: GitRepository): Promise<LocalRepository["identity"]> {
  const read = async (key: string, fallback: string) => {
    const value = await runGit(git, ["config", "--get", key]).catch(() => undefined);
    return value?.toString("utf8").trim().slice(0, 200) || fallback;
  };
  const [name, email] = await Promise.all([
    read("user.name", "pointsman"),
    read("user.email", "pointsman@localhost"),
  ]);
  return { name, email };
}

async function readRemotes(git: GitRepository): Promise<readonly string[]> {
  const printed = await runGit(git, ["remote"]);
  return printed
    .toString("utf8")
    .split("\n")
    .filter((name) => name !== "");
}

/** Reads what is to be read of the release branch at one commit, however the branch moves meanwhile. */
export interface ReadBranch {
  readonly branch: ReleaseBranch;
  readonly controls: Controls;
  /** Null where there is no release branch yet. */
  readonly head: string | null;
}

/**
 * The release branch as reading verbs see it: the local one where it descends from the remote-tracking one, else that.
 * Nothing is moved.
 */
export async function openForReading(repository: LocalRepository): Promise<ReadBranch> {
  const controls = await repository.controls();
  const name = controls.config.file.release_branch;
  const start = await startingPoint({ repository: repository.git, remote: DEFAULT_REMOTE, branch: name });
  if (start.head === null) requireReadable(controls);
  warnOfConfig(repository, controls);
  if (start.standing === "diverged") repository.environment.warn(divergedWarning(start, name));
  const { head } = start;
  const branch = repository.branch(name);
  return { controls, head, branch: pinned(branch, head) };
}

/** Where the config cannot be read, a branch that is not there is no answer: another one may be meant. */
function requireReadable(controls: Controls): void {
  if (controls.standing.kind !== "unreadable") return;
  throw brokenConfig(controls, `there is no branch ${controls.config.file.release_branch}`);
}

/** The error of who cannot go on without a config that can be read, with all of its problems. */
export function brokenConfig({ problems }: Pick<Controls, "problems">, why: string): UsageError {
  const errors = sortProblems(problems).filter(({ severity }) => severity === "error");
  const message = `The config on the default branch has errors, and ${why}: mend the file first.`;
  return new UsageError("config_broken", [message, ...errors.map(formatProblem)].join("\n"));
}

function divergedWarning({ local, tracked }: StartingPoint, name: string): string {
  return `The local ${name} (${short(local)}) and ${DEFAULT_REMOTE}'s (${short(tracked)}) went apart: this shows ${DEFAULT_REMOTE}'s. The next release verb decides again what was not pushed.`;
}

function short(commit: string | null): string {
  return commit?.slice(0, 10) ?? "nothing";
}

/** A broken config is replaced by a cautious one; whoever reads an answer must know that. */
export function warnOfConfig({ environment }: LocalRepository, { problems }: Controls): void {
  const [first] = problems.filter((problem) => problem.severity === "error");
  if (first === undefined) return;
  environment.warn(
    `${first.path}:${first.line}:${first.column}: ${first.message} Until that is mended a cautious config holds, and of what writes only a rollback with --in is done.`,
  );
}

function pinned(branch: ReleaseBranch, head: string | null): ReleaseBranch {
  return {
    ...branch,
    read: async (paths, at) =>
      head === null && at === undefined
        ? { head: null, files: new Map() }
        : branch.read(paths, at ?? head ?? ""),
  };
}
