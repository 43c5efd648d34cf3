import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { type Problem, problem } from "./problem.ts";

/** Who may read what. Without keys `pointsman serve` listens to its own machine alone, and the app has no API. */
export type Access = OwnMachine | Keys;

export interface OwnMachine {
  readonly kind: "own_machine";
}

export interface Keys {
  readonly kind: "keys";
  readonly keys: readonly ApiKey[];
}

export interface ApiKey {
  /** Unique: who did something is told, and kept apart from others, by it. */
  readonly name: string;
  /** SHA-256 of the token. */
  readonly digest: Uint8Array;
  /** By `owner/name` in lower case the numeric id that the repository must have, or null for whichever has the name; null for all. */
  readonly repositories: ReadonlyMap<string, number | null> | null;
  /** Null for all. */
  readonly environments: ReadonlySet<string> | null;
  readonly role: "read" | "operate";
}

/** What of a repository an asker may see; null is all of it. */
export interface Reach {
  readonly environments: ReadonlySet<string> | null;
}

export type AccessResult =
  | { readonly ok: true; readonly access: Access }
  | { readonly ok: false; readonly problems: readonly string[] };

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const REPOSITORY = /^([A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100})(?:#([1-9]\d{0,14}))?$/;
/** Fewer characters than these are no token, whatever a key's digest says. */
const SHORTEST_TOKEN = 20;

/** What `sha256sum` prints where the shell's variable was not set. */
const DIGESTS_OF_NOTHING = new Set(["", "\n"].map((text) => createHash("sha256").update(text).digest("hex")));

const keySchema = z.strictObject({
  name: z.string().regex(NAME, "1 to 63 letters, digits, dots, underscores and hyphens"),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "the token's SHA-256 as 64 lower-case hex digits, never the token itself")
    .refine(
      (digest) => !DIGESTS_OF_NOTHING.has(digest),
      "the digest of an empty text: no token went into it",
    ),
  repositories: z.union([
    z.literal("all"),
    z.array(z.string().regex(REPOSITORY, "a repository as owner/name or owner/name#id")).min(1),
  ]),
  environments: z.union([z.literal("all"), z.array(z.string().min(1)).min(1)]).default("all"),
  role: z.enum(["read", "operate"]),
});

const keysSchema = z
  .array(keySchema)
  .min(1, "at least one key")
  .check(noneTwice("name"), noneTwice("sha256"));

function noneTwice(member: "name" | "sha256") {
  return ({ issues, value }: z.core.ParsePayload<readonly z.infer<typeof keySchema>[]>) => {
    const values = value.map((key) => key[member]);
    if (new Set(values).size === values.length) return;
    issues.push({ code: "custom", input: value, message: `two keys have one ${member}` });
  };
}

/**
 * Reads `POINTSMAN_API_KEYS`: a JSON list of `{name, sha256, repositories, environments, role}`, where `repositories`
 * and `environments` are lists or `"all"`. A repository is `owner/name`, or `owner/name#id` for the one with that numeric
 * id alone. No problem ever repeats a value, which might be a token put in the wrong place.
 */
export function parseApiKeys(text: string | undefined): AccessResult {
  if (text === undefined || text.trim() === "") return { ok: true, access: { kind: "own_machine" } };
  const json = parseJson(text);
  if (json === undefined) return { ok: false, problems: ["POINTSMAN_API_KEYS is no JSON."] };
  const parsed = keysSchema.safeParse(json.value);
  if (parsed.success) return { ok: true, access: { kind: "keys", keys: parsed.data.map(keyOf) } };
  const problems = parsed.error.issues.map((issue) => {
    const where = ["POINTSMAN_API_KEYS", ...issue.path].join(".");
    return `${where} is not usable: ${issue.code === "unrecognized_keys" ? "it has unknown members" : issue.message}.`;
  });
  return { ok: false, problems };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function keyOf({ name, sha256, repositories, environments, role }: z.infer<typeof keySchema>): ApiKey {
  return {
    name,
    digest: Buffer.from(sha256, "hex"),
    repositories: repositories === "all" ? null : new Map(repositories.map(repositoryOf)),
    environments: environments === "all" ? null : new Set(environments),
    role,
  };
}

function repositoryOf(text: string): readonly [name: string, id: number | null] {
  const [, name = "", id] = REPOSITORY.exec(text) ?? [];
  return [name.toLowerCase(), id === undefined ? null : Number(id)];
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

export interface Authorised {
  readonly kind: "authorised";
  readonly reach: Reach;
  /** Null on the own machine, where nobody needs a key. */
  readonly key: Pick<ApiKey, "name" | "role"> | null;
  /** The numeric id that the repository must have; null where its name is enough. */
  readonly repositoryId: number | null;
}

/**
 * Whether a request may read a repository. The repository is judged before anybody looks whether it exists, so a key
 * says nothing about repositories it is not for.
 */
export function authorise(access: Access, request: Request, repository: string): Authorised | Problem {
  if (access.kind === "own_machine") return authoriseOwnMachine(request);
  const key = findKey(access.keys, bearerToken(request));
  if (key === undefined) {
    const refused = problem("unauthorized", "Send a key that is known here: Authorization: Bearer <token>.");
    return { ...refused, headers: { "www-authenticate": 'Bearer realm="pointsman"' } };
  }
  const { environments, repositories } = key;
  const repositoryId = repositories === null ? null : repositories.get(repository.toLowerCase());
  if (repositoryId === undefined) {
    return problem("forbidden_repository", "This key is not for this repository.");
  }
  return { kind: "authorised", reach: { environments }, key, repositoryId };
}

/** A page of somebody else's whose name was made to point here (DNS rebinding) still sends its own name. */
function authoriseOwnMachine(request: Request): Authorised | Problem {
  if (isLoopback(new URL(request.url).hostname)) {
    return { kind: "authorised", reach: { environments: null }, key: null, repositoryId: null };
  }
  return problem("foreign_host", "Without keys this server answers only to localhost, 127.0.0.1 and [::1].");
}

function bearerToken(request: Request): string | undefined {
  const [, token = ""] =
    /^Bearer +([\x21-\x7e]{1,1024})$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  return token.length < SHORTEST_TOKEN ? undefined : token;
}

/** Looks at every key, each in constant time: how long it takes tells nothing. */
function findKey(keys: readonly ApiKey[], token: string | undefined): ApiKey | undefined {
  if (token === undefined) return undefined;
  const digest = createHash("sha256").update(token).digest();
  return keys.filter((key) => timingSafeEqual(key.digest, digest)).at(0);
}
