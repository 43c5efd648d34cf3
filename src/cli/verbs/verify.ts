import { z } from "zod";
import { isObjectId } from "../../git/refs.ts";
import { runGit } from "../../git/run.ts";
import { type Finding, verify } from "../../releases/verify/verify.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import { resolveCommit } from "../../sources/git.ts";
import { type LocalRepository, openForReading, openRepository } from "../repository.ts";
import { done, no, tryAgain } from "../result.ts";
import { UsageError } from "../usage-error.ts";
import type { RunVerb } from "../verb.ts";
import { readWords } from "../words.ts";

const schema = z.strictObject({
  since: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/, "a commit id in hex, of 7 digits or more")
    .optional(),
});

/** Checks the whole release branch: append-only, chained, folded, digested, and descending from a known head. */
export const runVerify: RunVerb = async (call) => {
  const words = readWords(schema, call.input);
  const repository = await openRepository(call);
  if (await isShallow(repository)) {
    const message =
      "This clone is shallow, so the release branch's history is not all here: run `git fetch --unshallow` and verify again.";
    return tryAgain({ code: "shallow_clone", message });
  }
  const since = await sinceOf(repository, words.since);
  const { branch } = await openForReading(repository);
  const { progress } = repository.environment;
  const verified = await verify(branch, {
    since,
    onProgress: ({ of, prompts }) => progress(`${prompts} of ${of} prompts verified`),
  });
  const { commits, events, findings, head, prompts, versions } = verified;
  const json = { head, since, commits, prompts, events, versions, findings };
  const counts = `${commits} commits, ${prompts} prompts, ${versions} versions, ${events} events`;
  if (findings.length > 0) {
    const message = `The release branch is not as pointsman leaves it: ${findings.length} ${findings.length === 1 ? "finding" : "findings"} in ${counts}.`;
    return no({ code: "integrity", message, json, output: findings.map(lineOf).join("\n") });
  }
  if (head === null) return done(json, "There is no release branch yet.");
  const remember = `Remember this head, and next time: pointsman verify --since ${head}`;
  return done(json, `Everything holds: ${counts}.\n${remember}`);
};

/** Git shows the oldest commits of a shallow clone as first ones: what came before them would count as fine. */
async function isShallow({ git }: LocalRepository): Promise<boolean> {
  const printed = await runGit(git, ["rev-parse", "--is-shallow-repository"]);
  return printed.toString("utf8").trim() === "true";
}

/** A shortened id must still be here to be known; a full one is taken as it is, since a rewrite may have removed it. */
async function sinceOf({ git }: LocalRepository, since: string | undefined): Promise<string | null> {
  if (since === undefined) return null;
  if (isObjectId(since)) return since;
  const commit = await resolveCommit(git, since);
  if (commit !== null) return commit;
  throw new UsageError("unknown_commit", `This repository has no commit ${since}: give the full id.`);
}

function lineOf({ code, message }: Finding): string {
  return `${code}: ${visibleLine(message)}`;
}
