import type { App } from "./app.ts";
import { mintable } from "./app-tokens.ts";
import {
  type Answer,
  appOf,
  type Exchange,
  fields,
  forward,
  notFound,
  paged,
  type Route,
  refuse,
  repositoryOf,
  succeeded,
} from "./exchange.ts";
import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from "./json.ts";
import type { Permissions } from "./tokens.ts";
import type { World } from "./world.ts";

export const appRoutes: Route[] = [
  { method: "GET", pattern: /^\/app$/, handle: showApp },
  { method: "GET", pattern: /^\/app\/installations$/, handle: listInstallations },
  { method: "GET", pattern: /^\/app\/installations\/(\d+)$/, handle: showInstallation },
  { method: "GET", pattern: /^\/repos\/([^/]+)\/([^/]+)\/installation$/, handle: installationOf },
  { method: "GET", pattern: /^\/(?:orgs|users)\/([^/]+)\/installation$/, handle: installationOf },
  { method: "POST", pattern: /^\/app\/installations\/(\d+)\/access_tokens$/, handle: createToken },
  { method: "DELETE", pattern: /^\/installation\/token$/, handle: revokeToken },
  { method: "GET", pattern: /^\/installation\/repositories$/, handle: listRepositories },
  { method: "GET", pattern: /^\/app\/hook\/deliveries$/, handle: listDeliveries },
  { method: "POST", pattern: /^\/app\/hook\/deliveries\/(\d+)\/attempts$/, handle: redeliver },
];

const noJwt = () => refuse(401, "A JSON web token could not be decoded");

const known = new WeakMap<World, Map<string, Promise<Answer>>>();

/**
 * What emulate says of an app, asked for once: it never changes there, and emulate counts what all apps ask for as themselves
 * as one caller, with 5,000 requests an hour.
 */
function askedOnce(exchange: Exchange, path: string): Promise<Answer> {
  const { caller, world } = exchange;
  const answers = known.get(world) ?? new Map<string, Promise<Answer>>();
  known.set(world, answers);
  const key = `${caller.kind === "app" ? caller.appId : caller.kind} ${path}`;
  const asking = () =>
    forward(exchange, { method: "GET", path, body: undefined, query: new URLSearchParams() });
  const answer = answers.get(key) ?? asking();
  answers.set(key, answer);
  return answer;
}

async function showApp(exchange: Exchange): Promise<Answer> {
  const app = appOf(exchange.world, exchange.caller);
  const answer = await askedOnce(exchange, "/app");
  if (!app || !succeeded(answer)) return succeeded(answer) ? noJwt() : answer;
  const { permissions, events, slug } = app;
  const body = {
    ...objectAt(answer.body),
    name: slug,
    permissions,
    events,
    installations_count: app.installations.size,
  };
  return { ...answer, body };
}

/** emulate has every app installed everywhere, with every permission; here only what a test installed is shown. */
async function installations(exchange: Exchange): Promise<JsonObject[] | Answer> {
  const app = appOf(exchange.world, exchange.caller);
  const answer = await askedOnce(exchange, "/app/installations");
  if (!app || !succeeded(answer)) return succeeded(answer) ? noJwt() : answer;
  const ids = new Set(app.installations.values());
  return listAt(answer.body)
    .map((json) => objectAt(json))
    .filter((json) => ids.has(numberAt(json, "id")))
    .map((json) => ({ ...json, permissions: app.permissions, events: app.events }));
}

async function listInstallations(exchange: Exchange): Promise<Answer> {
  const found = await installations(exchange);
  return Array.isArray(found) ? { status: 200, body: found } : found;
}

async function showInstallation(exchange: Exchange, id: string): Promise<Answer> {
  const found = await installations(exchange);
  if (!Array.isArray(found)) return found;
  const body = found.find((json) => json.id === Number(id));
  return body ? { status: 200, body } : notFound();
}

/** emulate answers the first installation on the account, whichever app asks. */
async function installationOf(exchange: Exchange, owner: string, name?: string): Promise<Answer> {
  if (name !== undefined && repositoryOf(exchange, owner, name) === undefined) return notFound();
  const found = await installations(exchange);
  if (!Array.isArray(found)) return found;
  const body = found.find((json) => textAt(json, "account", "login") === owner);
  return body ? { status: 200, body } : notFound();
}

async function createToken(exchange: Exchange, id: string): Promise<Answer> {
  const { world, caller } = exchange;
  const app = appOf(world, caller);
  if (caller.kind !== "app" || !app) return noJwt();
  const asked = fields(exchange.body).permissions;
  const permissions = isObject(asked) ? asText(asked) : app.permissions;
  const beyond = Object.entries(permissions).some(([name, level]) => !grants(app, name, level));
  if (beyond) return refuse(422, "The permissions requested are not granted to this installation.");
  if (![...app.installations.values()].includes(Number(id))) return notFound();
  const token = world.tokens.forInstallation(mintable(world, app, Number(id), permissions));
  const expiresAt = new Date(Math.floor(Date.now() / 1000 + 3_600) * 1000)
    .toISOString()
    .replace(".000Z", "Z");
  return { status: 201, body: { token, expires_at: expiresAt, permissions, repository_selection: "all" } };
}

function asText(values: JsonObject): Permissions {
  return Object.fromEntries(Object.entries(values).map(([name, level]) => [name, String(level)]));
}

function grants(app: App, name: string, level: string): boolean {
  return app.permissions[name] === "write" || app.permissions[name] === level;
}

async function revokeToken(exchange: Exchange): Promise<Answer> {
  if (exchange.caller.kind !== "installation") return refuse(401, "Requires authentication");
  exchange.world.tokens.revoke(exchange.caller.token);
  return { status: 204 };
}

/** All repositories of the account: no test installs an app on some of them only. */
async function listRepositories(exchange: Exchange): Promise<Answer> {
  const { caller, world } = exchange;
  if (caller.kind !== "installation")
    return refuse(403, "You must authenticate with an installation access token");
  const accounts = appOf(world, caller)?.installations ?? new Map();
  const given = [...world.repositories.values()].filter(({ owner }) => accounts.has(owner));
  const page = paged(exchange, given);
  const repositories = await Promise.all(
    listAt(page.body).map(async (one) => {
      const path = `/repos/${textAt(one, "nameWithOwner")}`;
      return (await world.emulated.call({ method: "GET", path, bearer: world.admin() })).json;
    }),
  );
  return { ...page, body: { total_count: given.length, repositories } };
}

async function listDeliveries(exchange: Exchange): Promise<Answer> {
  const app = appOf(exchange.world, exchange.caller);
  if (!app || exchange.caller.kind !== "app") return noJwt();
  const { deliveries, url } = exchange.world;
  const cursor = Number(exchange.query.get("cursor") ?? Number.POSITIVE_INFINITY);
  const size = Math.min(Number(exchange.query.get("per_page") ?? 30), 100);
  // What is under way is not in GitHub's list yet.
  const over = deliveries.log.filter(({ appId, status }) => appId === app.appId && status !== undefined);
  const rest = over.toReversed().filter(({ id }) => id <= cursor);
  const next = rest[size]?.id;
  const link = `<${url}${exchange.path}?per_page=${size}&cursor=${next}>; rel="next"`;
  const body = rest.slice(0, size).map((delivery) => ({
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: 0,
    status:
      delivery.status !== undefined && delivery.status >= 200 && delivery.status < 300 ? "OK" : "failed",
    status_code: delivery.status ?? 0,
    event: delivery.event,
    action: delivery.action ?? null,
    installation_id: numberAt(delivery.payload, "installation", "id"),
    repository_id: numberAt(delivery.payload, "repository", "id"),
  }));
  return { status: 200, body, ...(next === undefined ? {} : { headers: { link } }) };
}

async function redeliver(exchange: Exchange, id: string): Promise<Answer> {
  const app = appOf(exchange.world, exchange.caller);
  if (!app || exchange.caller.kind !== "app") return noJwt();
  const found = exchange.world.deliveries.log.find(
    (delivery) => delivery.id === Number(id) && delivery.appId === app.appId,
  );
  if (!found) return notFound();
  void exchange.world.deliveries.redeliver(found.guid);
  return { status: 202, body: {} };
}
