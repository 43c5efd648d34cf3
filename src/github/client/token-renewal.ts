import type { Surroundings } from "../../releases/ports.ts";

export interface Renewal {
  readonly surroundings: Pick<Surroundings, "sleep">;
  /** Has the installation's token fetched anew; absent where a token is all there is. */
  readonly renewToken?: () => Promise<unknown>;
}

/** A new token is not known to all of GitHub at once. */
const SPREADING_MS = 1_000;

/**
 * GitHub did not take an installation's token. Thrown by the fetch: to a plain 401 Octokit's auth strategy would answer with
 * up to three repeats of its own, or none, and keep a dead token for an hour.
 */
class TokenRefusedError extends Error {
  override readonly name = "TokenRefusedError";
}

/** What Octokit threw because of a `TokenRefusedError`. */
export function isTokenRefused(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof TokenRefusedError;
}

/** A fetch that throws `TokenRefusedError` for a 401. */
export function tellingRefusedTokens(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status === 401) throw new TokenRefusedError("GitHub did not take the installation's token");
    return response;
  };
}

/**
 * For the attempts of one request: where a token is refused, it is fetched anew and the attempt repeated, once. That is safe
 * for writes, too, since nothing happens without a token.
 */
export function withRenewal({ renewToken, surroundings }: Renewal) {
  let renewed = false;
  return async <T>(attempt: () => Promise<T>): Promise<T> => {
    try {
      return await attempt();
    } catch (error) {
      if (renewed || renewToken === undefined || !isTokenRefused(error)) throw error;
      await renewToken();
      renewed = true;
      await surroundings.sleep(SPREADING_MS);
      return attempt();
    }
  };
}
