import { installationToken } from "./app-tokens.ts";
import { writeCommit } from "./commit-writer.ts";
import { actionsApp } from "./emulated.ts";
import { ancestry, type Git, isOid, resolveRevision } from "./git.ts";
import { exportObjects } from "./git-export.ts";
import { identity, request } from "./inside.ts";
import { listAt, textAt } from "./json.ts";
import { giveRole } from "./permissions.ts";
import { identityOf, refMoved } from "./ref-moves.ts";
import type { CommitRequest, RepositoryHandle } from "./repository-types.ts";
import type { Repository, World } from "./world.ts";

type GitSide = Pick<
  RepositoryHandle,
  | "commit"
  | "forcePush"
  | "deleteBranch"
  | "file"
  | "paths"
  | "ref"
  | "log"
  | "grant"
  | "actionsToken"
  | "exportTo"
>;

export function gitSide(world: World, repository: Repository): GitSide {
  const { git, nameWithOwner } = repository;
  const oidOf = (ref = repository.defaultBranch) => resolveRevision(git, ref, world.admin());
  const entryAt = async (path: string, ref?: string) => {
    const oid = await oidOf(ref);
    const commit = oid === undefined ? undefined : await git.commit(oid);
    return commit && git.entry(commit.treeOid, path);
  };
  const refPath = (branch: string) => `/repos/${nameWithOwner}/git/refs/heads/${branch}`;
  return {
    commit: (what) => repository.locked(() => commitFiles(world, repository, what)),
    async forcePush(branch, oid, by) {
      await request(world, by, { method: "PATCH", path: refPath(branch), body: { sha: oid, force: true } });
    },
    async deleteBranch(branch, by) {
      await request(world, by, { method: "DELETE", path: refPath(branch) });
    },
    async file(path, ref) {
      const entry = await entryAt(path, ref);
      const content = entry?.type === "blob" ? await git.blob(entry.oid) : undefined;
      return content && Buffer.from(content).toString("utf8");
    },
    async paths(ref, directory = "") {
      const top = await entryAt(directory, ref);
      return top?.type === "tree" ? (await pathsBelow(git, top.oid, directory)).sort() : [];
    },
    ref: (name) => (isOid(name) ? Promise.resolve(name) : oidOf(name)),
    async log(ref) {
      const oid = await oidOf(ref);
      const commits = oid === undefined ? [] : await ancestry(git, oid);
      return commits.map((c) => ({
        oid: c.oid,
        message: c.message,
        parents: c.parents,
        author: c.author.name,
      }));
    },
    grant: (user, role) => giveRole(world, repository, typeof user === "string" ? user : user.login, role),
    actionsToken: (permissions) => actionsToken(world, repository, permissions),
    exportTo: (directory) => exportTo(world, repository, directory),
  };
}

async function commitFiles(world: World, repository: Repository, what: CommitRequest): Promise<string> {
  const { git, nameWithOwner, defaultBranch } = repository;
  const ref = `refs/heads/${what.branch ?? defaultBranch}`;
  const { caller, bearer } = await identity(world, what.by);
  const before = await git.ref(ref, world.admin());
  const from = what.from === undefined ? defaultBranch : what.from;
  const parent = before ?? (from === null ? undefined : await resolveRevision(git, from, world.admin()));
  const base = parent === undefined ? undefined : await git.commit(parent);
  const author = identityOf(world, caller);
  const oid = await writeCommit(
    { emulated: world.emulated, git, nameWithOwner },
    {
      baseTree: base?.treeOid,
      parents: parent === undefined ? [] : [parent],
      changes: new Map(Object.entries(what.files)),
      message: what.message ?? `Change ${Object.keys(what.files).join(", ")}`.slice(0, 72),
      author: what.date === undefined ? author : { ...author, date: what.date },
      bearer,
    },
  );
  const path = `/repos/${nameWithOwner}/git/refs`;
  const moved = await world.emulated.call(
    before === undefined
      ? { method: "POST", path, bearer, body: { ref, sha: oid } }
      : {
          method: "PATCH",
          path: `${path}/${encodeURI(ref.slice("refs/".length))}`,
          bearer,
          body: { sha: oid },
        },
  );
  if (moved.status >= 300) throw new Error(`${ref} did not move: ${moved.status} ${moved.text}`);
  await refMoved(world, repository, { ref, before, after: oid, caller });
  return oid;
}

async function pathsBelow(git: Git, treeOid: string, directory: string): Promise<string[]> {
  const entries = (await git.tree(treeOid)) ?? [];
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
      return entry.type === "tree" ? pathsBelow(git, entry.oid, path) : [path];
    }),
  );
  return found.flat();
}

const workflowPermissions = {
  actions: "read",
  checks: "write",
  contents: "write",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
  statuses: "write",
};

function actionsToken(
  world: World,
  { owner }: Repository,
  permissions: Record<string, string> = workflowPermissions,
): string {
  const app = world.apps.find(({ appId }) => appId === actionsApp.id);
  if (!app) throw new Error("GitHub Actions is not installed");
  return installationToken(world, app, owner, permissions);
}

async function exportTo(world: World, repository: Repository, directory: string): Promise<void> {
  const path = `/repos/${repository.nameWithOwner}/git/matching-refs/heads`;
  const found = listAt(await request(world, undefined, { method: "GET", path }));
  const refs = found.map((ref) => ({ name: textAt(ref, "ref"), oid: textAt(ref, "object", "sha") }));
  await exportObjects(repository.git, { directory, head: `refs/heads/${repository.defaultBranch}`, refs });
}
