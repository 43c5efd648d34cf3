import { historyOf } from "../support/commands.ts";
import { eventsOf, verified } from "../support/releases.ts";
import type { TorturedPrompt, TortureScene } from "./scene.ts";

/** One comment and what it asked for. */
export interface Walk {
  readonly prompt: TorturedPrompt;
  readonly to: string;
  readonly comment: number;
  /** Unlike that of any other walk. */
  readonly reason: string;
}

export interface Account {
  /** Events on the release branch, which all have to be sent. */
  readonly events: number;
  /** Webhooks that arrived, repeats included. */
  readonly deliveries: number;
  readonly repeats: number;
  /** What is missing, one line each. */
  readonly lost: readonly string[];
  /** What is there twice, that nobody asked for, or that is not the same each time. */
  readonly wrong: readonly string[];
}

/** Compares what was asked for with what GitHub and the receiver saw. */
export async function accountFor(scene: TortureScene, walks: readonly Walk[]): Promise<Account> {
  const { prompts, receiver, repository } = scene;
  const lost: string[] = [];
  const wrong: string[] = [];
  const expectOnce = (count: number, what: string) => {
    if (count === 0) lost.push(what);
    if (count > 1) wrong.push(`${what}: ${count} times`);
  };
  const expected = new Set<string>();
  for (const prompt of prompts) {
    const events = await eventsOf(repository, prompt.id);
    const answers = (await repository.comments(prompt.issue)).map(({ body }) => body);
    const entries = (await historyOf(scene, prompt.id))?.entries ?? [];
    const own = walks.filter((walk) => walk.prompt === prompt);
    for (const event of events) expected.add(event.id);
    const rollbacks = events.filter(({ type }) => type === "prompt.rolled_back");
    if (rollbacks.length > own.length) wrong.push(`${prompt.id}: events that nobody asked for`);
    for (const { comment, reason } of own) {
      const mark = `<!-- pointsman:answer:${comment} -->`;
      expectOnce(
        count(rollbacks, ({ key }) => key === `comment:${comment}`),
        `event of ${reason}`,
      );
      expectOnce(
        count(answers, (body) => body.startsWith(mark)),
        `answer to ${reason}`,
      );
      expectOnce(
        count(entries, (body) => body.includes(reason)),
        `history entry of ${reason}`,
      );
    }
  }
  const bodies = Map.groupBy(receiver.deliveries, ({ id }) => id);
  for (const id of expected) if (!bodies.has(id)) lost.push(`webhook ${id}`);
  for (const [id, attempts] of bodies) {
    if (!expected.has(id)) wrong.push(`webhook ${id}: of no event`);
    if (new Set(attempts.map(({ body }) => body)).size > 1)
      wrong.push(`webhook ${id}: not the same each time`);
    if (attempts.some(({ verified: { byHand, standard } }) => !byHand || !standard))
      wrong.push(`webhook ${id}: a signature that receivers refuse`);
  }
  const { findings } = await verified(repository);
  wrong.push(...findings.map((finding) => `release branch: ${JSON.stringify(finding)}`));
  const deliveries = receiver.deliveries.length;
  return { events: expected.size, deliveries, repeats: deliveries - bodies.size, lost, wrong };
}

function count<Item>(items: readonly Item[], matches: (item: Item) => boolean): number {
  return items.filter(matches).length;
}
