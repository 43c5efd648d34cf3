import { userPayload } from "./events.ts";
import {
  type Answer,
  actorOf,
  type Exchange,
  fields,
  maySee,
  mayWrite,
  notFound,
  paged,
  type Route,
  refuse,
  repositoryOf,
} from "./exchange.ts";
import type { JsonObject } from "./json.ts";
import { type Repository, type Status, secondTime, type World } from "./world.ts";

/** emulate has no commit statuses: https://docs.github.com/en/rest/commits/statuses */
export const statusRoutes: Route[] = [
  { method: "POST", pattern: /^\/repos\/([^/]+)\/([^/]+)\/statuses\/([^/]+)$/, handle: create },
  { method: "GET", pattern: /^\/repos\/([^/]+)\/([^/]+)\/commits\/([^/]+)\/statuses$/, handle: list },
];

const states = ["error", "failure", "pending", "success"];
const noAccess = () => refuse(403, "Resource not accessible by integration");

async function create(exchange: Exchange, owner: string, name: string, sha: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  if (!repository || !(await maySee(exchange, repository))) return notFound();
  if (!mayWrite(exchange.caller, "statuses")) return noAccess();
  if (!(await repository.git.commit(sha))) return refuse(422, `No commit found for SHA: ${sha}`);
  const {
    context = "default",
    description = null,
    state,
    target_url: targetUrl = null,
  } = fields(exchange.body);
  if (typeof state !== "string" || !states.includes(state)) return refuse(422, "Validation Failed");
  if (typeof description === "string" && description.length > 140)
    return refuse(422, "Validation Failed: description is too long (maximum is 140 characters)");
  const { world, caller } = exchange;
  const status: Status = {
    id: repository.statuses.length + 1,
    sha,
    state,
    context: String(context),
    description: description === null ? null : String(description),
    targetUrl: targetUrl === null ? null : String(targetUrl),
    creator: actorOf(caller),
    at: secondTime(world.now()),
  };
  repository.statuses.push(status);
  return { status: 201, body: await statusJson(world, repository, status) };
}

async function list(exchange: Exchange, owner: string, name: string, sha: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  if (!repository || !(await maySee(exchange, repository))) return notFound();
  const { world, caller } = exchange;
  if (caller.kind === "installation" && caller.permissions.statuses === undefined) return noAccess();
  const newestFirst = repository.statuses.filter((status) => status.sha === sha).reverse();
  return paged(
    exchange,
    await Promise.all(newestFirst.map((status) => statusJson(world, repository, status))),
  );
}

async function statusJson(
  world: World,
  { nameWithOwner }: Repository,
  { at, creator, sha, targetUrl, ...status }: Status,
): Promise<JsonObject> {
  return {
    ...status,
    url: `${world.url}/repos/${nameWithOwner}/statuses/${sha}`,
    target_url: targetUrl,
    creator: await userPayload(world, creator),
    created_at: at,
    updated_at: at,
  };
}
