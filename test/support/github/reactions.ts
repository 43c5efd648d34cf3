import { userPayload } from "./events.ts";
import {
  type Answer,
  actorOf,
  type Exchange,
  fields,
  forward,
  mayWrite,
  paged,
  type Route,
  refuse,
  repositoryOf,
  succeeded,
} from "./exchange.ts";
import type { JsonObject } from "./json.ts";
import { secondTime, type World } from "./world.ts";

const target = "^/repos/([^/]+)/([^/]+)/issues/(comments/\\d+|\\d+)/reactions$";

/** emulate has no reactions. */
export const reactionRoutes: Route[] = [
  { method: "GET", pattern: new RegExp(target), handle: listReactions },
  { method: "POST", pattern: new RegExp(target), handle: react },
];

const contents = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];

async function listReactions(
  exchange: Exchange,
  owner: string,
  name: string,
  target: string,
): Promise<Answer> {
  const seen = await reactable(exchange, owner, name, target);
  if (!succeeded(seen)) return seen;
  const { world } = exchange;
  const found = world.reactions.get(`${owner}/${name}/${target}`) ?? [];
  const content = exchange.query.get("content");
  const wanted = found.filter((reaction) => content === null || reaction.content === content);
  return paged(exchange, await Promise.all(wanted.map((reaction) => reactionJson(world, reaction))));
}

async function react(exchange: Exchange, owner: string, name: string, target: string): Promise<Answer> {
  const { world, caller } = exchange;
  const { content } = fields(exchange.body);
  if (caller.kind === "none") return refuse(401, "Requires authentication");
  const seen = await reactable(exchange, owner, name, target);
  if (!succeeded(seen)) return seen;
  if (!mayWrite(caller, "issues", "pull_requests"))
    return refuse(403, "Resource not accessible by integration");
  if (typeof content !== "string" || !contents.includes(content)) return refuse(422, "Validation Failed");
  const key = `${owner}/${name}/${target}`;
  const known = world.reactions.get(key) ?? [];
  const user = actorOf(caller);
  const same = known.find((reaction) => reaction.user === user && reaction.content === content);
  if (same) return { status: 200, body: await reactionJson(world, same) };
  const id = [...world.reactions.values()].flat().length + 1;
  const fresh = { id, user, content, createdAt: secondTime(world.now()) };
  world.reactions.set(key, [...known, fresh]);
  return { status: 201, body: await reactionJson(world, fresh) };
}

/** Whether the caller may see what they would react to. */
function reactable(exchange: Exchange, owner: string, name: string, target: string): Promise<Answer> {
  const isPull = repositoryOf(exchange, owner, name)?.pulls.has(Number(target));
  const path = `/repos/${owner}/${name}/${isPull ? "pulls" : "issues"}/${target}`;
  return forward(exchange, { method: "GET", path, body: undefined, query: new URLSearchParams() });
}

async function reactionJson(
  world: World,
  { id, user, content, createdAt }: { id: number; user: string; content: string; createdAt: string },
): Promise<JsonObject> {
  const node_id = Buffer.from(`Reaction:${id}`).toString("base64");
  return { id, node_id, user: await userPayload(world, user), content, created_at: createdAt };
}
