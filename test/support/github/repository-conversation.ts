import { commentView } from "./comment.ts";
import { type By, everyPage, request } from "./inside.ts";
import { type JsonObject, listAt, numberAt, objectAt, textAt } from "./json.ts";
import { pullJson } from "./pull-json.ts";
import type { PullRequest, RepositoryHandle } from "./repository-types.ts";
import { workflowEvents } from "./workflow-events.ts";
import type { Repository, World } from "./world.ts";

type ConversationSide = Pick<
  RepositoryHandle,
  | "openPullRequest"
  | "pullRequest"
  | "merge"
  | "issue"
  | "issues"
  | "comment"
  | "editComment"
  | "comments"
  | "pretendComments"
  | "lock"
  | "reactions"
  | "statuses"
  | "dispatched"
  | "checkRuns"
>;

export function conversationSide(world: World, repository: Repository): ConversationSide {
  const base = `/repos/${repository.nameWithOwner}`;
  const send = (by: By, method: string, path: string, body?: unknown) =>
    request(world, by, { method, path: `${base}${path}`, body });
  return {
    async openPullRequest({ head, base: into = repository.defaultBranch, title = head, body = "", by }) {
      return pullView(await send(by, "POST", "/pulls", { head, base: into, title, body }));
    },
    pullRequest: async (number) => pullView(await pullJson(world, repository, number)),
    async merge(number, by, method = "merge") {
      return textAt(await send(by, "PUT", `/pulls/${number}/merge`, { merge_method: method }), "sha");
    },
    async issue({ title, body = "", by }) {
      const json = objectAt(await send(by, "POST", "/issues", { title, body }));
      return { ...json, number: numberAt(json, "number") };
    },
    issues: async () => (await everyPage(world, `${base}/issues?state=all`)).map((json) => objectAt(json)),
    async comment(number, body, by, { createdAt } = {}) {
      const path = `${base}/issues/${number}/comments`;
      const what = { method: "POST", path, body: { body } };
      return commentView(
        await request(world, by, createdAt === undefined ? what : { ...what, backdate: createdAt }),
      );
    },
    editComment: async (id, body, by) =>
      commentView(await send(by, "PATCH", `/issues/comments/${id}`, { body })),
    comments: async (number) =>
      (await everyPage(world, `${base}/issues/${number}/comments`)).map(commentView),
    pretendComments: (number, count) => {
      repository.pretendedComments.set(number, count);
    },
    lock: async (number) => {
      await send(undefined, "PUT", `/issues/${number}/lock`, {});
    },
    async reactions(id) {
      const found = world.reactions.get(`${repository.nameWithOwner}/comments/${id}`) ?? [];
      return found.map(({ user, content }) => ({ user, content }));
    },
    statuses: async (oid) =>
      repository.statuses
        .filter(({ sha }) => sha === oid)
        .map(({ context, creator, description, state, targetUrl }) => ({
          ...{ state, context, description, targetUrl, creator },
        }))
        .reverse(),
    dispatched: () =>
      Promise.all(
        repository.dispatches.map(async ({ caller, inputs, runId, workflow }) => {
          const by = "token" in caller ? { token: caller.token } : undefined;
          const event = await workflowEvents(world, repository).workflowDispatch(inputs, by);
          return { workflow, inputs, runId, event };
        }),
      ),
    async checkRuns(ref) {
      const json = await send(undefined, "GET", `/commits/${ref}/check-runs?per_page=100`);
      return listAt(json, "check_runs").map((run) => objectAt(run));
    },
  };
}

function pullView(json: unknown): PullRequest {
  const pull: JsonObject = objectAt(json);
  return {
    ...pull,
    number: numberAt(pull, "number"),
    headOid: textAt(pull, "head", "sha"),
    baseOid: textAt(pull, "base", "sha"),
    merged: pull.merged === true,
  };
}
