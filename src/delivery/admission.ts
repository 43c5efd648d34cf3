import type { Context, MiddlewareHandler } from "hono";
import type { RequestChange } from "../commands/ports.ts";
import { type ChangeCaller, changeCaller } from "./answers-changes.ts";
import { type Access, type Authorised, authorise } from "./api-keys.ts";
import { readJsonBody } from "./body.ts";
import type { LivePrompts } from "./ports.ts";
import { type Problem, problem, problemResponse } from "./problem.ts";
import { type Enter, type Room, UNBOUNDED } from "./room.ts";
import type { ChangeFeed } from "./stream.ts";

/** A repository that is served. */
export interface ServedRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly live: LivePrompts;
  readonly feed: ChangeFeed;
  readonly requestChange: RequestChange;
}

/** Whose requests go on, and how many at once. */
export interface Admission {
  readonly access: Access;
  /** Finds a repository by `owner/name`, whatever its case; with an id only the one that has it. */
  readonly repository: (name: string, id: number | null) => Promise<ServedRepository | undefined>;
  /** Whether the key of this name may ask now; absent where keys may ask as often as they like. */
  readonly admits?: (key: string) => boolean;
  /** Absent where as much is done at once as is asked for. */
  readonly room?: Room;
  /** Milliseconds in which a body must have arrived whole; 5 s where absent. */
  readonly bodyMs?: number;
}

/** What is known of a request on its way through the steps below, in their order. */
export interface Env {
  readonly Variables: {
    authorised: Authorised;
    served: ServedRepository;
    /** Of a change. */
    caller?: ChangeCaller;
    /** The JSON of a body. */
    body?: unknown;
  };
}

/** The key comes first of all. */
export function letIn({ access, admits }: Admission): MiddlewareHandler<Env> {
  return async (c, next) => {
    const authorised = authorise(access, c.req.raw, nameOf(c));
    if (authorised.kind === "problem") return problemResponse(authorised);
    const { key } = authorised;
    if (key !== null && admits?.(key.name) === false) {
      return problemResponse(soon(problem("too_many_requests", "This key asks more often than it may.")));
    }
    c.set("authorised", authorised);
    return next();
  };
}

/** Who asks for a change is judged before anything else of the request. */
export const nameCaller: MiddlewareHandler<Env> = async (c, next) => {
  const caller = changeCaller(c.get("authorised").key, c.req.header("idempotency-key"));
  if (caller.kind === "problem") return problemResponse(caller);
  c.set("caller", caller);
  return next();
};

/** Reads the body whole before anything is begun for the request. */
export function takeBody({ bodyMs, room = UNBOUNDED }: Admission): MiddlewareHandler<Env> {
  const read = async (c: Context<Env>) => {
    using place = enter(c, room.bodies);
    return place === null ? overloaded() : await readJsonBody(c.req.raw, bodyMs);
  };
  return async (c, next) => {
    const body = await read(c);
    if (body.kind === "problem") return problemResponse(body);
    c.set("body", body.value);
    return next();
  };
}

/** What is done for a request is done while it has a place; a stream has none, once it was begun. */
export function inRoom({ room = UNBOUNDED }: Admission): MiddlewareHandler<Env> {
  return async (c, next) => {
    using place = enter(c, room.answers);
    if (place === null) return problemResponse(overloaded());
    await next();
    return undefined;
  };
}

function enter(c: Context<Env>, by: Enter): Disposable | null {
  return by({ key: c.get("authorised").key?.name ?? "", isChange: c.get("caller") !== undefined });
}

function overloaded(): Problem {
  return soon(problem("overloaded", "There are more requests than this server takes at once."));
}

function soon(refused: Problem): Problem {
  return { ...refused, headers: { "retry-after": "1" } };
}

/** Looks for the repository. */
export function findServed({ repository }: Admission): MiddlewareHandler<Env> {
  return async (c, next) => {
    const served = await repository(nameOf(c), c.get("authorised").repositoryId);
    if (served === undefined) {
      return problemResponse(problem("unknown_repository", "This repository is not served here."));
    }
    c.set("served", served);
    return next();
  };
}

function nameOf(c: Context<Env>): string {
  return `${c.req.param("owner")}/${c.req.param("repo")}`;
}
