import { actorOf } from "./exchange.ts";
import { ancestry, type Change, type Commit, diffTrees, isAncestor } from "./git.ts";
import { type JsonObject, objectAt } from "./json.ts";
import type { Caller } from "./tokens.ts";
import type { Repository, World } from "./world.ts";

export type RefMove = {
  /** Full name, `refs/heads/main`. */
  ref: string;
  /** Undefined: the ref was made. */
  before: string | undefined;
  /** Undefined: the ref was deleted. */
  after: string | undefined;
  caller: Caller;
};

const noCommit = "0".repeat(40);
const commitsAtMost = 2_048;

/** Sends an event to every app that is installed on the repository's account and asked for it. */
export function emit(
  world: World,
  repository: Repository,
  event: string,
  what: { caller: Caller; payload: () => Promise<JsonObject> },
): void {
  const wanting = world.apps.filter(
    (app) =>
      app.webhookUrl !== undefined && app.events.includes(event) && app.installations.has(repository.owner),
  );
  if (wanting.length === 0) return;
  world.deliveries.background(async () => {
    const [own, common] = await Promise.all([what.payload(), commonPayload(world, repository, what.caller)]);
    await Promise.all(
      wanting.map((app) => {
        const installation = installationBrief(app.installations.get(repository.owner) ?? 0);
        return world.deliveries.send(app, event, { ...own, ...common, installation });
      }),
    );
  });
}

function installationBrief(id: number): JsonObject {
  return { id, node_id: Buffer.from(`Installation:${id}`).toString("base64") };
}

/** The parts every payload has: repository, organization and sender. */
export async function commonPayload(
  world: World,
  repository: Repository,
  caller: Caller,
): Promise<JsonObject> {
  const [repositoryJson, sender] = await Promise.all([
    repositoryPayload(world, repository),
    userPayload(world, actorOf(caller)),
  ]);
  const organization = { ...objectAt(repositoryJson, "owner"), description: null };
  return { repository: repositoryJson, organization, sender };
}

async function repositoryPayload(world: World, repository: Repository): Promise<JsonObject> {
  const path = `/repos/${repository.nameWithOwner}`;
  const { json } = await world.emulated.call({ method: "GET", path, bearer: world.admin() });
  const { permissions: _viewerOnly, ...rest } = objectAt(json);
  return { ...rest, owner: { ...objectAt(rest.owner), name: repository.owner } };
}

export async function userPayload(world: World, login: string): Promise<JsonObject> {
  const path = `/users/${encodeURIComponent(login)}`;
  const { status, json } = await world.emulated.call({ method: "GET", path, bearer: world.admin() });
  if (status !== 200) return { login, id: 0, type: "User" };
  const { name: _name, email: _email, bio: _bio, ...brief } = objectAt(json);
  return brief;
}

export function emitPush(world: World, repository: Repository, move: RefMove): void {
  emit(world, repository, "push", {
    caller: move.caller,
    payload: () => pushPayload(world, repository, move),
  });
  if (move.before !== undefined && move.after !== undefined) return;
  const branch = move.ref.startsWith("refs/heads/");
  emit(world, repository, move.after === undefined ? "delete" : "create", {
    caller: move.caller,
    payload: async () => ({
      ref: move.ref.replace(/^refs\/(heads|tags)\//, ""),
      ref_type: branch ? "branch" : "tag",
      master_branch: repository.defaultBranch,
      description: null,
      pusher_type: "user",
    }),
  });
}

/** The push event without its common parts, as GitHub documents it; commits oldest first. */
export async function pushPayload(world: World, repository: Repository, move: RefMove): Promise<JsonObject> {
  const { ref, before, after } = move;
  const commits = await pushedCommits(world, repository, move);
  const head = after === undefined ? undefined : await repository.git.commit(after);
  const described = await Promise.all(commits.map((commit) => describe(world, repository, commit)));
  const actor = actorOf(move.caller);
  const forced =
    before !== undefined && after !== undefined && !(await isAncestor(repository.git, before, after));
  const range =
    before && after ? `${before.slice(0, 12)}...${after.slice(0, 12)}` : (after ?? "").slice(0, 12);
  return {
    ref,
    before: before ?? noCommit,
    after: after ?? noCommit,
    created: before === undefined,
    deleted: after === undefined,
    forced,
    base_ref: null,
    compare: `${world.url}/${repository.nameWithOwner}/compare/${range}`,
    commits: described,
    head_commit: head ? (described.at(-1) ?? (await describe(world, repository, head))) : null,
    pusher: { name: actor, email: `${actor}@users.noreply.github.com` },
  };
}

/** What a push brings that its branch did not have; for a new branch, what the default branch does not have. */
async function pushedCommits(
  world: World,
  repository: Repository,
  { before, after }: RefMove,
): Promise<Commit[]> {
  if (after === undefined) return [];
  const { git, defaultBranch } = repository;
  const tip = await git.commit(after);
  if (tip && before !== undefined && tip.parents.length === 1 && tip.parents[0] === before) return [tip];
  const known = before ?? (await git.ref(`refs/heads/${defaultBranch}`, world.admin()));
  const had = known === undefined || known === after ? [] : await ancestry(git, known);
  if (before === undefined && known === after) return [];
  const fresh = await ancestry(git, after, new Set(had.map(({ oid }) => oid)));
  return fresh.slice(0, commitsAtMost).reverse();
}

async function describe(
  world: World,
  { git, nameWithOwner }: Repository,
  commit: Commit,
): Promise<JsonObject> {
  const parent = commit.parents[0] === undefined ? undefined : await git.commit(commit.parents[0]);
  const changes = await diffTrees(git, parent?.treeOid, commit.treeOid);
  const paths = (keep: (change: Change) => boolean) => changes.filter(keep).map(({ path }) => path);
  const person = ({ name, email, date }: Commit["author"]) => ({ name, email, date, username: name });
  return {
    id: commit.oid,
    tree_id: commit.treeOid,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${world.url}/${nameWithOwner}/commit/${commit.oid}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: paths(({ before, after }) => before === undefined && after !== undefined),
    removed: paths(({ after }) => after === undefined),
    modified: paths(({ before, after }) => before !== undefined && after !== undefined),
  };
}
