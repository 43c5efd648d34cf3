import { spawn } from "node:child_process";
import { temporaryFolder } from "./temporary-folder.ts";

export type FileContent = string | Uint8Array | { readonly symlink: string };

export type CommitOptions = {
  /** `null` deletes. All other files stay. */
  files?: Readonly<Record<string, FileContent | null>>;
  message?: string;
  /** Default `main`. */
  branch?: string;
  /** Default: the branch's head; an empty list makes an orphan commit. */
  parents?: readonly string[];
};

/** A real git repository in a temporary folder, gone with the scope it was made in. */
export type TestRepository = AsyncDisposable & {
  readonly directory: string;
  /** Makes a commit without touching work tree or index, except that the checked-out branch follows. */
  commit(options?: CommitOptions): Promise<string>;
  /** A file's text at a revision, or undefined. Default `main`. */
  file(path: string, revision?: string): Promise<string | undefined>;
  /** What git prints, trimmed at the end; rejects for an exit code other than 0. */
  git(...args: string[]): Promise<string>;
};

const identity = "Test <test@example.com>";
const environment = {
  ...process.env,
  LC_ALL: "C",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.com",
  GIT_AUTHOR_DATE: "2026-03-01T12:00:00Z",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.com",
  GIT_COMMITTER_DATE: "2026-03-01T12:00:00Z",
};

export async function gitRepository(
  options: { files?: CommitOptions["files"]; bare?: boolean } = {},
): Promise<TestRepository> {
  const folder = temporaryFolder("git");
  const directory = folder.path;
  const bare = options.bare === true;
  await run(directory, ["init", "--quiet", "--initial-branch=main", ...(bare ? ["--bare"] : []), "."]);
  const repository: TestRepository = {
    directory,
    async commit(commit = {}) {
      const branch = commit.branch ?? "main";
      const head = await makeCommit(directory, { ...commit, branch });
      const checkedOut = await run(directory, ["symbolic-ref", "--short", "HEAD"]);
      if (!bare && checkedOut === branch) await run(directory, ["reset", "--quiet", "--hard"]);
      return head;
    },
    async file(path, revision = "main") {
      return await run(directory, ["cat-file", "blob", `${revision}:${path}`], { trim: false }).catch(
        () => undefined,
      );
    },
    git: (...args) => run(directory, args),
    [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
  };
  if (options.files !== undefined) await repository.commit({ files: options.files });
  return repository;
}

async function makeCommit(directory: string, commit: CommitOptions & { branch: string }): Promise<string> {
  const ref = `refs/heads/${commit.branch}`;
  const head = await run(directory, ["rev-parse", "--verify", "--quiet", ref]).catch(() => undefined);
  const parents = commit.parents ?? (head === undefined ? [] : [head]);
  const input = [
    `reset ${ref}\ncommit ${ref}\nmark :1\ncommitter ${identity} 1772366400 +0000\n`,
    data(commit.message ?? "A commit"),
    ...parents.map((parent, index) => `${index === 0 ? "from" : "merge"} ${parent}\n`),
    ...Object.entries(commit.files ?? {}).flatMap(([path, content]) => change(JSON.stringify(path), content)),
    "\nget-mark :1\ndone\n",
  ];
  const bytes = Buffer.concat(input.map((part) => Buffer.from(part)));
  return await run(directory, ["fast-import", "--quiet", "--force", "--done"], { input: bytes });
}

function change(path: string, content: FileContent | null): (string | Uint8Array)[] {
  if (content === null) return [`D ${path}\n`];
  if (typeof content === "string" || content instanceof Uint8Array) {
    return [`M 100644 inline ${path}\n`, data(content)];
  }
  return [`M 120000 inline ${path}\n`, data(content.symlink)];
}

function data(content: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from("\n")]);
}

function run(
  directory: string,
  args: readonly string[],
  options: { input?: Uint8Array; trim?: boolean } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["-C", directory, ...args], { env: environment });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.stdin.on("error", () => undefined);
    child.on("error", reject);
    child.on("close", (code) => {
      const text = Buffer.concat(output).toString("utf8");
      if (code === 0) resolve(options.trim === false ? text : text.trimEnd());
      else reject(new Error(`git ${args[0]}: ${Buffer.concat(errors).toString("utf8")}`));
    });
    child.stdin.end(options.input ?? "");
  });
}
