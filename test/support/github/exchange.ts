import type { App } from "./app.ts";
import type { Bearer } from "./emulated.ts";
import { isObject } from "./json.ts";
import type { Caller } from "./tokens.ts";
import type { Repository, World } from "./world.ts";

/** A request on its way through the routes. */
export type Exchange = {
  world: World;
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  /** The parsed JSON body; undefined when there was none. */
  body: unknown;
  accept: string | undefined;
  caller: Caller;
  bearer: Bearer;
  /** A comment's `created_at`, where a test wants another than now; nothing on the wire can set it. */
  backdate?: string;
};

export type Answer = {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string;
  bytes?: Buffer;
};

/** A route of our own; its pattern's groups are handed over decoded. */
export type Route = {
  method: string;
  pattern: RegExp;
  handle: (exchange: Exchange, ...groups: string[]) => Promise<Answer>;
};

export function refuse(status: number, message: string, more: object = {}): Answer {
  const body = {
    message,
    ...more,
    documentation_url: "https://docs.github.com/rest",
    status: String(status),
  };
  return { status, body };
}

export const notFound = () => refuse(404, "Not Found");

/** Passes a request on to emulate, as its caller; parts of it may be replaced. */
export async function forward(
  exchange: Exchange,
  instead: { method?: string; path?: string; body?: unknown; query?: URLSearchParams } = {},
): Promise<Answer> {
  const query = (instead.query ?? exchange.query).toString();
  const path = instead.path ?? exchange.path;
  const body = "body" in instead ? instead.body : exchange.body;
  const answer = await exchange.world.emulated.call({
    method: instead.method ?? exchange.method,
    path: query === "" ? path : `${path}?${query}`,
    bearer: exchange.bearer,
    accept: exchange.accept,
    ...(body === undefined ? {} : { body }),
  });
  const headers: Record<string, string> = {};
  for (const name of ["link", "location", "etag"]) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = exchange.world.names.reveal(value);
  }
  if (answer.json === undefined) {
    const type = answer.headers.get("content-type");
    return {
      status: answer.status,
      headers: type ? { ...headers, "content-type": type } : headers,
      text: answer.text,
    };
  }
  return { status: answer.status, headers, body: answer.json };
}

export function succeeded({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

export function repositoryOf(exchange: Exchange, owner: string, name: string): Repository | undefined {
  return exchange.world.repositories.get(`${owner}/${name}`.toLowerCase());
}

/** Whether the caller may see a repository: emulate knows. */
export async function maySee(exchange: Exchange, { nameWithOwner }: Repository): Promise<boolean> {
  const path = `/repos/${nameWithOwner}`;
  const query = new URLSearchParams();
  return succeeded(await forward(exchange, { method: "GET", path, body: undefined, query }));
}

/** The login under which a caller acts. */
export function actorOf(caller: Caller): string {
  if (caller.kind === "user") return caller.login;
  return caller.kind === "installation" ? `${caller.appSlug}[bot]` : "ghost";
}

export function appOf(world: World, caller: Caller): App | undefined {
  if (caller.kind !== "installation" && caller.kind !== "app") return undefined;
  return world.apps.find(({ appId }) => appId === caller.appId);
}

/** Whether the token has at least one of these permissions to write; a user's token has them all. */
export function mayWrite(caller: Caller, ...permissions: string[]): boolean {
  if (caller.kind === "user") return true;
  return caller.kind === "installation" && permissions.some((name) => caller.permissions[name] === "write");
}

/** A body as an object; anything else is an empty one. */
export function fields(body: unknown): { [key: string]: unknown } {
  return isObject(body) ? body : {};
}

/** One page of a list, as `page` and `per_page` ask, with GitHub's `Link` header. */
export function paged(exchange: Exchange, items: readonly unknown[]): Answer {
  const size = Math.min(Math.max(Number(exchange.query.get("per_page") ?? 30) || 30, 1), 100);
  const page = Math.max(Number(exchange.query.get("page") ?? 1) || 1, 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams(exchange.query);
    query.set("page", String(to));
    return `<${exchange.world.url}${exchange.path}?${query}>; rel="${rel}"`;
  };
  const links = page < last ? [link(page + 1, "next"), link(last, "last")] : [];
  if (page > 1) links.push(link(page - 1, "prev"), link(1, "first"));
  const body = items.slice((page - 1) * size, page * size);
  return { status: 200, body, headers: links.length > 0 ? { link: links.join(", ") } : {} };
}
