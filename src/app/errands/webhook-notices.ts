import { z } from "zod";
import { createOnce } from "../../github/issues/comments.ts";
import { historyIssues } from "../../github/issues/history-issues.ts";
import { findOrCreateIssue } from "../../github/issues/issues.ts";
import { marker } from "../../github/issues/marker.ts";
import { disabledNotice, refusedNotice, webhooksIssue } from "../../reports/webhook-notice.ts";
import type { EndpointRecord } from "../../webhooks/outbox/store.ts";
import { displayUrl } from "../../webhooks/target.ts";
import type { AppRepository } from "../repository.ts";
import type { ErrandTools } from "./errand-tools.ts";
import { type Errand, refusalKey } from "./errands.ts";

type OfKind<Kind extends Errand["kind"]> = Extract<Errand, { readonly kind: Kind }>;

/**
 * Tells the history issues of the prompts whose events an endpoint missed that it was switched off; where none of them has
 * one, the repository's issue for its webhooks. An endpoint that is on again meanwhile is no news.
 */
export async function tellOfDisabled(
  errand: OfKind<"endpoint_disabled">,
  tools: Pick<ErrandTools, "github" | "outbox">,
): Promise<void> {
  const endpoint = (await tools.outbox.endpoints({})).find(({ id }) => id === errand.endpoint);
  if (endpoint === undefined || endpoint.disabledAt !== errand.disabledAt) return;
  const missed = await missedBy(endpoint, tools.outbox);
  if (missed === null) return;
  const repository = await tools.github.find(missed.fullName);
  // Where the app is no longer installed, or another repository has the name now, nobody is left to be told.
  if (repository?.id !== endpoint.repositoryId) return;
  const key = `endpoint:${endpoint.id}:${errand.disabledAt}`;
  const body = disabledNotice(noticeOf(endpoint, missed));
  const since = new Date(errand.disabledAt).toISOString();
  const histories = historyIssues(repository, await repository.self());
  let told = false;
  for (const promptId of missed.prompts) {
    const [last, before] = (await histories.parts(promptId)).toReversed();
    if (last === undefined) continue;
    await histories.commentOnce({ issue: last.issue, earlier: before?.issue ?? null, key, since }, body);
    told = true;
  }
  if (!told) await tellRepository(repository, key, body);
}

function noticeOf(endpoint: EndpointRecord, { undelivered }: Missed) {
  const { disabledAt, disabledReason, failingSince, id, url } = endpoint;
  return {
    id,
    target: displayUrl(url),
    reason: disabledReason ?? "failing",
    disabledAt: new Date(disabledAt ?? 0).toISOString(),
    failingSince: failingSince === null ? null : new Date(failingSince).toISOString(),
    undelivered,
  };
}

/** Tells a repository which webhooks of its config are not sent. */
export async function tellOfRefused(
  errand: OfKind<"endpoints_refused">,
  { github }: Pick<ErrandTools, "github">,
): Promise<void> {
  const repository = await github.open(errand.repository, errand.installation);
  await tellRepository(repository, `refused:${refusalKey(errand)}`, refusedNotice(errand.refused));
}

async function tellRepository(repository: AppRepository, key: string, body: string): Promise<void> {
  const { client, owner, repo } = repository;
  const author = await repository.self();
  const place = { client, owner, repo, author };
  const { issue } = await findOrCreateIssue({
    ...place,
    ...webhooksIssue(),
    marker: marker("webhooks", "issue"),
    label: "pointsman-webhooks",
  });
  await createOnce({ ...place, issue: issue.number, marker: marker("webhooks-entry", key), body });
}

/** How many history issues are told of one endpoint at most, and how far back is looked for whom it concerns. */
const TOLD_PROMPTS = 10;
const LOOKED_AT = 500;

interface Missed {
  /** `owner/repo`, as it was called when the latest of them was announced. */
  readonly fullName: string;
  readonly prompts: readonly string[];
  readonly undelivered: number;
}

const bodySchema = z.object({ repository: z.string() });

/** What of its deliveries did not arrive; null where everything about it was pruned. */
async function missedBy(
  { id: endpointId }: EndpointRecord,
  outbox: ErrandTools["outbox"],
): Promise<Missed | null> {
  const missed = await outbox.list({ endpointId, states: ["dead", "disabled"], limit: LOOKED_AT });
  const [latest] = missed;
  const body = latest === undefined ? null : ((await outbox.show(latest.id))?.body ?? null);
  if (body === null) return null;
  const prompts = [...new Set(missed.map(({ promptId }) => promptId))].slice(0, TOLD_PROMPTS);
  const { repository: fullName } = bodySchema.parse(JSON.parse(body));
  return { fullName, prompts, undelivered: missed.length };
}
