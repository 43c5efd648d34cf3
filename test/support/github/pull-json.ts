import { userPayload } from "./events.ts";
import { ancestry, diffTrees, mergeBase } from "./git.ts";
import { type JsonObject, objectAt } from "./json.ts";
import type { Pull, Repository, World } from "./world.ts";

/** A pull request as `GET /pulls/:number` answers it. */
export async function pullJson(world: World, repository: Repository, number: number): Promise<JsonObject> {
  const path = `/repos/${repository.nameWithOwner}/pulls/${number}`;
  const { status, json, text } = await world.emulated.call({ method: "GET", path, bearer: world.admin() });
  if (status !== 200) throw new Error(`pull request ${number}: ${status} ${text}`);
  return detailed(world, repository, objectAt(json));
}

/**
 * emulate fixes a pull request's commits when it is opened, merges by taking the head's tree and counts no files; what
 * depends on the branches is filled in here.
 */
export async function brief(world: World, repository: Repository, json: JsonObject): Promise<JsonObject> {
  const pull = repository.pulls.get(Number(json.number));
  if (!pull) return json;
  const merged = pull.merged;
  const mergedBy = merged ? await userPayload(world, merged.by) : null;
  return {
    ...json,
    state: pull.open ? "open" : "closed",
    head: { ...objectAt(json, "head"), sha: pull.headOid },
    base: { ...objectAt(json, "base"), sha: pull.baseOid },
    merged: merged !== undefined,
    merged_at: merged?.at ?? null,
    merged_by: mergedBy,
    merge_commit_sha: merged?.oid ?? null,
    statuses_url: `${world.url}/repos/${repository.nameWithOwner}/statuses/${pull.headOid}`,
  };
}

export async function detailed(world: World, repository: Repository, json: JsonObject): Promise<JsonObject> {
  const pull = repository.pulls.get(Number(json.number));
  const known = await brief(world, repository, json);
  if (!pull) return known;
  const changes = await pullChanges(repository, pull);
  const conflicts = pull.open ? await conflictsOf(repository, pull, pull.baseOid) : [];
  return {
    ...known,
    commits: (await pullCommits(repository, pull)).length,
    changed_files: changes.length,
    mergeable: pull.open ? conflicts.length === 0 : null,
    mergeable_state: pull.open ? (conflicts.length === 0 ? "clean" : "dirty") : "unknown",
  };
}

/** A pull request's commits, oldest first. */
export async function pullCommits({ git }: Repository, pull: Pull) {
  const base = new Set((await ancestry(git, pull.baseOid)).map(({ oid }) => oid));
  return (await ancestry(git, pull.headOid, base)).reverse();
}

export async function pullChanges({ git }: Repository, pull: Pull) {
  const base = await mergeBase(git, pull.baseOid, pull.headOid);
  const [before, after] = await Promise.all([base && git.commit(base), git.commit(pull.headOid)]);
  return diffTrees(git, before ? before.treeOid : undefined, after?.treeOid ?? "");
}

/** Paths that both sides changed to different content since they parted: whole files, no merging of lines. */
export async function conflictsOf(repository: Repository, pull: Pull, baseTip: string): Promise<string[]> {
  const { git } = repository;
  const from = await mergeBase(git, baseTip, pull.headOid);
  const [parted, base] = await Promise.all([from && git.commit(from), git.commit(baseTip)]);
  const theirs = await diffTrees(git, parted ? parted.treeOid : undefined, base?.treeOid ?? "");
  const ours = new Map(
    (await pullChanges(repository, { ...pull, baseOid: baseTip })).map((c) => [c.path, c.after?.oid]),
  );
  return theirs
    .filter(({ path, after }) => ours.has(path) && ours.get(path) !== after?.oid)
    .map(({ path }) => path);
}
