import { z } from "zod";
import type { Cause } from "../../domain/ledger/event.ts";
import { hasErrors } from "../../domain/problem.ts";
import type { Controls } from "../../releases/controls.ts";
import { findPrompt } from "../../releases/find-prompt.ts";
import type { Replayed } from "../../releases/operate/replay.ts";
import {
  type PublishedPrompt,
  type PublishOutcome,
  type PublishStopped,
  publish,
} from "../../releases/publish/publish.ts";
import { sourceCatalog, unknownSource } from "../prompts.ts";
import { publishResult } from "../publish-result.ts";
import { release } from "../release.ts";
import { type LocalRepository, openForReading, openRepository } from "../repository.ts";
import type { VerbResult } from "../result.ts";
import { UsageError } from "../usage-error.ts";
import type { RunVerb } from "../verb.ts";
import { promptWord, readWords, releaseOptions } from "../words.ts";

const schema = z.strictObject({
  prompts: z.array(promptWord).default([]),
  everything: z.literal(true).optional(),
  ...releaseOptions,
});

type Outcome = PublishOutcome | PublishStopped;

/** Publishes what the default branch's head says; the work tree is never looked at. */
export const runPublish: RunVerb = async (call) => {
  const words = readWords(schema, call.input);
  const repository = await openRepository(call);
  refuseBrokenConfig(await repository.controls());
  const chosen = words.prompts.length === 0 ? null : await idsOf(repository, words.prompts);
  if (chosen !== null && "exitCode" in chosen) return chosen;
  const run = await release<Outcome>(repository, words, {
    run: (cause) => publishNow(repository, cause, { only: chosen, everything: words.everything === true }),
    fromReplay: (replayed, causeKey, before) =>
      before === undefined ? undefined : afterReplay(before, replayed, causeKey),
    isPushable: ({ status }) => status === "settled",
  });
  const place = { repo: repository.repo, hasRemote: repository.remotes.length > 0 };
  return publishResult(run, words.prompts, place);
};

/** With the defaults in place of a broken config, versions would go live where nobody wants them. */
function refuseBrokenConfig({ problems }: Controls): void {
  if (!hasErrors(problems)) return;
  const lines = problems.map(({ column, line, message, path }) => `${path}:${line}:${column}: ${message}`);
  throw new UsageError("config_invalid", `${lines.join("\n")}\nNothing was published.`);
}

function publishNow(
  repository: LocalRepository,
  cause: Cause,
  { everything, only }: { readonly everything: boolean; readonly only: readonly string[] | null },
): Promise<Outcome> {
  const { controls, environment, sources } = repository;
  return publish(
    {
      causeFor: (promptId) => ({ ...cause, key: `${cause.key}:${promptId}` }),
      only,
      everything,
      pullRequestOf: async () => null,
      evidence: null,
      onProgress: ({ published, remaining }) =>
        environment.progress(`${published} published, ${remaining} to look at`),
    },
    { branch: repository.branch, sources, controls, surroundings: environment.surroundings },
  );
}

/** The ids of prompts named by id or slug, or the answer that one of them is in neither place. */
async function idsOf(
  repository: LocalRepository,
  names: readonly string[],
): Promise<readonly string[] | VerbResult> {
  const read = await openForReading(repository);
  const found = await Promise.all(names.map((name) => findPrompt(read.branch, name)));
  const ids = found.map(({ promptId }, index) => promptId ?? names[index] ?? "");
  const { problems, prompts } = await sourceCatalog(repository, read, ids);
  const unknown = ids.find((id) => !prompts.has(id) && problems.length === 0);
  if (unknown === undefined) return [...new Set(ids)];
  const all = await sourceCatalog(repository, read);
  return unknownSource(unknown, [...all.prompts.keys()]);
}

/** What was published and then decided again on the remote's head has other commits there, maybe other versions. */
function afterReplay(before: Outcome, replayed: readonly Replayed[], causeKey: string): Outcome {
  const own = replayed.filter(({ event }) => event.key.startsWith(`${causeKey}:`));
  if (own.length === 0 || before.status !== "settled") return before;
  const again = new Map<string, PublishedPrompt>();
  for (const { outcome } of own) {
    if (outcome.status !== "settled") continue;
    for (const one of outcome.published) again.set(one.promptId, one);
  }
  const wasReplayed = new Set(own.map(({ event }) => event.prompt_id));
  const published = before.published.flatMap((one) =>
    wasReplayed.has(one.promptId) ? (again.get(one.promptId) ?? []) : [one],
  );
  return { ...before, published };
}
