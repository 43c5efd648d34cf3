import { amendAnswer } from "../../github/issues/replies.ts";
import { byComment } from "../../projections/asked-in.ts";
import type { Announcement } from "../../releases/announcements.ts";
import { type ShownDelivery, withDeliveries } from "../../reports/deliveries.ts";
import type { DeliveryRecord } from "../../webhooks/outbox/store.ts";
import { displayUrl } from "../../webhooks/target.ts";
import type { AppRepository } from "../repository.ts";
import type { ErrandTools } from "./errand-tools.ts";
import type { Errand } from "./errands.ts";

type Telling = Extract<Errand, { readonly kind: "deliveries_of_answer" }>;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * When the deliveries are looked at after they were announced: when healthy receivers have answered, when the first attempt
 * of every other is over, when one that was only restarted has taken the second, and when nothing is tried any more. The
 * answer changes only where there is news.
 */
const LOOKS_MS = [2 * SECOND, 20 * SECOND, 10 * MINUTE, 84 * HOUR] as const;

/** As many deliveries as one comment can have caused. */
const MOST = 1_000;

/** Has the answers to the comments that caused these events say what became of their webhooks. Repeats change nothing. */
export async function haveDeliveriesTold(
  { prompts }: Announcement,
  {
    giveErrand,
    now,
    repository,
  }: Pick<ErrandTools, "giveErrand" | "now"> & { readonly repository: AppRepository },
): Promise<void> {
  const { id, installation, owner, repo, url } = repository;
  const announcedAt = now();
  for (const { caused, comment, issue } of byComment(prompts.flatMap(({ events }) => events))) {
    await giveErrand({
      kind: "deliveries_of_answer",
      repository: { id, full_name: `${owner}/${repo}`, html_url: url },
      installation,
      issue,
      comment,
      events: caused.map(({ event }) => event.id),
      announcedAt,
      look: 0,
      due: announcedAt + LOOKS_MS[0],
    });
  }
}

/** Looks at the deliveries once and amends the answer, or leaves it to the next look where they are under way. */
export async function tellDeliveries(telling: Telling, tools: ErrandTools): Promise<void> {
  const { look } = telling;
  const deliveries = await deliveriesOf(telling, tools);
  if (deliveries.length === 0) return;
  const settled = deliveries.every(({ status }) => status !== "later");
  const told = (settled || look > 0) && (await amend(telling, deliveries, tools));
  const next = LOOKS_MS[look + 1];
  if ((settled && told) || next === undefined) return;
  await tools.giveErrand({ ...telling, look: look + 1, due: telling.announcedAt + next });
}

/** False where there is no answer yet. */
async function amend(
  { comment, installation, issue, repository: facts }: Telling,
  deliveries: readonly ShownDelivery[],
  { github }: Pick<ErrandTools, "github">,
): Promise<boolean> {
  const repository = await github.open(facts, installation);
  const place = { ...repository, issue, comment, author: await repository.self() };
  return (await amendAnswer(place, (answer) => withDeliveries(answer, deliveries, "app"))) !== "absent";
}

async function deliveriesOf(
  { events, repository }: Telling,
  { outbox }: Pick<ErrandTools, "outbox">,
): Promise<readonly ShownDelivery[]> {
  const filter = { repositoryId: repository.id, limit: MOST };
  const lists = await Promise.all(events.map((eventId) => outbox.list({ ...filter, eventId })));
  return lists.flat().toReversed().map(shown);
}

function shown({ code, dueAt, state, status, url }: DeliveryRecord): ShownDelivery {
  const target = displayUrl(url);
  const failure = code === "http_status" && status !== null ? `${code} ${status}` : code;
  switch (state) {
    case "delivered":
      return { target, status: "accepted", why: null };
    case "pending":
    case "leased":
    case "failed":
      // A failure that is to be tried again has its time; without one it is being tried right now.
      return { target, status: "later", why: failure ?? (dueAt === null ? "under way" : "not tried") };
    case "dead":
      return { target, status: "never", why: failure };
    case "disabled":
      return { target, status: "never", why: "endpoint_disabled" };
  }
}
