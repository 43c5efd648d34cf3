import { z } from "zod";
import type { ChangeOutcome, ChangeRequest, RequestChange } from "../commands/ports.ts";
import { isVersionId } from "../domain/ledger/version-id.ts";
import type { ApiKey } from "./api-keys.ts";
import { type Answer, answer, type Call, chooseEnvironment, findPrompt, isPromptName } from "./call.ts";
import { type Problem, problem } from "./problem.ts";

/** Who asks for a change, and what they call this request. */
export interface ChangeCaller {
  readonly kind: "caller";
  readonly asker: string;
  readonly idempotencyKey: string;
}

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** Judged before anything of the request is looked at. `key` is null where nobody needs one: nothing is changed in nobody's name. */
export function changeCaller(
  key: Pick<ApiKey, "name" | "role"> | null,
  idempotencyKey: string | undefined,
): ChangeCaller | Problem {
  if (key?.role !== "operate") {
    return problem("forbidden_role", "This takes a key with the role operate.");
  }
  if (idempotencyKey === undefined || !IDEMPOTENCY_KEY.test(idempotencyKey)) {
    const detail =
      "Send an Idempotency-Key of 1 to 200 visible ASCII characters, the same one when you send this again.";
    return problem("idempotency_key_needed", detail);
  }
  return { kind: "caller", asker: key.name, idempotencyKey };
}

/** A request for a change, after its key was let in. */
export interface ChangeCall extends Call {
  readonly verb: ChangeRequest["verb"];
  readonly caller: ChangeCaller;
  readonly requestChange: RequestChange;
}

const LONGEST_REASON = 10_000;

const version = z.string().refine(isVersionId, "a version id, YYYY-MM-DD.N").nullable().default(null);

const changeSchema = z.strictObject({
  environment: z.string().nullable().default(null),
  to: version,
  from: version,
  // A lone surrogate has no canonical form, so no event could be chained to one that held it.
  reason: z
    .string()
    .max(LONGEST_REASON)
    .refine((text) => text.isWellFormed(), "text in well-formed Unicode")
    .nullable()
    .default(null),
});

/** `POST /prompts/{id}/rollback` and `…/promote` `{environment?, to?, from?, reason?}`: the change, whenever it was made. */
export async function changePrompt(call: ChangeCall): Promise<Answer | Problem> {
  const { asker, idempotencyKey } = call.caller;
  const parsed = changeSchema.safeParse(call.body);
  if (!parsed.success) return malformed(parsed.error);
  const environment = changedEnvironment(call, parsed.data.environment);
  if (typeof environment === "object" && environment !== null) return environment;
  const hidden = await hiddenPrompt(call);
  if (hidden !== undefined) return hidden;
  const { from, reason, to } = parsed.data;
  const outcome = await call.requestChange({
    ...{ verb: call.verb, environment, to, from, reason, asker, idempotencyKey },
    prompt: call.param("id"),
  });
  return answerOf(call, outcome);
}

/** Where the key is for all, the default environment is whoever decides' to tell: they have the settings of this moment. */
function changedEnvironment(call: Call, asked: string | null): string | null | Problem {
  if (asked === null && call.reach.environments === null) return null;
  return chooseEnvironment(call, asked ?? undefined);
}

/** A key for some environments learns nothing of prompts that are live in none of them. Others are looked for by whoever decides. */
async function hiddenPrompt(call: Call): Promise<Problem | undefined> {
  if (call.reach.environments === null && isPromptName(call.param("id"))) return undefined;
  const found = await findPrompt(call);
  return found.kind === "problem" ? found : undefined;
}

function malformed(error: z.ZodError): Problem {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "the body" : issue.path.join(".");
  const detail = `Send {"environment": "…", "to": "…", "from": "…", "reason": "…"}, each of them or none; ${where}: ${issue?.message ?? "not usable"}.`;
  return problem("malformed_request", detail);
}

function answerOf(call: Call, outcome: ChangeOutcome): Answer | Problem {
  switch (outcome.status) {
    case "done":
      return { ...answer(changeBody(call, outcome)), repeated: outcome.repeated };
    case "refused":
      return problem(outcome.code, outcome.message, { details: outcome.details });
    case "key_reused":
      return problem(
        "idempotency_key_reused",
        "This Idempotency-Key was sent before with another body: take a new one for each request.",
      );
    case "alarm": {
      const detail = "An alarm about the release branch stands: nothing is written until it is good again.";
      const refused = problem("branch_alarm", detail, { alarm: outcome.alarm });
      return { ...refused, headers: { "retry-after": "60" } };
    }
    case "busy": {
      const refused = problem("unavailable", "The release branch kept moving. Nothing was done: try again.");
      return { ...refused, headers: { "retry-after": "1" } };
    }
    case "damaged": {
      const detail =
        "The release branch holds something that pointsman did not write: run “pointsman verify”.";
      return problem("broken_release_branch", detail);
    }
  }
}

/** Made of the event alone, so that a repetition is answered with the same. */
function changeBody(
  { repository }: Call,
  { digest, event, slug }: Extract<ChangeOutcome, { readonly status: "done" }>,
): Answer["body"] {
  const { actor, at, environment, id, previous_version, prompt_id, reason, sequence, type, version } = event;
  return {
    ...{ repository, prompt_id, slug, environment, version, digest, sequence, previous_version },
    // After a rollback merges no longer move this pointer; a promotion lets them again (contracts §3).
    held: type === "prompt.rolled_back",
    ...{ event: type, id, actor: actor.login, reason, at },
  };
}
