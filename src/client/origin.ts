import type { ClientOptions } from "./types.ts";

/** Where prompts come from, checked. */
export interface Origin {
  /** `https://prompts.example.com/api/v1/repos/acme/prompts` */
  readonly base: string;
  readonly environment: string | undefined;
  readonly apiKey: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
}

const TIMEOUT_MS = 5_000;
const REPOSITORY = /^([A-Za-z0-9._-]{1,100})\/([A-Za-z0-9._-]{1,100})$/;

/** Checks the options that say where prompts come from. */
export function originOf(options: ClientOptions): Origin {
  const { baseUrl, repository } = options;
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "") {
    throw new TypeError("baseUrl must be an http or https address without credentials and query.");
  }
  if (!REPOSITORY.test(repository)) throw new TypeError("repository must be written as owner/name.");
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, "")}/api/v1/repos/${repository}`,
    environment: options.environment,
    apiKey: options.apiKey,
    fetch: options.fetch ?? globalThis.fetch,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
  };
}
