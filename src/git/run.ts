import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { devNull } from "node:os";

/** A git repository on this machine: a bare one, a work tree (or a folder in it), or a `.git` folder. */
export interface GitRepository {
  readonly directory: string;
  /**
   * The variables git may see: `PATH`, `HOME`, `SSH_AUTH_SOCK` …, handed in by the entry (`process.env`). Those that
   * would point git somewhere else are dropped. Without it git gets the usual folders as its path and nothing else.
   */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export interface GitRunOptions {
  readonly input?: Uint8Array | string;
  readonly signal?: AbortSignal;
}

/** Git refused, died, or could not be started. `exitCode` is null where it did not exit by itself. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly command: string;
  readonly exitCode: number | null;
  /** What git said, trimmed, without credentials of URLs. */
  readonly stderr: string;
  /** What git had printed until then, where it was being collected. */
  readonly stdout: string;
  constructor(command: string, outcome: GitOutcome) {
    const stderr = withoutCredentials(outcome.stderr).trim();
    super(`git ${command}: ${stderr || `exit code ${outcome.exitCode}`}`, { cause: outcome.cause });
    this.command = command;
    this.exitCode = outcome.exitCode;
    this.stderr = stderr;
    this.stdout = outcome.stdout ?? "";
  }
}

interface GitOutcome {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly stdout?: string;
  readonly cause?: unknown;
}

/** Variables that redirect git or bend what it reads (`git rev-parse --local-env-vars`, and more of the kind). */
const REDIRECTING =
  /^GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|INDEX_VERSION|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|GRAFT_FILE|SHALLOW_FILE|REPLACE_REF_BASE|QUARANTINE_PATH|CONFIG|CONFIG_PARAMETERS|DEFAULT_HASH|EXTERNAL_DIFF|DIFF_OPTS|NOGLOB_PATHSPECS|GLOB_PATHSPECS|ICASE_PATHSPECS|REFLOG_ACTION|TRACE.*|AUTHOR_.*|COMMITTER_.*)$/;

const USUAL_PATH = "/usr/local/bin:/opt/homebrew/bin:/usr/bin:/bin";

const FIXED_ENVIRONMENT = {
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_LITERAL_PATHSPECS: "1",
  // A replace ref would show another history than the one that is pushed.
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_PAGER: "cat",
};

/** Nothing that a repository's or a person's configuration names is ever started. */
const FIXED_ARGUMENTS = [
  "--no-pager",
  "-c",
  `core.hooksPath=${devNull}`,
  "-c",
  "core.fsmonitor=false",
  "-c",
  "safe.bareRepository=all",
];

const STDERR_KEPT = 16_384;

/** Runs git to its end and returns what it printed. Throws `GitError` for any exit code but 0. */
export async function runGit(
  repository: GitRepository,
  args: readonly string[],
  options: GitRunOptions = {},
): Promise<Buffer> {
  const git = startGit(repository, args, options);
  const chunks: Buffer[] = [];
  git.child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  git.child.stdin.end(options.input ?? "");
  try {
    await git.finished;
  } catch (error) {
    throw error instanceof GitError ? withOutput(error, Buffer.concat(chunks)) : error;
  }
  return Buffer.concat(chunks);
}

function withOutput({ command, exitCode, stderr, cause }: GitError, stdout: Buffer): GitError {
  return new GitError(command, { exitCode, stderr, stdout: stdout.toString("utf8"), cause });
}

/** A git process that is talked to. `finished` rejects with `GitError` unless the exit code is 0. */
export interface RunningGit {
  readonly child: ChildProcessWithoutNullStreams;
  readonly finished: Promise<void>;
}

export function startGit(
  repository: GitRepository,
  args: readonly string[],
  options: Pick<GitRunOptions, "signal"> = {},
): RunningGit {
  const child = spawn("git", ["-C", repository.directory, ...FIXED_ARGUMENTS, ...args], {
    env: environmentFor(repository),
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  // Git may end before it has read everything; its exit code says why.
  child.stdin.on("error", () => undefined);
  const finished = outcomeOf(child, args[0] ?? "");
  finished.catch(() => undefined);
  return { child, finished };
}

function outcomeOf(child: ChildProcessWithoutNullStreams, command: string): Promise<void> {
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr = (stderr + chunk).slice(-STDERR_KEPT);
  });
  return new Promise((resolve, reject) => {
    child.once("error", (cause) =>
      reject(new GitError(command, { exitCode: null, stderr: cause.message, cause })),
    );
    child.once("close", (exitCode) => {
      if (exitCode === 0) resolve();
      else reject(new GitError(command, { exitCode, stderr }));
    });
  });
}

function environmentFor(repository: GitRepository): Record<string, string> {
  const inherited: Record<string, string> = { PATH: USUAL_PATH };
  for (const [name, value] of Object.entries(repository.environment ?? {})) {
    if (value !== undefined && !REDIRECTING.test(name)) inherited[name] = value;
  }
  return { ...inherited, ...FIXED_ENVIRONMENT };
}

function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@\s]+@/g, "//***@");
}
