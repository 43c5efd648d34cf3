import { z } from "zod";
import { isJsonObject, type JsonObject, ownMember } from "../domain/json.ts";
import { effectiveOf, type Version } from "../domain/ledger/version.ts";
import { compile } from "../domain/prompt/compile.ts";
import type { Offence } from "../domain/prompt/variables.ts";
import { type Answer, answer, type Call, findLive, type LivePrompt } from "./call.ts";
import { type Problem, problem } from "./problem.ts";

/** `GET /prompts/{id}?environment=`: what is live there, whole. */
export async function showPrompt(call: Call): Promise<Answer | Problem> {
  const live = await findLive(call, call.query.get("environment") ?? undefined);
  if (live.kind === "problem") return live;
  const { version, since, by } = live;
  const body = {
    ...identityOf(call, live),
    live: { since, by },
    published_at: version.published_at,
    ...effectiveOf(version),
    ...descriptionsOf(version),
  };
  return answer(body, etagOf(live));
}

/** `GET /prompts/{id}/variables?environment=`: what must be given to compile it. */
export async function showVariables(call: Call): Promise<Answer | Problem> {
  const live = await findLive(call, call.query.get("environment") ?? undefined);
  if (live.kind === "problem") return live;
  const descriptions = live.version.variable_descriptions ?? {};
  const variables = live.version.variables.map((variable) => {
    const description = ownMember(descriptions, variable.name);
    return { ...variable, ...(description === undefined ? {} : { description }) };
  });
  return answer({ ...identityOf(call, live), variables }, etagOf(live));
}

const compileSchema = z.strictObject({
  environment: z.string().nullish(),
  // Kept as it was parsed: a copy would lose a variable called __proto__.
  variables: z.custom<JsonObject>(isJsonObject, "an object with a value for each variable"),
});

/** `POST /prompts/{id}/compiled {environment?, variables}`: messages that can be sent to the model as they are. */
export async function compilePrompt(call: Call): Promise<Answer | Problem> {
  const parsed = compileSchema.safeParse(call.body);
  if (!parsed.success) return malformed(parsed.error);
  const live = await findLive(call, parsed.data.environment ?? undefined);
  if (live.kind === "problem") return live;
  const compiled = compile(live.version, parsed.data.variables);
  if (!compiled.ok) return unfit(call, live, compiled.offences);
  const { messages: _, variables: __, ...rest } = effectiveOf(live.version);
  return answer({ ...identityOf(call, live), ...rest, messages: compiled.messages });
}

function malformed(error: z.ZodError): Problem {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "the body" : issue.path.join(".");
  const detail = `Send {"environment": "…", "variables": {…}}; ${where}: ${issue?.message ?? "not usable"}.`;
  return problem("malformed_request", detail);
}

function unfit(call: Call, live: LivePrompt, offences: readonly Offence[]): Problem {
  const count = offences.length === 1 ? "One variable does" : `${offences.length} variables do`;
  const errors = offences.map((offence) => {
    if (offence.code !== "too_long") return offence;
    const { maxLength, ...rest } = offence;
    return { ...rest, max_length: maxLength };
  });
  return problem("variables_do_not_fit", `${count} not fit the prompt.`, {
    ...identityOf(call, live),
    errors,
  });
}

function identityOf(call: Call, { environment, sequence, version }: LivePrompt) {
  return {
    repository: call.repository,
    prompt_id: version.prompt_id,
    slug: version.slug,
    environment,
    version: version.version,
    digest: version.digest,
    sequence,
  };
}

function descriptionsOf({ variable_descriptions }: Version) {
  return variable_descriptions === undefined ? {} : { variable_descriptions };
}

/** Goes into every ETag: a new shape of the answers must not be taken for an old one. */
const SHAPE = 1;

/** Strong: an answer is decided by the version's content and by the event that made it live. */
function etagOf({ sequence, version }: LivePrompt): string {
  return `"${SHAPE}.${version.digest.slice("sha256:".length)}.${sequence}"`;
}
