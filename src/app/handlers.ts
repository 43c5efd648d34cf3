import type { Context, Probot } from "probot";
import { brokenAt, CONFIG_PATH } from "../releases/controls.ts";
import type { Surroundings } from "../releases/ports.ts";
import { type TakeTurns, takingTurns } from "../work/turns.ts";
import { commentCreated } from "./comment-created.ts";
import { lookAtRepository } from "./errands/catch-up.ts";
import type { ErrandTools } from "./errands/errand-tools.ts";
import type { GuardBranches } from "./pushes/guarded-branches.ts";
import { releasePushed } from "./pushes/release-pushed.ts";
import type { AppRepository } from "./repository.ts";

interface AppParts extends Omit<ErrandTools, "now" | "log"> {
  readonly guarded: GuardBranches;
  readonly surroundings: Surroundings;
  /** Something in the repository of this id moved, and what follows from it was done. */
  readonly pushed: (repositoryId: number) => void;
}

const NO_COMMIT = /^0+$/;

/**
 * The Probot app: new comments run commands, pushes to the release branch are announced. The comments on one issue come to it
 * one at a time, and so do the pushes of one repository: repeats find what the first one did.
 */
export function pointsmanApp(parts: AppParts): (app: Probot) => void {
  const handling: Handling = {
    ...parts,
    now: () => Date.parse(parts.surroundings.now()),
    takeTurns: takingTurns(),
  };
  return (app) => {
    app.on("issue_comment.created", (context) => onComment(context, handling));
    app.on("push", (context) => onPush(context, handling));
  };
}

interface Handling extends AppParts {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** By repository id: of many commands at once each would be overtaken by the others again and again. */
  readonly takeTurns: TakeTurns;
}

async function onComment(context: Context<"issue_comment.created">, handling: Handling): Promise<void> {
  const { comment, issue } = context.payload;
  if (!comment.body.startsWith("/") || comment.user === null) return;
  const user = comment.user;
  const repository = await repositoryOf(context, handling);
  const handled = await commentCreated({
    ...handling,
    repository,
    issue: issue.number,
    comment: {
      id: comment.id,
      body: comment.body,
      url: comment.html_url,
      createdAt: comment.created_at,
      author: { login: user.login, id: user.id, isBot: user.type === "Bot" },
    },
    log: (message) => context.log.info(message),
  });
  if (handled.kind === "ignored") return;
  const { outcome, verb } = handled;
  const elapsedMs = handling.now() - Date.parse(comment.created_at);
  handling.recorder.commandHandled({ verb, outcome: outcome?.status ?? "answered", elapsedMs });
}

async function onPush(context: Context<"push">, handling: Handling): Promise<void> {
  try {
    await followPush(context, handling);
  } finally {
    handling.pushed(context.payload.repository.id);
  }
}

async function followPush(context: Context<"push">, handling: Handling): Promise<void> {
  const { after, before, forced, ref, repository: facts, sender } = context.payload;
  if (!ref.startsWith("refs/heads/")) return;
  const repository = await repositoryOf(context, handling);
  const tools = { ...handling, log: (message: string) => context.log.warn(message) };
  if (ref === `refs/heads/${facts.default_branch}` && changesConfig(context.payload)) {
    // It may be readable again, or name another release branch: what nobody looked at so far is looked at now.
    await lookAtRepository(repository, tools);
    return;
  }
  const controls = await repository.controls();
  const { announce, release_branch } = controls.config.file;
  if (ref !== `refs/heads/${release_branch}` || announce !== "app") return;
  // Who is to hear of it, and whose word counts, is not known: the look above makes up for it.
  if (controls.standing.kind === "unreadable")
    return tools.log(`not announced: ${brokenAt(controls)} is broken`);
  await releasePushed({
    repository,
    controls,
    ...tools,
    move: { before: commitOrNull(before), after: commitOrNull(after), forced, pusher: sender?.login ?? null },
  });
}

/** Where GitHub names no commits, as after some forced pushes, it may. */
function changesConfig({ commits, forced }: Context<"push">["payload"]): boolean {
  if (forced || commits.length === 0) return true;
  return commits.some(({ added, modified, removed }) =>
    [added, modified, removed].some((paths) => paths?.includes(CONFIG_PATH)),
  );
}

function commitOrNull(oid: string): string | null {
  return NO_COMMIT.test(oid) ? null : oid;
}

async function repositoryOf(
  context: Context<"issue_comment.created"> | Context<"push">,
  { github }: Handling,
): Promise<AppRepository> {
  const { installation, repository } = context.payload;
  if (installation === undefined) throw new Error("GitHub's delivery names no installation of the app");
  return github.open(repository, installation.id);
}
