import { createHash, createSign, generateKeyPairSync, verify } from "node:crypto";
import { createServer } from "node:net";
import { createEmulator } from "emulate";
import { castName, castSize, type Names, pathForEmulate } from "./names.ts";

/** A caller as emulate is told of it: a bearer token, or nobody. */
export type Bearer = string | undefined;

type EmulateRequest = {
  method: string;
  /** In public names, with query. */
  path: string;
  bearer?: Bearer;
  /** Sent as JSON when present. */
  body?: unknown;
  accept?: string | undefined;
};

export type EmulateAnswer = { status: number; headers: Headers; text: string; json: unknown };

/** emulate behind a small client that speaks public names, public URLs and GitHub's second-precise times. */
export type Emulated = {
  call(request: EmulateRequest): Promise<EmulateAnswer>;
  close(): Promise<void>;
};

export const adminLogin = "admin";
/** GITHUB_TOKEN is the installation token of GitHub's own app; this is that app's real id. */
export const actionsApp = { id: 15_368, slug: "github-actions" };
export const firstAppId = 1_001;
const tokensPerUser = 4;
const adminTokens = 60;

/** emulate's limit is 5,000 requests a token and hour; tokens are changed before it is met. */
export const requestsPerToken = 4_500;

let sharedKey: string | undefined;

/** One RSA key for every emulated app of this process: making one costs up to a second. */
export function appPrivateKey(): string {
  sharedKey ??= generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "pkcs1", format: "pem" },
  }).privateKey;
  return sharedKey;
}

/** The tokens emulate was seeded with for a cast member or the administrator. */
export function seededTokens(login: string): string[] {
  const count = login === adminLogin ? adminTokens : tokensPerUser;
  return Array.from({ length: count }, (_, index) => `emulate_${login}_${index}`);
}

/** The installation that emulate has of an app on an organization of the cast. */
export function installationId(appId: number, organizationPlaceholder: string): number {
  return appId * 100 + Number(organizationPlaceholder.slice(-2));
}

const everyPermission = {
  actions: "write",
  administration: "write",
  checks: "write",
  contents: "write",
  issues: "write",
  members: "read",
  metadata: "read",
  pull_requests: "write",
  statuses: "write",
  workflows: "write",
};

/**
 * emulate fixes an installation's permissions in its seed, so all are seeded with every permission and each token is
 * narrowed to what the app has when it is made. No webhook URL is seeded: emulate's own deliveries have no uuid, no
 * commits and no target headers, so deliveries are made here.
 */
function seed() {
  const users = cast("user").map((login) => ({ login, email: `${login}@users.noreply.github.com` }));
  const orgs = cast("organization").map((login) => ({
    login,
    members: [{ login: adminLogin, role: "admin" }],
  }));
  const slugs = [...cast("app").map((slug, index) => ({ slug, id: firstAppId + index })), actionsApp];
  const apps = slugs.map(({ slug, id }) => ({
    app_id: id,
    slug,
    name: slug,
    private_key: appPrivateKey(),
    permissions: everyPermission,
    installations: cast("organization").map((account) => ({
      installation_id: installationId(id, account),
      account,
      repository_selection: "all",
    })),
  }));
  const logins = [adminLogin, ...users.map(({ login }) => login)];
  const tokens = Object.fromEntries(
    logins.flatMap((login) => seededTokens(login).map((token) => [token, { login, scopes: ["repo"] }])),
  );
  return { tokens, github: { users, orgs, apps } };
}

function cast(kind: "user" | "organization" | "app"): string[] {
  return Array.from({ length: castSize[kind] }, (_, index) => castName(kind, index));
}

/** A port that was free a moment ago: emulate, given a base URL or none, never tells which port it took. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function startOnFreePort(publicUrl: string) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      const emulator = await createEmulator({ service: "github", port, baseUrl: publicUrl, seed: seed() });
      return { emulator, origin: `http://127.0.0.1:${port}` };
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

const millisecondTime = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{1,3}Z"/g;

export async function startEmulated(names: Names, publicUrl: string): Promise<Emulated> {
  const { emulator, origin } = await startOnFreePort(publicUrl);
  return {
    async call({ method, path, bearer, body, accept }) {
      const headers: Record<string, string> = { accept: accept ?? "application/vnd.github+json" };
      if (bearer !== undefined) headers.authorization = `Bearer ${bearer}`;
      if (body !== undefined) headers["content-type"] = "application/json";
      const init = { method, headers, redirect: "manual" as const };
      const url = `${origin}${pathForEmulate(names, path)}`;
      const response = await fetch(url, body === undefined ? init : { ...init, body: JSON.stringify(body) });
      const raw = await response.text();
      if (!response.headers.get("content-type")?.includes("json")) {
        return { status: response.status, headers: response.headers, text: raw, json: undefined };
      }
      const text = names.reveal(raw).replace(millisecondTime, '"$1Z"');
      return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
    },
    close: () => emulator.close(),
  };
}

/** An app's JSON web token, as octokit makes it. */
export function appJwt(appId: number, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${encode({ alg: "RS256", typ: "JWT" })}.${encode({ iat: seconds - 30, exp: seconds + 540, iss: String(appId) })}`;
  return `${content}.${createSign("RSA-SHA256").update(content).sign(appPrivateKey(), "base64url")}`;
}

/** Whether an app of this process signed the token, and it still holds. */
export function isAppJwt(jwt: string, now: Date): boolean {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const bytes = Buffer.from(signature, "base64url");
  if (!verify("RSA-SHA256", Buffer.from(`${header}.${payload}`), appPrivateKey(), bytes)) return false;
  const { exp }: { exp?: unknown } = JSON.parse(Buffer.from(payload, "base64url").toString());
  return typeof exp === "number" && exp * 1000 > now.getTime();
}

/** The object id git gives to some content. */
export function gitOid(type: "blob" | "tree" | "commit", content: Uint8Array): string {
  return createHash("sha1").update(`${type} ${content.byteLength}\0`).update(content).digest("hex");
}
