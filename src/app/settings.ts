import { z } from "zod";
import { type StorePlace, storePlace } from "../database/store.ts";
import { type Access, parseApiKeys } from "../delivery/api-keys.ts";
import { type AddressRange, parseAllowRanges } from "../webhooks/address.ts";
import { type Grants, parseGrants } from "../webhooks/grants.ts";
import { shortestLeaseMs } from "../webhooks/outbox/worker.ts";
import { SEND_LIMITS } from "../webhooks/sender.ts";

/** What the app's operator configured, checked. */
export interface Settings {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly host: string;
  readonly port: number;
  /** REST base address, `https://api.github.com` unless it is an enterprise server. */
  readonly apiUrl: string;
  /** Where people see the repositories, `https://github.com`. */
  readonly serverUrl: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** Who may use the HTTP API; without keys there is none. */
  readonly apiKeys: Access;
  readonly webhookGrants: Grants;
  readonly webhookRanges: readonly AddressRange[];
  /** Where deliveries and webhooks survive a crash. */
  readonly store: StorePlace;
  /** How soon others take over what a process that died was at. */
  readonly leases: { readonly inboxMs: number; readonly webhooksMs: number };
  /** Where `/metrics` listens beside the app's own address; null: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** How long a stopping app waits for what is under way. */
  readonly stopMs: number;
  /** What must never be read in the log: the values themselves. */
  readonly secrets: readonly string[];
  /** A secret that grants may name; everything else in the environment is out of reach. */
  readonly secretOf: (name: string) => string | undefined;
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  /** Every problem at once, each a sentence that names the variable and never its value. */
  | { readonly ok: false; readonly problems: readonly string[] };

const MIN_SECRET = 16;
const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

function seconds(name: string, { least, usual }: { readonly least: number; readonly usual: number }) {
  const message = `${name} must be a whole number of seconds from ${least} to 600.`;
  return z.coerce.number(message).int(message).min(least, message).max(600, message).default(usual);
}

function portNumber(name: string) {
  const message = `${name} must be a number from 0 to 65535.`;
  return z.coerce.number(message).int(message).min(0, message).max(65_535, message);
}

const environmentSchema = z.object({
  APP_ID: z.coerce
    .number("APP_ID must be the app's numeric id.")
    .int()
    .positive("APP_ID must be the app's numeric id."),
  PRIVATE_KEY: z
    .string("PRIVATE_KEY is missing: give the app's private key in PEM form.")
    .transform(readKey)
    .refine(
      (key) => key.includes("PRIVATE KEY"),
      "PRIVATE_KEY is no PEM private key (base64 of one is fine, too).",
    ),
  WEBHOOK_SECRET: z
    .string("WEBHOOK_SECRET is missing: without it anybody could send the app commands.")
    .refine(
      (secret) => secret !== "development",
      "WEBHOOK_SECRET is “development”, which everybody knows: make a random one.",
    )
    .refine(
      (secret) => secret === "development" || secret.length >= MIN_SECRET,
      `WEBHOOK_SECRET is too short: use at least ${MIN_SECRET} random characters.`,
    ),
  HOST: z.string().default("127.0.0.1"),
  PORT: portNumber("PORT").default(3000),
  POINTSMAN_METRICS_HOST: z.string().default("127.0.0.1"),
  POINTSMAN_METRICS_PORT: portNumber("POINTSMAN_METRICS_PORT").optional(),
  POINTSMAN_STOP_SECONDS: seconds("POINTSMAN_STOP_SECONDS", { least: 0, usual: 25 }),
  LOG_LEVEL: z.enum(LOG_LEVELS, `LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.`).default("info"),
  GITHUB_API_URL: z.url("GITHUB_API_URL must be an address.").default("https://api.github.com"),
  POINTSMAN_INBOX_LEASE_SECONDS: seconds("POINTSMAN_INBOX_LEASE_SECONDS", { least: 1, usual: 30 }),
  POINTSMAN_WEBHOOK_LEASE_SECONDS: seconds("POINTSMAN_WEBHOOK_LEASE_SECONDS", {
    least: shortestLeaseMs(SEND_LIMITS) / 1000,
    usual: 60,
  }),
  GITHUB_SERVER_URL: z.url("GITHUB_SERVER_URL must be an address.").default("https://github.com"),
});

/** Reads the environment variables that the app knows. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsResult {
  const parsed = environmentSchema.safeParse(withoutEmpty(environment));
  const grants = parseGrants(environment.POINTSMAN_WEBHOOK_GRANTS);
  const ranges = parseAllowRanges(environment.POINTSMAN_WEBHOOK_ALLOW_RANGES);
  const keys = parseApiKeys(environment.POINTSMAN_API_KEYS);
  if (!parsed.success || !grants.ok || !ranges.ok || !keys.ok) {
    const problems = [
      ...(parsed.success ? [] : parsed.error.issues.map((issue) => issue.message)),
      ...(grants.ok ? [] : grants.problems),
      ...(ranges.ok ? [] : ranges.problems),
      ...(keys.ok ? [] : keys.problems),
    ];
    return { ok: false, problems };
  }
  const { data } = parsed;
  const settings: Settings = {
    appId: data.APP_ID,
    privateKey: data.PRIVATE_KEY,
    webhookSecret: data.WEBHOOK_SECRET,
    host: data.HOST,
    port: data.PORT,
    apiUrl: data.GITHUB_API_URL.replace(/\/+$/, ""),
    serverUrl: data.GITHUB_SERVER_URL.replace(/\/+$/, ""),
    logLevel: data.LOG_LEVEL,
    apiKeys: keys.access,
    webhookGrants: grants.grants,
    webhookRanges: ranges.ranges,
    store: storePlace({
      url: environment.POINTSMAN_DATABASE_URL,
      dataDirectory: environment.POINTSMAN_DATA_DIR,
    }),
    leases: {
      inboxMs: data.POINTSMAN_INBOX_LEASE_SECONDS * 1000,
      webhooksMs: data.POINTSMAN_WEBHOOK_LEASE_SECONDS * 1000,
    },
    metrics:
      data.POINTSMAN_METRICS_PORT === undefined
        ? null
        : { host: data.POINTSMAN_METRICS_HOST, port: data.POINTSMAN_METRICS_PORT },
    stopMs: data.POINTSMAN_STOP_SECONDS * 1000,
    secrets: [data.WEBHOOK_SECRET, ...grantedSecrets(grants.grants, environment)],
    secretOf: (name) => (name.startsWith("POINTSMAN_WEBHOOK_") ? environment[name] : undefined),
  };
  return { ok: true, settings };
}

function grantedSecrets(
  grants: Grants,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const names = [...grants.values()].flatMap(({ secrets }) => secrets);
  return [...new Set(names)].flatMap((name) => environment[name] || []);
}

/** A file of variables writes down what is not set as an empty text. */
function withoutEmpty(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}

/** Hosts that cannot hold line breaks in a variable keep the key in base64, or with `\n` written out. */
function readKey(value: string): string {
  const key = value.includes("PRIVATE KEY") ? value : Buffer.from(value, "base64").toString("utf8");
  return key.replaceAll("\\n", "\n").trim();
}
