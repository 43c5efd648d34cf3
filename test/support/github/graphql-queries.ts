import { GraphQLError } from "graphql";
import { userPayload } from "./events.ts";
import { actorOf, type Exchange, forward, succeeded } from "./exchange.ts";
import { type Git, isOid, resolveRevision, type TreeEntry } from "./git.ts";
import { blobSource, commitSource, type Source, treeSource } from "./graphql-objects.ts";
import { at, numberAt, textAt } from "./json.ts";
import { pullJson } from "./pull-json.ts";
import type { Repository } from "./world.ts";

/** An error in GitHub's manner, with a `type` beside the message. */
export function graphqlError(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export const queries = {
  viewer: async (_args: object, { world, caller }: Exchange): Promise<Source> => {
    const user = await userPayload(world, actorOf(caller));
    return {
      __typename: "User",
      login: textAt(user, "login"),
      id: user.node_id ?? "",
      databaseId: numberAt(user, "id"),
    };
  },
  repository: (args: { owner: string; name: string }, exchange: Exchange) =>
    readableRepository(exchange, args),
  rateLimit: { limit: 5_000, cost: 1, remaining: 4_999, used: 1, resetAt: "2030-01-01T00:00:00Z" },
};

async function readableRepository(
  exchange: Exchange,
  { owner, name }: { owner: string; name: string },
): Promise<Source> {
  const repository = exchange.world.repositories.get(`${owner}/${name}`.toLowerCase());
  // emulate says whether this caller may see it.
  const answer = await forward(exchange, { method: "GET", path: `/repos/${owner}/${name}`, body: undefined });
  if (!repository || !succeeded(answer)) {
    throw graphqlError("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  }
  return repositorySource(exchange, repository);
}

function repositorySource(exchange: Exchange, repository: Repository): Source {
  const { git } = repository;
  return {
    __typename: "Repository",
    id: repository.nodeId,
    databaseId: repository.databaseId,
    name: repository.name,
    nameWithOwner: repository.nameWithOwner,
    isPrivate: repository.private,
    url: `${exchange.world.url}/${repository.nameWithOwner}`,
    owner: { __typename: "Organization", login: repository.owner, id: repository.owner },
    defaultBranchRef: () => refNamed(exchange, repository, `refs/heads/${repository.defaultBranch}`),
    ref: async ({ qualifiedName }: { qualifiedName: string }) => {
      const names = qualifiedName.startsWith("refs/")
        ? [qualifiedName]
        : [`refs/${qualifiedName}`, `refs/heads/${qualifiedName}`, `refs/tags/${qualifiedName}`];
      const found = await Promise.all(names.map((name) => refNamed(exchange, repository, name)));
      return found.find((ref) => ref !== null) ?? null;
    },
    object: ({ oid, expression }: { oid?: string; expression?: string }) =>
      oid === undefined
        ? objectByExpression(exchange, repository, expression ?? "")
        : objectByOid(exchange, git, oid),
    pullRequest: ({ number }: { number: number }) => pullSource(exchange, repository, number),
  };
}

async function refNamed(
  exchange: Exchange,
  repository: Repository,
  fullName: string,
): Promise<Source | null> {
  const oid = await repository.git.ref(fullName, exchange.bearer);
  return oid === undefined ? null : refSource(exchange, repository, fullName, oid);
}

export function refSource(exchange: Exchange, repository: Repository, fullName: string, oid: string): Source {
  const prefix = /^refs\/(?:heads\/|tags\/)?/.exec(fullName)?.[0] ?? "refs/";
  return {
    __typename: "Ref",
    id: refId(repository, fullName),
    name: fullName.slice(prefix.length),
    prefix,
    repository: () => repositorySource(exchange, repository),
    target: () => objectByOid(exchange, repository.git, oid),
  };
}

function refId(repository: Repository, fullName: string): string {
  return `REF_${Buffer.from(`${repository.nodeId} ${fullName}`).toString("base64url")}`;
}

/** The repository's node id and the full name that a ref's id was made of. */
export function parseRefId(id: string): { nodeId: string; fullName: string } | undefined {
  const [nodeId, fullName] = Buffer.from(id.replace(/^REF_/, ""), "base64url").toString().split(" ");
  return nodeId && fullName ? { nodeId, fullName } : undefined;
}

/** `<rev>`, `<rev>:` and `<rev>:<path>`, rev being a branch, a tag, a full ref, HEAD or an object id. */
async function objectByExpression(
  exchange: Exchange,
  repository: Repository,
  expression: string,
): Promise<Source | null> {
  const colon = expression.indexOf(":");
  const named = colon < 0 ? expression : expression.slice(0, colon);
  const revision = named === "HEAD" ? `refs/heads/${repository.defaultBranch}` : named;
  const oid = await resolveRevision(repository.git, revision, exchange.bearer);
  if (oid === undefined) return null;
  if (colon < 0) return objectByOid(exchange, repository.git, oid);
  const treeOid = (await repository.git.commit(oid))?.treeOid ?? oid;
  const path = expression.slice(colon + 1).replace(/\/$/, "");
  const entry = await repository.git.entry(treeOid, path);
  return entry ? objectOfEntry(repository.git, entry, path) : null;
}

async function objectOfEntry(git: Git, { type, oid }: TreeEntry, path: string): Promise<Source | null> {
  if (type === "commit") return null;
  if (type === "tree")
    return treeSource(git, oid, (await git.tree(oid)) ?? [], path === "" ? "" : `${path}/`);
  const content = await git.blob(oid);
  return content ? blobSource(oid, content) : null;
}

async function objectByOid(exchange: Exchange, git: Git, oid: string): Promise<Source | null> {
  if (!isOid(oid)) return null;
  const commit = await git.commit(oid);
  if (commit) return commitSource(exchange.world.url, git, commit);
  const entries = await git.tree(oid);
  if (entries) return treeSource(git, oid, entries);
  const content = await git.blob(oid);
  return content ? blobSource(oid, content) : null;
}

async function pullSource({ world }: Exchange, repository: Repository, number: number): Promise<Source> {
  const pull = repository.pulls.get(number);
  if (!pull)
    throw graphqlError("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
  const json = await pullJson(world, repository, number);
  return {
    __typename: "PullRequest",
    id: json.node_id,
    databaseId: json.id,
    number,
    title: json.title,
    body: json.body ?? "",
    url: json.html_url,
    state: pull.merged ? "MERGED" : pull.open ? "OPEN" : "CLOSED",
    merged: pull.merged !== undefined,
    mergedAt: pull.merged?.at ?? null,
    isDraft: json.draft,
    headRefName: pull.headRef,
    headRefOid: pull.headOid,
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseOid,
    author: { __typename: "User", login: at(json, "user", "login") },
  };
}
