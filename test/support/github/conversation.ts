import type { App } from "./app.ts";
import { emit } from "./events.ts";
import {
  type Answer,
  appOf,
  type Exchange,
  fields,
  forward,
  notFound,
  type Route,
  refuse,
  repositoryOf,
  succeeded,
} from "./exchange.ts";
import { at, type JsonObject, listAt, numberAt, objectAt, textAt } from "./json.ts";
import { pullJson } from "./pull-json.ts";
import type { Repository, World } from "./world.ts";

const repo = "/repos/([^/]+)/([^/]+)";
const bodyAtMost = 65_536;
const commentsAtMost = 2_500;

export const conversationRoutes: Route[] = [
  { method: "POST", pattern: new RegExp(`^${repo}/issues$`), handle: openIssue },
  { method: "GET", pattern: new RegExp(`^${repo}/issues$`), handle: listIssues },
  { method: "GET", pattern: new RegExp(`^${repo}/issues/(\\d+)$`), handle: showIssue },
  { method: "PATCH", pattern: new RegExp(`^${repo}/issues/(\\d+)$`), handle: editIssue },
  { method: "POST", pattern: new RegExp(`^${repo}/issues/(\\d+)/comments$`), handle: createComment },
  { method: "GET", pattern: new RegExp(`^${repo}/issues/(\\d+)/comments$`), handle: listComments },
  { method: "GET", pattern: new RegExp(`^${repo}/issues/comments$`), handle: listComments },
  { method: "GET", pattern: new RegExp(`^${repo}/issues/comments/(\\d+)$`), handle: showComment },
  { method: "PATCH", pattern: new RegExp(`^${repo}/issues/comments/(\\d+)$`), handle: editComment },
  { method: "DELETE", pattern: new RegExp(`^${repo}/issues/comments/(\\d+)$`), handle: deleteComment },
];

function tooLong(body: unknown): Answer | undefined {
  const text = at(body, "body");
  if (typeof text !== "string" || text.length <= bodyAtMost) return undefined;
  const message = `Body is too long (maximum is ${bodyAtMost} characters)`;
  return refuse(422, "Validation Failed", {
    errors: [{ resource: "IssueComment", code: "unprocessable", field: "data", message }],
  });
}

/** What GitHub answers where an issue has all the comments that it takes. */
async function full(world: World, repository: Repository, number: number): Promise<Answer | undefined> {
  const issue = await issueJson(world, repository, number);
  if (numberAt(issue, "comments") < commentsAtMost) return undefined;
  return refuse(403, `Commenting is disabled on issues with more than ${commentsAtMost} comments`);
}

/** What GitHub answers apps and workflows where an issue is locked; emulate lets them in. */
async function locked(
  { caller, world }: Exchange,
  repository: Repository,
  number: number,
): Promise<Answer | undefined> {
  if (appOf(world, caller) === undefined) return undefined;
  const issue = await issueJson(world, repository, number);
  return issue.locked === true ? refuse(403, "Unable to create comment because issue is locked.") : undefined;
}

/** An issue with the comments that a test pretends it has. */
function counted(repository: Repository, json: unknown): JsonObject {
  const issue = objectAt(json);
  const pretended = repository.pretendedComments.get(numberAt(issue, "number")) ?? 0;
  return pretended === 0 ? issue : { ...issue, comments: numberAt(issue, "comments") + pretended };
}

async function listIssues(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const answer = await forward(exchange);
  if (!repository || !succeeded(answer)) return answer;
  return { ...answer, body: listAt(answer.body).map((json) => counted(repository, json)) };
}

/** emulate knows no author app, moves `updated_at` while creating, and links a pull request's comments to an issue. */
function decorated(world: World, repository: Repository, json: unknown): JsonObject {
  const comment = objectAt(json);
  const facts = world.comments.get(numberAt(comment, "id")) ?? {};
  const created = facts.createdAt ?? textAt(comment, "created_at");
  const number = Number(textAt(comment, "issue_url").split("/").at(-1));
  const link = textAt(comment, "html_url");
  return {
    ...comment,
    created_at: created,
    updated_at: facts.edited ? comment.updated_at : created,
    html_url: repository.pulls.has(number) ? link.replace(/\/issues\/(\d+)#/, "/pull/$1#") : link,
    performed_via_github_app: facts.app ? appBrief(world, facts.app) : null,
  };
}

function appBrief(world: World, { appId, slug }: App): JsonObject {
  return {
    id: appId,
    slug,
    name: slug,
    html_url: `${world.url}/apps/${slug}`,
    owner: null,
    permissions: {},
    events: [],
  };
}

async function createComment(
  exchange: Exchange,
  owner: string,
  name: string,
  number: string,
): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  if (!repository) return notFound();
  const { world, caller } = exchange;
  const refused =
    tooLong(exchange.body) ??
    (await full(world, repository, Number(number))) ??
    (await locked(exchange, repository, Number(number)));
  if (refused) return refused;
  const answer = await forward(exchange);
  if (!succeeded(answer)) return answer;
  const app = appOf(world, caller);
  const id = numberAt(answer.body, "id");
  world.comments.set(id, {
    ...(app ? { app } : {}),
    ...(exchange.backdate === undefined ? {} : { createdAt: exchange.backdate }),
  });
  const comment = decorated(world, repository, answer.body);
  emitComment(exchange, repository, Number(number), { action: "created", comment });
  return { ...answer, body: comment };
}

async function listComments(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const answer = await forward(exchange);
  if (!repository || !succeeded(answer)) return answer;
  return { ...answer, body: listAt(answer.body).map((json) => decorated(exchange.world, repository, json)) };
}

async function showComment(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const answer = await forward(exchange);
  if (!repository || !succeeded(answer)) return answer;
  return { ...answer, body: decorated(exchange.world, repository, answer.body) };
}

async function editComment(exchange: Exchange, owner: string, name: string, id: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  if (!repository) return notFound();
  const refused = tooLong(exchange.body);
  if (refused) return refused;
  const before = await forward(exchange, { method: "GET", body: undefined });
  const answer = await forward(exchange);
  if (!succeeded(answer)) return answer;
  exchange.world.comments.set(Number(id), { ...exchange.world.comments.get(Number(id)), edited: true });
  const comment = decorated(exchange.world, repository, answer.body);
  const changes = { body: { from: at(before.body, "body") } };
  emitComment(exchange, repository, issueNumber(comment), { action: "edited", changes, comment });
  return { ...answer, body: comment };
}

async function deleteComment(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const before = await forward(exchange, { method: "GET", body: undefined });
  const answer = await forward(exchange);
  if (!repository || !succeeded(answer) || !succeeded(before)) return answer;
  const comment = decorated(exchange.world, repository, before.body);
  emitComment(exchange, repository, issueNumber(comment), { action: "deleted", comment });
  return answer;
}

function issueNumber(comment: JsonObject): number {
  return Number(textAt(comment, "issue_url").split("/").at(-1));
}

function emitComment(exchange: Exchange, repository: Repository, number: number, own: JsonObject): void {
  const { world, caller } = exchange;
  const payload = async () => ({ ...own, issue: await issueJson(world, repository, number) });
  emit(world, repository, "issue_comment", { caller, payload });
}

/** An issue as GitHub answers it, which for a pull request is its issue side; emulate answers 404 for those. */
export async function issueJson(world: World, repository: Repository, number: number): Promise<JsonObject> {
  if (repository.pulls.has(number)) return issueOfPull(await pullJson(world, repository, number));
  const path = `/repos/${repository.nameWithOwner}/issues/${number}`;
  const { json } = await world.emulated.call({ method: "GET", path, bearer: world.admin() });
  return counted(repository, json);
}

function issueOfPull(pull: JsonObject): JsonObject {
  const { head: _head, base: _base, _links, ...shared } = pull;
  const { diff_url, patch_url, html_url, url, merged_at } = pull;
  const issueUrl = textAt(pull, "issue_url");
  return {
    ...shared,
    url: issueUrl,
    comments_url: `${issueUrl}/comments`,
    pull_request: { url, html_url, diff_url, patch_url, merged_at },
    state_reason: null,
    performed_via_github_app: null,
  };
}

async function openIssue(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const refused = tooLong(exchange.body);
  if (refused) return refused;
  const answer = await forward(exchange);
  if (!repository || !succeeded(answer)) return answer;
  const payload = async () => ({ action: "opened", issue: answer.body });
  emit(exchange.world, repository, "issues", { caller: exchange.caller, payload });
  return answer;
}

async function showIssue(exchange: Exchange, owner: string, name: string, number: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const isPull = repository?.pulls.has(Number(number)) === true;
  const path = isPull ? exchange.path.replace("/issues/", "/pulls/") : exchange.path;
  const seen = await forward(exchange, { path });
  if (!repository) return seen;
  if (!succeeded(seen)) return seen;
  return { ...seen, body: await issueJson(exchange.world, repository, Number(number)) };
}

async function editIssue(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const refused = tooLong(exchange.body);
  if (refused) return refused;
  const answer = await forward(exchange);
  if (!repository || !succeeded(answer)) return answer;
  const { state } = fields(exchange.body);
  const action = state === "closed" ? "closed" : state === "open" ? "reopened" : "edited";
  const payload = async () => ({ action, issue: answer.body });
  emit(exchange.world, repository, "issues", { caller: exchange.caller, payload });
  return answer;
}
