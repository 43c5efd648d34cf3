import { randomBytes } from "node:crypto";
import { type Bearer, type Emulated, isAppJwt, requestsPerToken, seededTokens } from "./emulated.ts";
import { textAt } from "./json.ts";
import type { Names } from "./names.ts";

/** Who sent a request, as their Authorization header says. */
export type Caller =
  | { kind: "none" }
  | { kind: "unknown" }
  | { kind: "app"; appId: number; jwt: string }
  | { kind: "user"; login: string; token: string }
  | { kind: "installation"; appSlug: string; appId: number; permissions: Permissions; token: string };

export type Permissions = { [name: string]: string };

export type InstallationToken = {
  appSlug: string;
  appId: number;
  installationId: number;
  permissions: Permissions;
  /** emulate's own token for this caller; when it nears emulate's rate limit another one is made. */
  mint: () => Promise<string>;
};

export type Tokens = {
  /** A new token for a user; `ghp_…`. */
  forUser(login: string): string;
  /** A new token for an installation; `ghs_…`. */
  forInstallation(token: InstallationToken): string;
  revoke(token: string): void;
  callerOf(authorization: string | undefined): Caller;
  /** What to tell emulate for a caller. */
  bearer(caller: Caller): Promise<Bearer>;
};

type Rotation = { login: string; used: number };
/** What emulate is told of all tokens of an installation with the same permissions. */
type Minted = { current: string; used: number };

export function createTokens(names: Names): Tokens {
  const users = new Map<string, Rotation>();
  const installations = new Map<string, InstallationToken>();
  const minted = new Map<string, Minted>();
  return {
    forUser(login) {
      const token = `ghp_${randomBytes(18).toString("hex")}`;
      users.set(token, { login, used: 0 });
      return token;
    },
    forInstallation(installation) {
      const token = `ghs_${randomBytes(18).toString("hex")}`;
      installations.set(token, installation);
      return token;
    },
    revoke(token) {
      users.delete(token);
      installations.delete(token);
    },
    callerOf(authorization) {
      const token = authorization?.replace(/^(bearer|token)\s+/i, "").trim() ?? "";
      if (token === "") return { kind: "none" };
      if (token.startsWith("eyJ")) return appCaller(token);
      const user = users.get(token);
      if (user) return { kind: "user", login: user.login, token };
      const installation = installations.get(token);
      if (!installation) return { kind: "unknown" };
      const { appSlug, appId, permissions } = installation;
      return { kind: "installation", appSlug, appId, permissions, token };
    },
    async bearer(caller) {
      if (caller.kind === "app") return caller.jwt;
      if (caller.kind === "user")
        return rotated(users.get(caller.token), (login) => names.placeholder(login));
      if (caller.kind === "installation") return mintedFor(installations.get(caller.token), minted);
      return undefined;
    },
  };
}

function appCaller(jwt: string): Caller {
  try {
    const payload: unknown = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
    const issuer =
      typeof payload === "object" && payload !== null && "iss" in payload ? Number(payload.iss) : NaN;
    const isValid = Number.isInteger(issuer) && isAppJwt(jwt, new Date());
    return isValid ? { kind: "app", appId: issuer, jwt } : { kind: "unknown" };
  } catch {
    return { kind: "unknown" };
  }
}

function rotated(rotation: Rotation | undefined, placeholder: (login: string) => string): Bearer {
  if (!rotation) return undefined;
  const tokens = seededTokens(placeholder(rotation.login));
  return tokens[Math.floor(rotation.used++ / requestsPerToken) % tokens.length];
}

/** What one request here asks emulate for at most. */
const MOST_FORWARDED = 10;

/** emulate counts all that apps ask for as themselves as one caller, whose 5,000 an hour an app that dies often uses up. */
async function mintedFor(
  installation: InstallationToken | undefined,
  minted: Map<string, Minted>,
): Promise<Bearer> {
  if (!installation) return undefined;
  const { appId, installationId, mint, permissions } = installation;
  const key = JSON.stringify([appId, installationId, Object.entries(permissions).toSorted()]);
  let own = minted.get(key);
  if (own === undefined || own.used >= requestsPerToken / MOST_FORWARDED) {
    own = { current: await mint(), used: 0 };
    minted.set(key, own);
  }
  own.used += 1;
  return own.current;
}

/** Makes emulate's token of an installation, narrowed to some permissions. */
export async function mintAtEmulate(
  emulated: Emulated,
  request: { jwt: string; installationId: number; permissions: Permissions },
): Promise<string> {
  const answer = await emulated.call({
    method: "POST",
    path: `/app/installations/${request.installationId}/access_tokens`,
    bearer: request.jwt,
    body: { permissions: request.permissions },
  });
  if (answer.status !== 201)
    throw new Error(`emulate made no installation token: ${answer.status} ${answer.text}`);
  return textAt(answer.json, "token");
}
