import { z } from "zod";
import { eventId, type LedgerEvent } from "../../domain/ledger/event.ts";
import { defaultEnvironment } from "../../domain/policy/config.ts";
import {
  type Operation,
  type OperationOutcome,
  type OperationVerb,
  operate,
} from "../../releases/operate/operate.ts";
import type { Replayed, VersionLost } from "../../releases/operate/replay.ts";
import { operationResult } from "../operation-result.ts";
import { release } from "../release.ts";
import { openRepository } from "../repository.ts";
import type { RunVerb } from "../verb.ts";
import { environmentWord, promptWord, readWords, releaseOptions, versionWord } from "../words.ts";

const schema = z.strictObject({
  prompt: promptWord,
  to: versionWord.optional(),
  from: versionWord.optional(),
  in: environmentWord.optional(),
  ...releaseOptions,
});

/** The verbs that change pointers or standing: `rollback`, `promote`, `archive`, `restore`, `freeze`, `unfreeze`. */
export function runOperation(verb: OperationVerb): RunVerb {
  return async (call) => {
    const words = readWords(schema, call.input);
    const repository = await openRepository(call);
    const asked = {
      verb,
      prompt: words.prompt,
      version: words.to ?? null,
      from: words.from ?? null,
      environment: words.in ?? null,
    } as const;
    const run = await release<OperationOutcome | VersionLost>(repository, words, {
      run: (cause, controls) => {
        const operation: Operation = { ...asked, cause };
        return operate(operation, {
          branch: repository.branch,
          controls: repository.controls,
          members: null,
          surroundings: repository.environment.surroundings,
          branchName: controls.config.file.release_branch,
        });
      },
      fromReplay: ownOutcome,
      isPushable: ({ status }) => status === "done",
      resumes: (unpushed, { config }) => {
        const environment = asked.environment ?? defaultEnvironment(config);
        return meantAgain({ ...asked, environment }, unpushed);
      },
    });
    const place = { repo: repository.repo, hasRemote: repository.remotes.length > 0 };
    return operationResult(asked, run, place);
  };
}

/** The outcome of this very key, where it was written earlier and was now decided again. */
function ownOutcome(
  replayed: readonly Replayed[],
  causeKey: string,
): OperationOutcome | VersionLost | undefined {
  const own = replayed.findLast(({ event }) => event.key === causeKey)?.outcome;
  return own === undefined || own.status === "known" || "published" in own ? undefined : own;
}

const MOVES: ReadonlySet<LedgerEvent["type"]> = new Set([
  "prompt.published",
  "prompt.promoted",
  "prompt.rolled_back",
]);

/**
 * The unpushed rollback that another one means, which says neither whence nor where to: going back a second time because the
 * remote was away the first time would go one version too far.
 */
function meantAgain(
  { environment, from, prompt, verb, version }: Omit<Operation, "cause">,
  unpushed: readonly LedgerEvent[],
): LedgerEvent | undefined {
  if (verb !== "rollback" || version !== null || from !== null) return undefined;
  // An event's id is made of the slug, so it says whether that is the name which was typed.
  const concerns = (event: LedgerEvent) =>
    event.environment === environment &&
    (event.prompt_id === prompt || event.id === eventId(prompt, event.key));
  const last = unpushed.findLast((event) => concerns(event) && MOVES.has(event.type));
  return last?.type === "prompt.rolled_back" ? last : undefined;
}
