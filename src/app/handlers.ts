import type { Context, Probot } from "probot";
import { z } from "zod";
import type { Author } from "../github/author.ts";
import { type ClientPolicy, wrapOctokit } from "../github/client.ts";
import type { GitHubClient } from "../github/repository.ts";
import { whoAmI } from "../github/who-am-i.ts";
import type { Surroundings } from "../releases/ports.ts";
import { commentCreated } from "./comment-created.ts";
import type { Outbox } from "./durable.ts";
import { releasePushed } from "./release-pushed.ts";
import { type AppRepository, openRepository } from "./repository.ts";
import type { Settings } from "./settings.ts";

interface AppParts {
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  /** Watches GitHub's clock on the way. */
  readonly fetch: typeof globalThis.fetch;
  readonly outbox: Outbox;
}

/** What the app remembers between deliveries; all of it can be lost. */
interface Memory {
  self: Promise<Author> | undefined;
  /** The release branch's name as last seen, by repository id, so that a command needs one reading trip. */
  readonly branchNames: Map<number, string>;
}

const NO_COMMIT = /^0+$/;
const DEFAULT_BRANCH_NAME = "prompt-releases";

/**
 * The Probot app: new comments run commands, pushes to the release branch are announced. The comments on one issue come to it
 * one at a time, and so do the pushes of one repository: repeats find what the first one did.
 */
export function pointsmanApp(parts: AppParts): (app: Probot) => void {
  const memory: Memory = { self: undefined, branchNames: new Map() };
  return (app) => {
    app.on("issue_comment.created", (context) => onComment(app, context, { ...parts, memory }));
    app.on("push", (context) => onPush(app, context, { ...parts, memory }));
  };
}

interface Handling extends AppParts {
  readonly memory: Memory;
}

async function onComment(
  app: Probot,
  context: Context<"issue_comment.created">,
  handling: Handling,
): Promise<void> {
  const { comment, issue, repository: facts } = context.payload;
  if (!comment.body.startsWith("/") || comment.user === null) return;
  const user = comment.user;
  const repository = await repositoryOf(app, context, handling);
  const handled = await commentCreated({
    repository,
    issue: issue.number,
    comment: {
      id: comment.id,
      body: comment.body,
      url: comment.html_url,
      createdAt: comment.created_at,
      author: { login: user.login, id: user.id, isBot: user.type === "Bot" },
    },
    surroundings: handling.surroundings,
    log: (message) => context.log.info(message),
    branchName: handling.memory.branchNames.get(facts.id) ?? DEFAULT_BRANCH_NAME,
  });
  if (handled.kind === "answered" && handled.outcome && "controls" in handled.outcome) {
    const name = handled.outcome.controls.config.file.release_branch;
    handling.memory.branchNames.set(facts.id, name);
  }
}

async function onPush(app: Probot, context: Context<"push">, handling: Handling): Promise<void> {
  const { after, before, deleted, ref, repository: facts } = context.payload;
  if (!ref.startsWith("refs/heads/") || deleted) return;
  const repository = await repositoryOf(app, context, handling);
  const controls = await repository.controls();
  const { announce, release_branch } = controls.config.file;
  if (ref !== `refs/heads/${release_branch}` || announce !== "app") return;
  handling.memory.branchNames.set(facts.id, release_branch);
  const { outbox, settings, surroundings } = handling;
  await releasePushed({
    repository,
    controls,
    before: NO_COMMIT.test(before) ? null : before,
    after,
    settings,
    now: () => Date.parse(surroundings.now()),
    outbox,
    log: (message) => context.log.warn(message),
  });
}

async function repositoryOf(
  app: Probot,
  context: Context<"issue_comment.created"> | Context<"push">,
  { fetch, memory, surroundings }: Handling,
): Promise<AppRepository> {
  const { full_name, html_url, id } = context.payload.repository;
  const [owner = "", repo = ""] = full_name.split("/");
  const policy = { surroundings, fetch, log: (message: string) => context.log.warn(message) };
  const client = wrapOctokit(context.octokit, policy);
  const self = () => remembered(memory, () => findSelf(app, client, policy));
  return openRepository({ id, owner, repo, url: html_url }, { client, self });
}

/** Asked for once in the life of the process; a failure is forgotten, so that the next answer asks again. */
function remembered(memory: Memory, find: () => Promise<Author>): Promise<Author> {
  memory.self ??= find().catch((error: unknown) => {
    memory.self = undefined;
    throw error;
  });
  return memory.self;
}

const appAnswer = z.object({ slug: z.string() });

/** Only the app's own token may ask what the app is called, and only an installation's who its account is. */
async function findSelf(app: Probot, installation: GitHubClient, policy: ClientPolicy): Promise<Author> {
  const { data } = await wrapOctokit(await app.auth(), policy).request("GET /app");
  return whoAmI(installation, { kind: "app", slug: appAnswer.parse(data).slug });
}
