import { type FileContent, WriteRefused, writeCommit } from "./commit-writer.ts";
import { type Exchange, forward, mayWrite, succeeded } from "./exchange.ts";
import { isAncestor } from "./git.ts";
import { commitSource } from "./graphql-objects.ts";
import { graphqlError, parseRefId, refSource } from "./graphql-queries.ts";
import { at } from "./json.ts";
import { identityOf, refMoved } from "./ref-moves.ts";
import type { Repository, World } from "./world.ts";

type CommitInput = {
  clientMutationId?: string | null;
  branch: { id?: string | null; repositoryNameWithOwner?: string | null; branchName?: string | null };
  expectedHeadOid: string;
  message: { headline: string; body?: string | null };
  fileChanges?: {
    additions?: { path: string; contents: string }[] | null;
    deletions?: { path: string }[] | null;
  } | null;
};

type RefInput = {
  clientMutationId?: string | null;
  repositoryId: string;
  refUpdates: { name: string; afterOid: string; beforeOid?: string | null; force?: boolean | null }[];
};

const noCommit = "0".repeat(40);

export const mutations = {
  createCommitOnBranch: async ({ input }: { input: CommitInput }, exchange: Exchange) => {
    const { repository, ref } = branchOf(exchange.world, input.branch);
    return repository.locked(() => commitOnBranch(exchange, repository, ref, input));
  },
  updateRefs: async ({ input }: { input: RefInput }, exchange: Exchange) => {
    const repository = repositoryById(exchange.world, input.repositoryId);
    return repository.locked(() => updateRefs(exchange, repository, input));
  },
};

function branchOf(world: World, { id, repositoryNameWithOwner, branchName }: CommitInput["branch"]) {
  const parsed = id ? parseRefId(id) : undefined;
  if (parsed) return { repository: repositoryById(world, parsed.nodeId), ref: parsed.fullName };
  const repository = world.repositories.get((repositoryNameWithOwner ?? "").toLowerCase());
  if (!repository || !branchName) {
    throw graphqlError(
      "NOT_FOUND",
      `Could not resolve to a Repository with the name '${repositoryNameWithOwner}'.`,
    );
  }
  return { repository, ref: branchName.startsWith("refs/heads/") ? branchName : `refs/heads/${branchName}` };
}

function repositoryById(world: World, nodeId: string): Repository {
  const found = [...world.repositories.values()].find((repository) => repository.nodeId === nodeId);
  if (!found)
    throw graphqlError("NOT_FOUND", `Could not resolve to a node with the global id of '${nodeId}'`);
  return found;
}

async function commitOnBranch(exchange: Exchange, repository: Repository, ref: string, input: CommitInput) {
  const { world, caller, bearer } = exchange;
  const { git, nameWithOwner } = repository;
  const branch = ref.slice("refs/heads/".length);
  const head = await git.ref(ref, bearer);
  if (head === undefined)
    throw graphqlError("NOT_FOUND", `Could not resolve to a ref with the name '${branch}'.`);
  if (!mayWrite(caller, "contents")) throw forbidden();
  if (head !== input.expectedHeadOid) {
    const sentence = `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`;
    throw graphqlError("STALE_DATA", sentence);
  }
  const base = await git.commit(head);
  if (!base) throw new Error(`no commit ${head}`);
  const { headline, body } = input.message;
  const oid = await refusalsAsErrors(async () =>
    writeCommit(
      { emulated: world.emulated, git, nameWithOwner },
      {
        baseTree: base.treeOid,
        parents: [head],
        changes: changesOf(input),
        message: body ? `${headline}\n\n${body}` : headline,
        author: identityOf(world, caller),
        bearer,
      },
    ),
  );
  await patchRef(exchange, repository, { method: "PATCH", ref, body: { sha: oid } });
  await refMoved(world, repository, { ref, before: head, after: oid, caller });
  const commit = await git.commit(oid);
  return {
    __typename: "CreateCommitOnBranchPayload",
    clientMutationId: input.clientMutationId ?? null,
    commit: commit && commitSource(`${world.url}/${nameWithOwner}`, git, commit),
    ref: refSource(exchange, repository, ref, oid),
  };
}

function changesOf({ fileChanges }: CommitInput): Map<string, FileContent> {
  const changes = new Map<string, FileContent>();
  for (const { path } of fileChanges?.deletions ?? []) changes.set(path, null);
  for (const { path, contents } of fileChanges?.additions ?? [])
    changes.set(path, Buffer.from(contents, "base64"));
  return changes;
}

function forbidden() {
  return graphqlError("FORBIDDEN", "Resource not accessible by integration");
}

async function refusalsAsErrors<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof WriteRefused)) throw error;
    throw error.answer.status === 403 ? forbidden() : graphqlError("UNPROCESSABLE", error.message);
  }
}

type RefRequest = { method: "POST" | "PATCH" | "DELETE"; ref: string; body?: object };

async function patchRef(
  exchange: Exchange,
  repository: Repository,
  { method, ref, body }: RefRequest,
): Promise<void> {
  const refs = `/repos/${repository.nameWithOwner}/git/refs`;
  const path = method === "POST" ? refs : `${refs}/${encodeURI(ref.slice("refs/".length))}`;
  const answer = await forward(exchange, { method, path, body, query: new URLSearchParams() });
  if (succeeded(answer)) return;
  throw answer.status === 403
    ? forbidden()
    : graphqlError("UNPROCESSABLE", String(at(answer.body, "message")));
}

/** Every update is checked before the first is made: all of them happen, or none. */
async function updateRefs(exchange: Exchange, repository: Repository, input: RefInput) {
  if (!mayWrite(exchange.caller, "contents")) throw forbidden();
  const planned = await Promise.all(
    input.refUpdates.map(async (update) => {
      const before = await repository.git.ref(update.name, exchange.bearer);
      await checkUpdate(repository, update, before);
      return { ref: update.name, before, after: update.afterOid === noCommit ? undefined : update.afterOid };
    }),
  );
  const { world, caller } = exchange;
  for (const { ref, before, after } of planned) {
    if (before === after) continue;
    if (after === undefined) await patchRef(exchange, repository, { method: "DELETE", ref });
    else if (before === undefined)
      await patchRef(exchange, repository, { method: "POST", ref, body: { ref, sha: after } });
    else await patchRef(exchange, repository, { method: "PATCH", ref, body: { sha: after, force: true } });
    await refMoved(world, repository, { ref, before, after, caller });
  }
  return { __typename: "UpdateRefsPayload", clientMutationId: input.clientMutationId ?? null };
}

async function checkUpdate(
  { git }: Repository,
  update: RefInput["refUpdates"][number],
  before: string | undefined,
) {
  const { name, afterOid, beforeOid, force } = update;
  if (!name.startsWith("refs/"))
    throw graphqlError("UNPROCESSABLE", `'${name}' is not a valid Git reference name`);
  if (beforeOid && beforeOid !== (before ?? noCommit)) {
    throw graphqlError("STALE_DATA", `Expected ref ${name} to point to "${beforeOid}" but it did not.`);
  }
  if (afterOid === noCommit) {
    if (before === undefined)
      throw graphqlError("NOT_FOUND", `Could not resolve to a ref with the name '${name}'.`);
    return;
  }
  if (!(await git.commit(afterOid)))
    throw graphqlError("NOT_FOUND", `Could not resolve to an object with id '${afterOid}'.`);
  if (before !== undefined && !force && !(await isAncestor(git, before, afterOid))) {
    throw graphqlError("UNPROCESSABLE", `Update of ${name} is not a fast forward`);
  }
}
