import { writeCommit } from "./commit-writer.ts";
import { emit } from "./events.ts";
import {
  type Answer,
  actorOf,
  type Exchange,
  fields,
  forward,
  mayWrite,
  notFound,
  paged,
  type Route,
  refuse,
  repositoryOf,
  succeeded,
} from "./exchange.ts";
import { isAncestor } from "./git.ts";
import { isObject, listAt, numberAt, objectAt, textAt } from "./json.ts";
import { brief, conflictsOf, detailed, pullChanges, pullCommits, pullJson } from "./pull-json.ts";
import { identityOf, refMoved } from "./ref-moves.ts";
import { type Pull, type Repository, secondTime } from "./world.ts";

const repo = "/repos/([^/]+)/([^/]+)";

export const pullRoutes: Route[] = [
  { method: "POST", pattern: new RegExp(`^${repo}/pulls$`), handle: open },
  { method: "GET", pattern: new RegExp(`^${repo}/pulls$`), handle: list },
  { method: "GET", pattern: new RegExp(`^${repo}/pulls/(\\d+)$`), handle: show },
  { method: "PATCH", pattern: new RegExp(`^${repo}/pulls/(\\d+)$`), handle: edit },
  { method: "PUT", pattern: new RegExp(`^${repo}/pulls/(\\d+)/merge$`), handle: merge },
  { method: "GET", pattern: new RegExp(`^${repo}/pulls/(\\d+)/files$`), handle: files },
  { method: "GET", pattern: new RegExp(`^${repo}/pulls/(\\d+)/commits$`), handle: commits },
  { method: "GET", pattern: new RegExp(`^${repo}/commits/([0-9a-f]{40})/pulls$`), handle: associated },
];

/** emulate makes branches that are missing and lets the same pull request be opened twice; GitHub does neither. */
async function open(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  if (!repository) return notFound();
  const { world, caller } = exchange;
  const given = fields(exchange.body);
  const headRef = String(given.head).replace(`${repository.owner}:`, "");
  const baseRef = String(given.base);
  const tip = (branch: string) => repository.git.ref(`refs/heads/${branch}`, world.admin());
  const [headOid, baseOid] = await Promise.all([tip(headRef), tip(baseRef)]);
  if (!headOid) return invalid("head", "invalid");
  if (!baseOid) return invalid("base", "invalid");
  const twin = [...repository.pulls.values()].find(
    (pull) => pull.open && pull.headRef === headRef && pull.baseRef === baseRef,
  );
  if (twin)
    return invalid("head", "custom", `A pull request already exists for ${repository.owner}:${headRef}.`);
  if (await isAncestor(repository.git, headOid, baseOid)) {
    return invalid("head", "custom", `No commits between ${baseRef} and ${headRef}`);
  }
  const answer = await forward(exchange, { body: { ...given, head: headRef } });
  if (!succeeded(answer)) return answer;
  const number = numberAt(answer.body, "number");
  repository.pulls.set(number, { number, headRef, baseRef, headOid, baseOid, open: true });
  const json = await detailed(world, repository, objectAt(answer.body));
  emit(world, repository, "pull_request", {
    caller,
    payload: async () => ({ action: "opened", number, pull_request: json }),
  });
  return { ...answer, body: json };
}

function invalid(field: string, code: string, message?: string): Answer {
  const error = { resource: "PullRequest", field, code, ...(message === undefined ? {} : { message }) };
  return refuse(422, "Validation Failed", { errors: [error] });
}

async function list(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  if (!repository) return notFound();
  const query = new URLSearchParams(exchange.query);
  const head = query.get("head");
  // emulate would compare the owner with the name of its cast.
  query.delete("head");
  query.set("per_page", "100");
  query.delete("page");
  const answer = await forward(exchange, { query });
  if (!succeeded(answer)) return answer;
  const found = await Promise.all(
    listAt(answer.body).map((json) => brief(exchange.world, repository, objectAt(json))),
  );
  return paged(
    exchange,
    found.filter((json) => head === null || textAt(json, "head", "label") === head),
  );
}

async function show(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const answer = await forward(exchange);
  if (!repository || !succeeded(answer)) return answer;
  return { ...answer, body: await detailed(exchange.world, repository, objectAt(answer.body)) };
}

async function edit(exchange: Exchange, owner: string, name: string, number: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const pull = repository?.pulls.get(Number(number));
  if (!repository || !pull) return notFound();
  const answer = await forward(exchange);
  if (!succeeded(answer)) return answer;
  const { state, base } = fields(exchange.body);
  const action =
    state === "closed" && pull.open ? "closed" : state === "open" && !pull.open ? "reopened" : "edited";
  if (state === "closed") pull.open = false;
  if (state === "open" && !pull.merged) pull.open = true;
  if (typeof base === "string") pull.baseRef = base;
  const json = await detailed(exchange.world, repository, objectAt(answer.body));
  emit(exchange.world, repository, "pull_request", {
    caller: exchange.caller,
    payload: async () => ({ action, number: pull.number, pull_request: json }),
  });
  return { ...answer, body: json };
}

async function merge(exchange: Exchange, owner: string, name: string, number: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const pull = repository?.pulls.get(Number(number));
  if (!repository || !pull) return notFound();
  if (!mayWrite(exchange.caller, "contents")) return refuse(403, "Resource not accessible by integration");
  return repository.locked(() => mergeLocked(exchange, repository, pull));
}

async function mergeLocked(exchange: Exchange, repository: Repository, pull: Pull): Promise<Answer> {
  const { world, caller } = exchange;
  const given = fields(exchange.body);
  const ref = `refs/heads/${pull.baseRef}`;
  const baseTip = await repository.git.ref(ref, world.admin());
  if (!pull.open || !baseTip) return refuse(405, "Pull Request is not mergeable");
  if (typeof given.sha === "string" && given.sha !== pull.headOid) {
    return refuse(409, "Head branch was modified. Review and try the merge again.");
  }
  if (given.merge_method === "rebase")
    return refuse(405, "Rebase merges are not allowed on this repository.");
  if ((await conflictsOf(repository, pull, baseTip)).length > 0)
    return refuse(405, "Pull Request is not mergeable");
  const oid = await writeMerge(exchange, repository, pull, baseTip);
  const move = { method: "PATCH", path: `/repos/${repository.nameWithOwner}/git/${ref}`, body: { sha: oid } };
  const moved = await forward(exchange, move);
  if (!succeeded(moved)) return moved;
  pull.baseOid = baseTip;
  pull.open = false;
  pull.merged = { oid, at: secondTime(world.now()), by: actorOf(caller) };
  const path = `/repos/${repository.nameWithOwner}/pulls/${pull.number}`;
  await world.emulated.call({ method: "PATCH", path, bearer: world.admin(), body: { state: "closed" } });
  await refMoved(world, repository, { ref, before: baseTip, after: oid, caller });
  const json = await pullJson(world, repository, pull.number);
  const payload = async () => ({ action: "closed", number: pull.number, pull_request: json });
  emit(world, repository, "pull_request", { caller, payload });
  return { status: 200, body: { sha: oid, merged: true, message: "Pull Request successfully merged" } };
}

async function writeMerge(
  exchange: Exchange,
  repository: Repository,
  pull: Pull,
  baseTip: string,
): Promise<string> {
  const { world } = exchange;
  const given = fields(exchange.body);
  const changed = await pullChanges(repository, { ...pull, baseOid: baseTip });
  const changes = new Map(changed.map(({ path, after }) => [path, after ? { existing: after } : null]));
  const base = await repository.git.commit(baseTip);
  const squash = given.merge_method === "squash";
  const title = await pullTitle(exchange, repository, pull);
  const headline = squash
    ? `${title} (#${pull.number})`
    : `Merge pull request #${pull.number} from ${repository.owner}/${pull.headRef}`;
  return writeCommit(
    { emulated: world.emulated, git: repository.git, nameWithOwner: repository.nameWithOwner },
    {
      baseTree: base?.treeOid,
      parents: squash ? [baseTip] : [baseTip, pull.headOid],
      changes,
      message:
        `${given.commit_title ?? headline}\n\n${given.commit_message ?? (squash ? "" : title)}`.trimEnd(),
      author: identityOf(world, exchange.caller),
      bearer: world.admin(),
    },
  );
}

async function pullTitle({ world }: Exchange, repository: Repository, pull: Pull): Promise<string> {
  return textAt(await pullJson(world, repository, pull.number), "title");
}

/** emulate lists made-up files; its comparison of the same two commits has the true ones, up to 300. */
async function files(exchange: Exchange, owner: string, name: string, number: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const pull = repository?.pulls.get(Number(number));
  if (!repository || !pull) return notFound();
  const compared = await compare(exchange, repository, pull);
  if (!succeeded(compared)) return compared;
  const listed = listAt(compared.body, "files");
  const known = new Set(listed.map((file) => textAt(file, "filename")));
  const renamed = new Set(listed.map((file) => (isObject(file) ? file.previous_filename : undefined)));
  const more = (await pullChanges(repository, pull))
    .filter(({ path }) => listed.length >= 300 && !known.has(path) && !renamed.has(path))
    .map(({ path, before, after }) => ({
      sha: (after ?? before)?.oid,
      filename: path,
      status: before === undefined ? "added" : after === undefined ? "removed" : "modified",
      additions: 0,
      deletions: 0,
      changes: 0,
    }));
  return paged(exchange, [...listed, ...more]);
}

async function commits(exchange: Exchange, owner: string, name: string, number: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const pull = repository?.pulls.get(Number(number));
  if (!repository || !pull) return notFound();
  const compared = await compare(exchange, repository, pull);
  return succeeded(compared) ? paged(exchange, listAt(compared.body, "commits")) : compared;
}

function compare(exchange: Exchange, repository: Repository, pull: Pull): Promise<Answer> {
  const path = `/repos/${repository.nameWithOwner}/compare/${pull.baseOid}...${pull.headOid}`;
  return forward(exchange, { method: "GET", path, body: undefined, query: new URLSearchParams() });
}

async function associated(exchange: Exchange, owner: string, name: string, oid: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  if (!repository) return notFound();
  const seen = await forward(exchange, { path: `/repos/${owner}/${name}/git/commits/${oid}` });
  if (!succeeded(seen)) return seen.status === 404 ? refuse(422, `No commit found for SHA: ${oid}`) : seen;
  const found: Pull[] = [];
  for (const pull of repository.pulls.values()) {
    if (
      pull.merged?.oid === oid ||
      (await pullCommits(repository, pull)).some((commit) => commit.oid === oid)
    ) {
      found.push(pull);
    }
  }
  return paged(
    exchange,
    await Promise.all(found.map((pull) => pullJson(exchange.world, repository, pull.number))),
  );
}
