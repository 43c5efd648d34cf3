import {
  type Answer,
  type Exchange,
  fields,
  forward,
  notFound,
  type Route,
  refuse,
  repositoryOf,
  succeeded,
} from "./exchange.ts";
import { at, isObject, textAt } from "./json.ts";
import { identityOf, refMoved } from "./ref-moves.ts";

const repo = "/repos/([^/]+)/([^/]+)";

export const refRoutes: Route[] = [
  { method: "POST", pattern: new RegExp(`^${repo}/git/refs$`), handle: createRef },
  { method: "PATCH", pattern: new RegExp(`^${repo}/git/refs/(.+)$`), handle: moveRef },
  { method: "DELETE", pattern: new RegExp(`^${repo}/git/refs/(.+)$`), handle: moveRef },
  { method: "PUT", pattern: new RegExp(`^${repo}/contents/(.+)$`), handle: writeContents },
  { method: "DELETE", pattern: new RegExp(`^${repo}/contents/(.+)$`), handle: writeContents },
  { method: "POST", pattern: new RegExp(`^${repo}/git/commits$`), handle: createCommit },
];

async function createRef(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const ref = at(exchange.body, "ref");
  return watched(exchange, owner, name, typeof ref === "string" ? ref : "");
}

async function moveRef(exchange: Exchange, owner: string, name: string, ref: string): Promise<Answer> {
  return watched(exchange, owner, name, `refs/${ref}`);
}

/** emulate writes its cast's names into commits it makes itself, so the author is always told. */
async function writeContents(exchange: Exchange, owner: string, name: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  const given = fields(exchange.body);
  const branch = typeof given.branch === "string" ? given.branch : (repository?.defaultBranch ?? "main");
  const me = identityOf(exchange.world, exchange.caller);
  const body = { ...given, branch, author: given.author ?? me, committer: given.committer ?? me };
  return watched(exchange, owner, name, `refs/heads/${branch}`, body);
}

async function createCommit(exchange: Exchange): Promise<Answer> {
  const given = fields(exchange.body);
  const me = identityOf(exchange.world, exchange.caller);
  const author = isObject(given.author) ? { ...me, ...given.author } : me;
  const committer = isObject(given.committer) ? { ...me, ...given.committer } : author;
  const answer = await forward(exchange, {
    body: { ...given, parents: given.parents ?? [], author, committer },
  });
  return restated(answer);
}

/** Forwards a request that may move one ref, and sees whether it did. */
async function watched(
  exchange: Exchange,
  owner: string,
  name: string,
  ref: string,
  body = exchange.body,
): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  if (!repository) return notFound();
  const { world, caller } = exchange;
  const current = () => (ref === "" ? Promise.resolve(undefined) : repository.git.ref(ref, world.admin()));
  return repository.locked(async () => {
    const before = await current();
    if (exchange.method === "PATCH" && before === undefined) return refuse(422, "Reference does not exist");
    const answer = await forward(exchange, { body });
    if (succeeded(answer)) await refMoved(world, repository, { ref, before, after: await current(), caller });
    return restated(answer);
  });
}

/** emulate's sentences, where GitHub has others. */
const sentences: Record<string, string> = {
  "Update is not a fast-forward": "Update is not a fast forward",
  "Invalid sha": "Object does not exist",
  Forbidden: "Resource not accessible by integration",
};

export function restated(answer: Answer): Answer {
  if (succeeded(answer) || !isObject(answer.body) || typeof answer.body.message !== "string") return answer;
  const sentence = sentences[textAt(answer.body, "message")];
  return sentence === undefined ? answer : { ...answer, body: { ...answer.body, message: sentence } };
}
