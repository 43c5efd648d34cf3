import { z } from "zod";
import type { WebhookEndpointConfig } from "../domain/policy/config-schema.ts";
import {
  parseSecret,
  type SecretProblem,
  type SigningSecrets,
  type WebhookSecret,
} from "../domain/webhook/secret.ts";
import type { Subscription } from "./subscription.ts";
import { isGrantableTarget, targetMatches } from "./target.ts";

/** What the operator granted one repository. */
export interface Grant {
  readonly secrets: readonly string[];
  readonly targets: readonly string[];
}

/** Grants by numeric repository id: a name can be taken over by somebody else, an id cannot. */
export type Grants = ReadonlyMap<number, Grant>;

export type GrantsResult =
  | { readonly ok: true; readonly grants: Grants }
  | { readonly ok: false; readonly problems: readonly string[] };

const SECRET_NAME = /^POINTSMAN_WEBHOOK_[A-Z0-9_]+$/;

const grantsSchema = z.record(
  z.string().regex(/^[1-9]\d{0,14}$/, "a repository's numeric id"),
  z.strictObject({
    secrets: z.array(z.string().regex(SECRET_NAME, "a variable's name, POINTSMAN_WEBHOOK_…")).min(1),
    targets: z
      .array(
        z
          .string()
          .refine(isGrantableTarget, "an absolute URL without credentials; * only at its end, after a /"),
      )
      .min(1),
  }),
);

/**
 * Reads `POINTSMAN_WEBHOOK_GRANTS`, with which the operator of the app says which repositories may send webhooks,
 * signed with what and to where. Absent or empty: nothing is granted, nothing is sent.
 *
 *     { "812345678": { "secrets": ["POINTSMAN_WEBHOOK_SECRET", "POINTSMAN_WEBHOOK_SECRET_OLD"],
 *                      "targets": ["https://example.com/hooks/*", "https://hooks.example.org/prompts?team=7"] } }
 *
 * The keys are numeric repository ids (`gh api repos/acme/prompts --jq .id`). `secrets` are names of environment
 * variables. A target is one exact URL, or everything below a path where it ends in `/*`; scheme, host and port
 * always match exactly. `http:` counts only if its addresses also lie in `POINTSMAN_WEBHOOK_ALLOW_RANGES`.
 * Problems never repeat the document's values: somebody may have pasted a secret in a name's place.
 */
export function parseGrants(text: string | undefined): GrantsResult {
  if (text === undefined || text.trim() === "") return { ok: true, grants: new Map() };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { ok: false, problems: ["the webhook grants are no JSON"] };
  }
  const parsed = grantsSchema.safeParse(document);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map(problemOf) };
  const grants = Object.entries(parsed.data).map(([id, grant]): [number, Grant] => [Number(id), grant]);
  return { ok: true, grants: new Map(grants) };
}

function problemOf(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? "the webhook grants" : `webhook grants ${issue.path.join(".")}`;
  return `${where}: ${issue.code === "unrecognized_keys" ? "only secrets and targets are known" : issue.message}`;
}

/** An endpoint that may be sent to, its secrets at hand. */
export interface ReadyEndpoint extends Subscription {
  readonly url: string;
  readonly secrets: SigningSecrets;
}

export type RefusalCode =
  | "target_malformed"
  | "target_has_credentials"
  | "target_not_https"
  | "target_not_granted"
  | "secret_not_granted"
  | "secret_missing"
  | SecretProblem;

/** Why the endpoint at this place of the config's list gets nothing. `secret` names the variable at fault. */
export interface EndpointRefusal {
  readonly index: number;
  readonly code: RefusalCode;
  readonly secret?: string;
}

/** Something the granted variables are read through; absent and empty are the same to it. */
export type SecretLookup = (name: string) => string | undefined;

/**
 * Turns a repository's configured endpoints into ready ones, or says why not. `secretOf` is asked only for names
 * that match `POINTSMAN_WEBHOOK_*` and that the operator granted to this repository.
 */
export function resolveEndpoints(input: {
  readonly repositoryId: number;
  readonly endpoints: readonly WebhookEndpointConfig[];
  readonly grants: Grants;
  readonly secretOf: SecretLookup;
}): { readonly ready: readonly ReadyEndpoint[]; readonly refused: readonly EndpointRefusal[] } {
  const grant = input.grants.get(input.repositoryId) ?? { secrets: [], targets: [] };
  const ready: ReadyEndpoint[] = [];
  const refused: EndpointRefusal[] = [];
  for (const [index, endpoint] of input.endpoints.entries()) {
    const resolved = resolveEndpoint(endpoint, grant, input.secretOf);
    if (resolved.ok) ready.push(resolved.value);
    else refused.push({ index, ...resolved.refusal });
  }
  return { ready, refused };
}

type Resolved<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Omit<EndpointRefusal, "index"> };

function resolveEndpoint(
  config: WebhookEndpointConfig,
  grant: Grant,
  secretOf: SecretLookup,
): Resolved<ReadyEndpoint> {
  const code = targetRefusal(config.url, grant);
  if (code !== null) return { ok: false, refusal: { code } };
  const secrets = resolveSecrets(config, grant, secretOf);
  if (!secrets.ok) return secrets;
  const { url, events, environments } = config;
  const scope = environments === undefined ? {} : { environments };
  return { ok: true, value: { url, events, ...scope, secrets: secrets.value } };
}

function targetRefusal(target: string, grant: Grant): RefusalCode | null {
  const url = URL.parse(target);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return "target_malformed";
  if (url.username !== "" || url.password !== "") return "target_has_credentials";
  if (grant.targets.some((pattern) => targetMatches(pattern, url))) return null;
  return url.protocol === "https:" ? "target_not_granted" : "target_not_https";
}

// A previous secret that cannot be had refuses the endpoint: without it X-Signature-256 would jump to the new
// secret, and receivers that have only the old one would throw the delivery away.
function resolveSecrets(
  config: WebhookEndpointConfig,
  grant: Grant,
  secretOf: SecretLookup,
): Resolved<SigningSecrets> {
  const current = resolveSecret(config.secret, grant, secretOf);
  if (!current.ok || config.previous_secret === undefined) {
    return current.ok ? { ok: true, value: { current: current.value } } : current;
  }
  const previous = resolveSecret(config.previous_secret, grant, secretOf);
  return previous.ok ? { ok: true, value: { current: current.value, previous: previous.value } } : previous;
}

function resolveSecret(name: string, grant: Grant, secretOf: SecretLookup): Resolved<WebhookSecret> {
  // A config file may hold a real secret by mistake: only what looks like a name is repeated.
  if (!SECRET_NAME.test(name)) return { ok: false, refusal: { code: "secret_not_granted" } };
  if (!grant.secrets.includes(name))
    return { ok: false, refusal: { code: "secret_not_granted", secret: name } };
  const configured = secretOf(name);
  if (configured === undefined || configured === "") {
    return { ok: false, refusal: { code: "secret_missing", secret: name } };
  }
  const parsed = parseSecret(configured);
  if (!parsed.ok) return { ok: false, refusal: { code: parsed.code, secret: name } };
  return { ok: true, value: parsed.secret };
}
