import type { Exchange } from "./exchange.ts";
import { listAt } from "./json.ts";
import { routed } from "./server.ts";
import type { World } from "./world.ts";

export type User = { login: string; token: string };

/** Who does something: a user, or whoever a token belongs to. Default: the administrator. */
export type By = User | { token: string } | undefined;

type InsideRequest = { method: string; path: string; body?: unknown; backdate?: string };

/**
 * A request that a test makes as a means, not as its subject: it takes the same road as one from outside, but is not
 * logged, not slowed and struck by no fault. Throws what GitHub would refuse with.
 */
export async function request(
  world: World,
  by: By,
  { method, path, body, backdate }: InsideRequest,
): Promise<unknown> {
  const [pathname = "/", query = ""] = path.split("?", 2);
  const exchange: Exchange = {
    world,
    method,
    path: pathname,
    query: new URLSearchParams(query),
    body,
    accept: undefined,
    ...(await identity(world, by)),
    ...(backdate === undefined ? {} : { backdate }),
  };
  const answer = await routed(exchange);
  if (answer.status >= 400)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function identity(world: World, by: By) {
  const caller = world.tokens.callerOf(`Bearer ${by?.token ?? world.adminToken}`);
  return { caller, bearer: await world.tokens.bearer(caller) };
}

export async function everyPage(world: World, path: string): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let page = 1; ; page++) {
    const paging = `${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`;
    const found = listAt(await request(world, undefined, { method: "GET", path: `${path}${paging}` }));
    items.push(...found);
    if (found.length < 100) return items;
  }
}
