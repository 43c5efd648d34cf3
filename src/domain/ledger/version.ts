import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { type EffectivePrompt, effectivePromptDigest } from "../prompt/effective-prompt.ts";
import type { PartialUse } from "../prompt/partials.ts";
import { MESSAGE_ROLES, RESPONSE_FORMATS } from "../prompt/prompt-file.ts";
import { VARIABLE_TYPES } from "../prompt/variables.ts";
import { digestSchema, timeSchema, versionIdSchema } from "./event.ts";
import { type VersionEvaluation, versionEvaluationSchema } from "./version-evaluation.ts";

/**
 * JSON is taken as it is: zod's own `json` and `record` make a copy that lacks a member called `__proto__`, which the
 * digest covers. What is read comes out of `JSON.parse`, so nothing but JSON is in it.
 */
const jsonSchema = z.custom<Json>((value) => value !== undefined, "a JSON value");
const jsonObjectSchema = z.custom<JsonObject>(isJsonObject, "a JSON object");
const textsSchema = z.custom<Readonly<Record<string, string>>>(
  (value) => isJsonObject(value) && Object.values(value).every((text) => typeof text === "string"),
  "an object of texts",
);

const variableSchema = z.strictObject({
  name: z.string(),
  type: z.enum(VARIABLE_TYPES),
  required: z.boolean(),
  inferred: z.literal(true).exactOptional(),
  default: jsonSchema.exactOptional(),
  enum: z.array(jsonSchema).exactOptional(),
  max_length: z.int().exactOptional(),
});

const sourceSchema = z.strictObject({
  path: z.string(),
  commit: z.string().nullable(),
  partials: z.array(z.strictObject({ path: z.string(), digest: digestSchema })),
});

/** A version as it is stored (contracts §3). Members that the prompt does not have are left out, as in its digest. */
export const versionSchema = z.strictObject({
  schema: z.literal(1),
  prompt_id: z.string(),
  slug: z.string(),
  version: versionIdSchema,
  digest: digestSchema,
  model: z.string(),
  model_parameters: jsonObjectSchema.exactOptional(),
  response_format: z.enum(RESPONSE_FORMATS).exactOptional(),
  json_schema: z.string().exactOptional(),
  messages: z.array(z.strictObject({ role: z.enum(MESSAGE_ROLES), content: z.string() })),
  variables: z.array(variableSchema),
  /** What the declarations say of variables for people; no part of the digest. */
  variable_descriptions: textsSchema.exactOptional(),
  tools: z.array(z.string()).exactOptional(),
  source: sourceSchema,
  /** The gate's evidence, or null where nothing was evaluated. */
  evaluation: versionEvaluationSchema.nullable(),
  rollback_to: versionIdSchema.nullable(),
  pull_request: z.int().nullable(),
  published_at: timeSchema,
  published_by: z.string(),
});

export type Version = z.infer<typeof versionSchema>;

/** What a prompt's source says, before it has a place in the ledger. */
export interface VersionDraft {
  readonly promptId: string;
  readonly effective: EffectivePrompt;
  readonly digest: string;
  readonly variableDescriptions: Readonly<Record<string, string>>;
  readonly source: {
    readonly path: string;
    /** The source commit; null where the command line publishes from somewhere that has none. */
    readonly commit: string | null;
    readonly partials: readonly PartialUse[];
  };
  readonly evaluation: VersionEvaluation | null;
  readonly pullRequest: number | null;
}

/** The version's place in the ledger. */
interface Placement {
  readonly slug: string;
  readonly version: string;
  readonly rollbackTo: string | null;
  readonly publishedAt: string;
  readonly publishedBy: string;
}

/** The version document of a draft. */
export function makeVersion(draft: VersionDraft, placement: Placement): Version {
  const { path, commit, partials } = draft.source;
  const hasDescriptions = Object.keys(draft.variableDescriptions).length > 0;
  return versionSchema.parse({
    schema: 1,
    prompt_id: draft.promptId,
    slug: placement.slug,
    version: placement.version,
    digest: draft.digest,
    ...draft.effective,
    ...(hasDescriptions ? { variable_descriptions: draft.variableDescriptions } : {}),
    source: { path, commit, partials: partials.map((use) => ({ path: use.path, digest: use.digest })) },
    evaluation: draft.evaluation,
    rollback_to: placement.rollbackTo,
    pull_request: draft.pullRequest,
    published_at: placement.publishedAt,
    published_by: placement.publishedBy,
  });
}

/** The effective prompt that a version froze: exactly the members that its digest covers. */
export function effectiveOf(version: Version): EffectivePrompt {
  return {
    model: version.model,
    ...(version.model_parameters === undefined ? {} : { model_parameters: version.model_parameters }),
    ...(version.response_format === undefined ? {} : { response_format: version.response_format }),
    ...(version.json_schema === undefined ? {} : { json_schema: version.json_schema }),
    messages: version.messages,
    variables: version.variables,
    ...(version.tools === undefined ? {} : { tools: version.tools }),
  };
}

/** Whether a version's digest is the digest of its content. */
export function digestHolds(version: Version): boolean {
  return effectivePromptDigest(effectiveOf(version)) === version.digest;
}
