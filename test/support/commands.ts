import { setTimeout as wait } from "node:timers/promises";
import type { GitHub } from "./github/github.ts";
import type { By } from "./github/inside.ts";
import type { RepositoryHandle } from "./github/repository-types.ts";

/** Where commands are typed. A `Stage` is one. */
export interface Place {
  readonly github: GitHub;
  readonly repository: RepositoryHandle;
}

/** What became of a comment once everything that followed from it had settled. */
export interface Heard {
  readonly id: number;
  /** The app's answers to it, without their markers. */
  readonly answers: readonly string[];
  readonly reactions: readonly string[];
}

export interface Saying {
  readonly text: string;
  readonly by: By;
  /** A new issue where absent. */
  readonly issue?: number;
  /** RFC 3339; backdates the comment. */
  readonly createdAt?: string;
}

/** Comments, and waits until no delivery to the app is under way any more. */
export async function say(place: Place, saying: Saying): Promise<Heard> {
  const issue = saying.issue ?? (await newIssue(place));
  const { createdAt } = saying;
  const { id } = await place.repository.comment(
    issue,
    saying.text,
    saying.by,
    createdAt === undefined ? {} : { createdAt },
  );
  await place.github.idle();
  return heard(place, issue, id);
}

/** GitHub dates comments in whole seconds: one that is written after this is later than all that happened before. */
export async function secondIsOver(): Promise<void> {
  const second = Math.floor(Date.now() / 1_000);
  while (Math.floor(Date.now() / 1_000) === second) await wait(1_000 - (Date.now() % 1_000));
}

export async function newIssue({ repository }: Place): Promise<number> {
  return (await repository.issue({ title: "Something is wrong" })).number;
}

export async function heard({ repository }: Place, issue: number, id: number): Promise<Heard> {
  const reactions = (await repository.reactions(id)).map(({ content }) => content);
  return { id, answers: await answersTo(repository, issue, id), reactions };
}

/** The bot's answers to one comment. */
async function answersTo(repository: RepositoryHandle, issue: number, id: number): Promise<string[]> {
  const mark = `<!-- pointsman:answer:${id} -->\n`;
  const ours = (await repository.comments(issue)).filter(({ author }) => author === "pointsman[bot]");
  return ours.flatMap(({ body }) => (body.startsWith(mark) ? [body.slice(mark.length)] : []));
}

/** What the history issue of a prompt says: its text, then its comments. Null where there is none. */
export async function historyOf(
  { repository }: Place,
  prompt: string,
): Promise<{ readonly body: string; readonly entries: readonly string[] } | null> {
  const mark = `<!-- pointsman:history:${prompt} -->`;
  const issues = (await repository.issues()).filter(({ body }) => String(body).startsWith(mark));
  const [issue] = issues;
  if (issue === undefined) return null;
  if (issues.length > 1) throw new Error(`${prompt} has ${issues.length} history issues`);
  const entries = (await repository.comments(Number(issue.number))).map(({ body }) => body);
  return { body: String(issue.body), entries };
}

/** Requests that change something: what silence must be without. */
export function writesOf({ github }: Place): string[] {
  const writes = github.requests.filter(
    ({ graphqlOperation, method, path }) =>
      !["GET", "HEAD"].includes(method) &&
      !path.endsWith("/access_tokens") &&
      !(path === "/graphql" && graphqlOperation !== "pointsmanAppend"),
  );
  return writes.map(({ graphqlOperation, method, path }) => `${method} ${graphqlOperation ?? path}`);
}

/** The app's answer to a delivery that it keeps, to work on it. */
const TAKEN_IN = 202;

/**
 * Delivers again, once, what the app did not take, as somebody would from GitHub's list of deliveries; and lets the time pass
 * after which the app tries again what it took and could not do, and does what it put off.
 */
export async function redeliverFailed({ github }: Place, since = 0): Promise<void> {
  const failed = github.deliveries.slice(since).filter(({ status = 0 }) => status < 200 || status > 299);
  const waiting = (await Promise.all([...github.consumers].map((consumer) => consumer.hurry()))).flat();
  // What it has given itself to do GitHub knows nothing of.
  const known = waiting.filter((id) => github.deliveries.some(({ guid }) => guid === id));
  const guids = new Set([...failed.map(({ guid }) => guid), ...known]);
  // A repeat of what it keeps does nothing but wake the app, which by itself looks only once a second for what is due.
  const kept = github.deliveries.findLast(({ status }) => status === TAKEN_IN);
  if (guids.size === 0 && waiting.length > 0 && kept !== undefined) guids.add(kept.guid);
  for (const guid of guids) await github.redeliver(guid);
  await github.idle();
}
