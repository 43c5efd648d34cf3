import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { publishHere } from "./action-here.ts";
import type { GitHub, InstalledApp } from "./github/github.ts";
import type { User } from "./github/inside.ts";
import { at } from "./github/json.ts";
import type { RepositoryHandle } from "./github/repository-types.ts";
import { eventsOf, versionIds } from "./releases.ts";
import { plainPath, plainPrompt, readingTime } from "./releases-on-stage.ts";

/** A comment that GitHub could not deliver yet. */
interface Waiting {
  readonly id: number;
  readonly issue: number;
  readonly text: string;
  /** Whether it asks for a change, which is then one event. */
  readonly acts: boolean;
}

/** What GitHub brings when it brings everything at once. */
export interface Burst {
  readonly comments: readonly Waiting[];
  /** One delivery for each comment, signed as GitHub signs. */
  readonly deliveries: readonly SignedDelivery[];
}

export interface SignedDelivery {
  readonly headers: Record<string, string>;
  readonly body: string;
}

interface Place {
  readonly github: GitHub;
  readonly installed: InstalledApp;
  readonly repository: RepositoryHandle;
}

/** Ten commands on each, which may come in any order: two or four change something, the others ask. */
const PROMPTS = 25;
const COMMANDS = 10;
const QUESTIONS = ["status", "history", "diff"];
const LOOK_EVERY_MS = 20;
const NOBODY = "http://127.0.0.1:9/nobody";

/**
 * 250 comments on an incident's morning, written while nobody listened: rollbacks, promotions, freezes and questions about 25
 * prompts that are published twice. The stage has the environments `staging` and `production`.
 */
export async function burstOfComments({ github, installed, repository }: Place): Promise<Burst> {
  const by = await github.user("on-call", { role: "maintain", on: repository });
  installed.setWebhookUrl(NOBODY);
  const ids = Array.from({ length: PROMPTS }, (_, n) => promptId(n));
  for (const text of ["First text", "Second text"]) {
    await repository.commit({
      files: Object.fromEntries(ids.map((id) => [plainPath(id), plainPrompt(`${text} of ${id}`)])),
    });
    await publishHere(github, repository);
  }
  await github.idle();
  await readingTime();
  const comments: Waiting[] = [];
  for (const [index, id] of ids.entries()) {
    comments.push(...(await commentsOn(id, { index, by, repository })));
  }
  await github.idle();
  const written = new Set(comments.map((comment) => comment.id));
  const undelivered = github.deliveries.filter(
    ({ event, payload }) => event === "issue_comment" && written.has(Number(at(payload, "comment", "id"))),
  );
  const deliveries = undelivered.map(({ event, guid, payload }) => {
    const body = JSON.stringify(payload);
    const hmac = createHmac("sha256", installed.webhookSecret).update(body).digest("hex");
    const headers = {
      "content-type": "application/json",
      "x-github-delivery": guid,
      "x-github-event": event,
      "x-hub-signature-256": `sha256=${hmac}`,
    };
    return { headers, body };
  });
  return { comments, deliveries };
}

interface Writing {
  readonly index: number;
  readonly by: User;
  readonly repository: RepositoryHandle;
}

async function commentsOn(prompt: string, { by, index, repository }: Writing): Promise<Waiting[]> {
  const [first, second] = await versionIds(repository, prompt);
  const { number: issue } = await repository.issue({ title: `Something is wrong with ${prompt}` });
  const backwards = [
    `/rollback ${prompt} in production because it answers nonsense`,
    `/rollback ${prompt} in staging`,
    `/freeze ${prompt} in production`,
    `/freeze ${prompt} in staging`,
  ];
  const forwards = [
    `/promote ${prompt} ${first} to staging from ${second}`,
    `/promote ${prompt} ${first} to production from ${second} because the first was better`,
  ];
  const acting = index % 2 === 0 ? backwards : forwards;
  const asking = Array.from({ length: COMMANDS - acting.length }, (_, n) => `/${QUESTIONS[n % 3]} ${prompt}`);
  const written: Waiting[] = [];
  for (const text of [...acting, ...asking]) {
    const { id } = await repository.comment(issue, text, by);
    written.push({ id, issue, text, acts: acting.includes(text) });
  }
  return written;
}

/** Resolves when each comment has an answer; what follows from the commands may still go on. */
export async function allAnswered(
  { comments }: Burst,
  { deliveries }: Pick<GitHub, "deliveries">,
): Promise<void> {
  const left = new Set(comments.map(({ id }) => id));
  for (let read = 0; left.size > 0; await wait(LOOK_EVERY_MS)) {
    for (; read < deliveries.length; read += 1) {
      const body = String(at(deliveries[read]?.payload, "comment", "body"));
      left.delete(Number(/^<!-- pointsman:answer:(\d+) -->/.exec(body)?.[1]));
    }
  }
}

/** What is not as it should be: each comment is answered once, and acted on once where it asks for a change. One line each. */
export async function flawsOf({ comments }: Burst, repository: RepositoryHandle): Promise<readonly string[]> {
  const issues = [...new Set(comments.map(({ issue }) => issue))];
  const answers = (await Promise.all(issues.map((issue) => repository.comments(issue)))).flat();
  const ids = Array.from({ length: PROMPTS }, (_, n) => promptId(n));
  const events = (await Promise.all(ids.map((id) => eventsOf(repository, id)))).flat();
  return comments.flatMap(({ acts, id, text }) => {
    const answered = answers.filter(({ body }) => body.startsWith(`<!-- pointsman:answer:${id} -->`)).length;
    const acted = events.filter(({ key }) => key === `comment:${id}`).length;
    if (answered === 1 && acted === (acts ? 1 : 0)) return [];
    return [`${text}: answered ${answered} times, acted on ${acted} times`];
  });
}

function promptId(index: number): string {
  return `burst-${index + 1}`;
}
