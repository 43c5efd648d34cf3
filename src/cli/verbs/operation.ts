import { z } from "zod";
import {
  type Operation,
  type OperationOutcome,
  type OperationVerb,
  operate,
} from "../../releases/operate.ts";
import type { Replayed, VersionLost } from "../../releases/replay.ts";
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
