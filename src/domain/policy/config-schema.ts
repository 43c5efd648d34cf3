import { z } from "zod";
import { gateConfigSchema } from "./gate-rules.ts";
import { modelGlob, pricesSchema, providersSchema } from "./model-settings.ts";
import { ROLES } from "./permission.ts";

/**
 * The shape of `.github/pointsman.yml` (contracts §5). Everything is optional. The JSON Schema for editors
 * (`docs/config.schema.json`) is generated from here, so descriptions are written for people who edit the file.
 */

const environmentName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,62}$/, "an environment is named in lower case, e.g. production");
const role = z.enum(ROLES).exclude(["none"]);
const secretName = z
  .string()
  .regex(/^POINTSMAN_WEBHOOK_[A-Z0-9_]+$/, "the name of a secret, POINTSMAN_WEBHOOK_…, never its value");

const ruleBody = {
  role: role.optional().describe("The repository role that permits this, or a higher one."),
  users: z.array(z.string().min(1)).default([]).describe("GitHub logins that are permitted besides."),
  teams: z
    .array(z.string().regex(/^[^/\s]+\/[^/\s]+$/, "a team is written org/team"))
    .default([])
    .describe("Teams, org/team, whose members are permitted besides."),
};
const rule = z.union([
  role,
  z
    .strictObject(ruleBody)
    .refine(
      ({ role, teams, users }) => role !== undefined || users.length + teams.length > 0,
      "name a role, users or teams",
    ),
]);
const permission = z.union([
  role,
  z.strictObject({
    ...ruleBody,
    environments: z
      .record(environmentName, rule)
      .default({})
      .describe("Rules that replace this one in an environment."),
  }),
]);

const branchName = z
  .string()
  .regex(/^(?![-./])(?!.*(?:\/[/.]|\.\.|\.lock(?:\/|$)|[./]$))[A-Za-z0-9._/-]{1,200}$/, "a git branch name")
  .default("prompt-releases");

export const configSchema = z.strictObject({
  release_branch: branchName.describe("The branch that holds versions, pointers and the ledger."),
  prompts: z
    .array(z.string().min(1).max(500))
    .min(1)
    .default(["**/*.prompt.yml", "**/*.prompt.yaml"])
    .describe("Globs of the prompt files."),
  environments: z
    .record(
      environmentName,
      z.strictObject({
        on_merge: z
          .enum(["publish", "hold"])
          .default("publish")
          .describe("publish: a merge moves this environment's pointer. hold: only /promote does."),
        evidence: z
          .enum(["required", "optional"])
          .default("optional")
          .describe(
            "required: a version goes live here only with the gate's evidence: on a merge where on_merge is publish, by /promote where it is hold.",
          ),
      }),
    )
    .refine((all) => Object.keys(all).length > 0, "name at least one environment")
    .prefault({
      development: { on_merge: "publish" },
      staging: { on_merge: "publish" },
      production: { on_merge: "publish" },
    })
    .describe("Environments in promotion order; the last one is the default everywhere."),
  permissions: z
    .strictObject({
      rollback: permission.default("write"),
      freeze: permission.default("write"),
      unfreeze: permission.default("write"),
      evaluate: permission.default("write"),
      redeliver: permission.default("write"),
      promote: permission.default("maintain"),
      publish: permission.default("maintain"),
      archive: permission.default("maintain"),
      restore: permission.default("maintain"),
      read: permission.default("triage"),
    })
    .prefault({})
    .describe("Who may do what: a role, or {role, users, teams, environments}; any match permits."),
  models: z
    .strictObject({
      default: z.string().min(1).default("openai/gpt-4.1").describe("The model of prompts that name none."),
      judge: z
        .string()
        .min(1)
        .optional()
        .describe("The model of evaluators that ask a judge and name none; else the default."),
      providers: providersSchema
        .default({ openai: { type: "openai", api_key: "env:OPENAI_API_KEY" } })
        .describe("Providers by the name before the slash of a model, e.g. openai in openai/gpt-4.1."),
      allowed: z
        .array(modelGlob)
        .optional()
        .describe(
          "Globs of the models that prompts and judges may use, e.g. openai/gpt-4.1*; absent: every model of the providers. The default and the judge always may.",
        ),
      parameters: z
        .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/, "the name of a parameter, e.g. min_p"))
        .default([])
        .describe(
          "Model parameters that prompts may set beside the usual ones, e.g. min_p, under the names that are sent. The cap counts n as so many answers, and surcharges such as those of service_tier not at all.",
        ),
      prices: pricesSchema
        .default({})
        .describe(
          "Prices by models or globs of them, before the ones that are known. The first that matches counts.",
        ),
    })
    .prefault({}),
  gates: gateConfigSchema.prefault({}).describe("What a pull request is held to."),
  budget: z
    .strictObject({
      usd: z
        .number()
        .positive()
        .max(10_000)
        .default(2)
        .describe(
          "US dollars. A call that might not fit any more is not made. A hard cap where every answer is limited, by its prompt's maxTokens or by max_output_tokens being the most that the model writes.",
        ),
      max_output_tokens: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(16_384)
        .describe(
          "Tokens that are set aside for an answer where a prompt sets no maxTokens, and for a judge's. It is not sent, so that models are asked as in production. Where answers are longer, the calls under way can take the run over usd, once, to at most that many times usd as they are longer; the most that your models write makes usd a hard cap.",
        ),
      minutes: z.number().positive().max(360).default(15).describe("Minutes from the first call on."),
      allow_unknown_prices: z
        .boolean()
        .default(false)
        .describe("Let models run whose price nobody knows; they count as 0 against the cap."),
    })
    .prefault({})
    .describe("Caps of one evaluation run, counted before a call starts."),
  concurrency: z.int().min(1).max(128).default(8).describe("Model calls at once."),
  announce: z
    .enum(["app", "action"])
    .default("app")
    .describe("Who answers comments, sends webhooks and keeps the history; the other stays silent."),
  incidents: z
    .strictObject({
      on_rollback: z
        .enum(["issue", "none"])
        .default("issue")
        .describe("issue: a rollback opens an issue to review what happened. none: it does not."),
    })
    .prefault({})
    .describe("What follows a rollback."),
  workflow: z
    .string()
    .regex(
      /^[A-Za-z0-9_][A-Za-z0-9._-]{0,98}\.ya?ml$/,
      "a file's name below .github/workflows, e.g. pointsman.yml",
    )
    .default("pointsman.yml")
    .describe(
      "The workflow, below .github/workflows on the default branch, that the app starts for /evaluate.",
    ),
  webhooks: z
    .array(
      z.strictObject({
        url: z.url({ protocol: /^https?$/ }).max(2_000),
        secret: secretName,
        previous_secret: secretName.optional(),
        events: z.array(z.string().min(1).max(100)).min(1).default(["prompt.*"]),
        environments: z.array(environmentName).optional(),
      }),
    )
    .max(50)
    .default([]),
});

/** The config file with every default filled in, under the file's own names. */
export type ConfigFile = z.infer<typeof configSchema>;
export type WebhookEndpointConfig = ConfigFile["webhooks"][number];
export type PermissionConfig = ConfigFile["permissions"][keyof ConfigFile["permissions"]];
/** A permission within an environment: the same without environments of its own. */
export type EnvironmentPermissionConfig = z.infer<typeof rule>;
