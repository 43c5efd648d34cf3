import { type Context, type Handler, Hono, type MiddlewareHandler } from "hono";
import { ConfigUnreadableError, OutsideError, UnknownOutcomeError } from "../releases/ports.ts";
import { type Admission, type Env, findServed, inRoom, letIn, nameCaller, takeBody } from "./admission.ts";
import { changePrompt } from "./answers-changes.ts";
import { compareVersions, listEvents, listPrompts, listVersions, showVersion } from "./answers-history.ts";
import { compilePrompt, showPrompt, showVariables } from "./answers-live.ts";
import type { Answer, Call } from "./call.ts";
import { BrokenBranchError } from "./live-prompts.ts";
import type { Compare } from "./ports.ts";
import { type LookAtBranch, probes } from "./probes.ts";
import { type Problem, problem, problemResponse } from "./problem.ts";

export interface ApiOptions extends Admission {
  readonly compare: Compare;
  /** What `/readyz` and `/metrics` tell of; absent where somebody else answers them. */
  readonly look?: LookAtBranch;
  /** What went wrong inside, for the operator. Never holds a token. */
  readonly log: (message: string) => void;
}

/** Answers one request; needs nothing of the server that it runs on. */
export type HttpHandler = (request: Request) => Promise<Response>;

type Ask = (call: Call) => Promise<Answer | Problem>;

const BASE = "/api/v1/repos/:owner/:repo";
const CHANGES = ["rollback", "promote"] as const;

/** The HTTP API (contracts §9). */
export function createApi(options: ApiOptions): HttpHandler {
  const app = new Hono<Env>();
  app.use(safeHeaders);
  app.get("/healthz", () => Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } }));
  app.all("/healthz", () => problemResponse(methodNotAllowed("GET, HEAD")));
  for (const [path, answer] of options.look === undefined ? [] : probes(options.look)) app.get(path, answer);
  app.use(`${BASE}/*`, letIn(options));
  for (const verb of CHANGES) app.post(`${BASE}/prompts/:id/${verb}`, nameCaller);
  for (const verb of [...CHANGES, "compiled"]) app.post(`${BASE}/prompts/:id/${verb}`, takeBody(options));
  app.use(`${BASE}/*`, inRoom(options));
  app.use(`${BASE}/*`, findServed(options));
  for (const [path, ask] of readings(options.compare)) {
    app.get(`${BASE}${path}`, (c) => answerFromView(c, ask));
    app.all(`${BASE}${path}`, () => problemResponse(methodNotAllowed("GET, HEAD")));
  }
  app.post(`${BASE}/prompts/:id/compiled`, compileRoute);
  app.all(`${BASE}/prompts/:id/compiled`, () => problemResponse(methodNotAllowed("POST")));
  for (const verb of CHANGES) {
    app.post(`${BASE}/prompts/:id/${verb}`, (c) => changeRoute(c, verb));
    app.all(`${BASE}/prompts/:id/${verb}`, () => problemResponse(methodNotAllowed("POST")));
  }
  app.get(`${BASE}/stream`, streamRoute);
  app.all(`${BASE}/stream`, () => problemResponse(methodNotAllowed("GET, HEAD")));
  app.notFound(() => problemResponse(problem("unknown_route", "There is nothing at this address.")));
  app.onError((error) => problemResponse(failure(error, options.log)));
  return async (request) => app.fetch(request);
}

function readings(compare: Compare): readonly (readonly [string, Ask])[] {
  return [
    ["/prompts", listPrompts],
    ["/prompts/:id", showPrompt],
    ["/prompts/:id/variables", showVariables],
    ["/prompts/:id/versions", listVersions],
    ["/prompts/:id/versions/:version", showVersion],
    ["/prompts/:id/compare/:range", (call) => compareVersions(call, compare)],
    ["/prompts/:id/events", listEvents],
  ];
}

const SAFE_HEADERS = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
};

/** Answers are for programs: nothing in them is ever to be shown as a page, framed or read by another origin. */
const safeHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(SAFE_HEADERS)) c.res.headers.set(name, value);
};

async function answerFromView(c: Context<Env>, ask: Ask): Promise<Response> {
  const view = await c.get("served").live.view();
  const response = respond(c.req.raw, await ask(callOf(c, view)));
  if (view.asOf !== null) {
    response.headers.set("age", String(view.asOf.ageSeconds));
    response.headers.set("pointsman-as-of", view.asOf.time);
  }
  return response;
}

function callOf(c: Context<Env>, view: Call["view"]): Call {
  return {
    repository: c.get("served").name,
    view,
    reach: c.get("authorised").reach,
    param: (name) => c.req.param(name) ?? "",
    query: new URL(c.req.url).searchParams,
    body: c.get("body"),
  };
}

const compileRoute: Handler<Env> = async (c) => {
  const response = await answerFromView(c, compilePrompt);
  response.headers.set("cache-control", "no-store");
  return response;
};

/** What was done is never remembered by a cache, and is not to be confused with what stood there before. */
async function changeRoute(c: Context<Env>, verb: "rollback" | "promote"): Promise<Response> {
  const caller = c.get("caller");
  if (caller === undefined) throw new Error("A change was let through in nobody's name.");
  const { live, requestChange } = c.get("served");
  const call = callOf(c, await live.view());
  const answered = await changePrompt({ ...call, verb, caller, requestChange });
  const response = respond(c.req.raw, answered);
  response.headers.set("cache-control", "no-store");
  if (answered.kind === "answer" && answered.repeated) response.headers.set("idempotent-replayed", "true");
  return response;
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

const streamRoute: Handler<Env> = async (c) => {
  const headers = { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform" };
  // A HEAD request's stream would never be read, and so never end.
  if (c.req.raw.method === "HEAD") return new Response(null, { headers });
  const last = c.req.header("last-event-id");
  const since = last !== undefined && COMMIT.test(last) ? last : null;
  const { key, reach } = c.get("authorised");
  const stream = c.get("served").feed.listen({ key: key?.name ?? null, reach, since });
  if (stream === undefined) {
    const refused = problem("too_many_listeners", "This server takes no more listeners now.");
    return problemResponse({ ...refused, headers: { "retry-after": "30" } });
  }
  return new Response(stream.pipeThrough(new TextEncoderStream()), { headers });
};

function respond(request: Request, answered: Answer | Problem): Response {
  if (answered.kind === "problem") return problemResponse(answered);
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-cache" });
  headers.set("vary", "authorization");
  const { body, etag } = answered;
  if (etag !== undefined) headers.set("etag", etag);
  if (etag !== undefined && matches(request.headers.get("if-none-match"), etag)) {
    headers.delete("content-type");
    return new Response(null, { status: 304, headers });
  }
  return new Response(`${JSON.stringify(body)}\n`, { headers });
}

/** The weak comparison of RFC 9110 §13.1.2. Our tags hold no commas. */
function matches(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

function methodNotAllowed(allow: string): Problem {
  const refused = problem("method_not_allowed", `This address takes ${allow}.`);
  return { ...refused, headers: { allow } };
}

/** What went wrong inside is for the operator's log; the asker learns whether to try again. */
function failure(error: Error, log: ApiOptions["log"]): Problem {
  log(error instanceof OutsideError ? error.message : (error.stack ?? error.message));
  if (error instanceof UnknownOutcomeError) {
    const detail =
      "No answer came, so this may or may not have been done. Send it again with the same Idempotency-Key.";
    return { ...problem("unavailable", detail), headers: { "retry-after": "5" } };
  }
  if (error instanceof ConfigUnreadableError) {
    const detail =
      "The settings on the default branch, .github/pointsman.yml, have errors, and none before them are known: whatever were served would be a guess. Mend them.";
    return { ...problem("unavailable", detail), headers: { "retry-after": "5" } };
  }
  if (error instanceof OutsideError) {
    const refused = problem("unavailable", "The release branch cannot be reached now. Try again.");
    return { ...refused, headers: { "retry-after": "1" } };
  }
  if (error instanceof BrokenBranchError || error.name === "DocumentError") {
    const detail = "The release branch holds something that pointsman did not write: run “pointsman verify”.";
    return problem("broken_release_branch", detail);
  }
  return problem("internal", "Something went wrong here. The server's log says what.");
}
