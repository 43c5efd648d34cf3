import { Octokit } from "@octokit/core";
import type { Answer, GitHubClient } from "../repository.ts";
import { BrokenAnswerError } from "./failure.ts";
import { effectOfDocument, effectOfRoute, type RetryPolicy, withRetries } from "./retry-policy.ts";
import { type Renewal, tellingRefusedTokens, withRenewal } from "./token-renewal.ts";

export interface ClientPolicy extends RetryPolicy, Pick<Renewal, "renewToken"> {
  /** Milliseconds for one attempt, the whole answer included; 30 s where absent (GitHub gives up after 10). */
  readonly timeoutMs?: number;
  /** For proxies; the global one where absent. */
  readonly fetch?: typeof globalThis.fetch;
}

const TIMEOUT_MS = 30_000;

/**
 * A client for a token, for an entry that has one: the Action. `apiUrl` is `GITHUB_API_URL`; the GraphQL address follows
 * from it, on GitHub Enterprise Server too.
 */
export function createClient(
  options: { readonly token: string; readonly apiUrl: string } & ClientPolicy,
): GitHubClient {
  const octokit = new Octokit({
    auth: options.token,
    baseUrl: options.apiUrl.replace(/\/+$/, ""),
    userAgent: "pointsman",
  });
  return wrapOctokit(octokit, options);
}

/**
 * Puts an authenticated Octokit under our policy. Its own retries and throttling must be off, or attempts multiply and
 * writes repeat: `PlainProbotOctokit` is Probot's without them.
 */
export function wrapOctokit(octokit: GitHubClient, policy: ClientPolicy): GitHubClient {
  const log = { debug: ignore, info: ignore, warn: policy.log, error: policy.log };
  const fetch = wholeAnswers(policy.fetch);
  const transport = () => ({
    signal: AbortSignal.timeout(policy.timeoutMs ?? TIMEOUT_MS),
    fetch: policy.renewToken === undefined ? fetch : tellingRefusedTokens(fetch),
    log,
  });
  return {
    graphql: (query, variables) => {
      const renewing = withRenewal(policy);
      const attempt = async () => {
        const data = await octokit.graphql(query, { ...variables, request: transport() });
        if (data === undefined || data === null) throw new BrokenAnswerError("The answer has no data");
        return data;
      };
      const doing = `ask GitHub for ${operationName(query)}`;
      return withRetries(
        { doing, effect: effectOfDocument(query), attempt: () => renewing(attempt) },
        policy,
      );
    },
    request: (route, parameters = {}) => {
      const renewing = withRenewal(policy);
      const attempt = async () =>
        whole(await octokit.request(route, { ...parameters, request: transport() }));
      const doing = `ask GitHub for ${route}`;
      return withRetries({ doing, effect: effectOfRoute(route), attempt: () => renewing(attempt) }, policy);
    },
  };
}

function ignore(): void {}

/** `query pointsmanBlobs(…) {` → `the query pointsmanBlobs`. */
function operationName(query: string): string {
  const [, kind, name] = /^\s*(query|mutation)\s+(\w+)/.exec(query) ?? [];
  return kind === undefined ? "a GraphQL document" : `the ${kind} ${name}`;
}

const NO_CONTENT = 204;

/** Octokit hands on a body that is not JSON as text, whatever its content type says. */
function whole(answer: Answer): Answer {
  if (answer.status === NO_CONTENT) return answer;
  const json = /^application\/json\b/.test(String(answer.headers["content-type"] ?? ""));
  if (json && typeof answer.data === "string") throw new BrokenAnswerError("The answer is not JSON");
  return answer;
}

/**
 * A fetch that has read the body before it answers: Octokit takes a body that broke off for an empty one, so a 200 whose
 * connection was lost would read as an answer.
 */
function wholeAnswers(fetch: typeof globalThis.fetch | undefined): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await (fetch ?? globalThis.fetch)(input, init);
    if (response.body === null) return response;
    const body = await response.arrayBuffer();
    const { status, statusText, headers, url } = response;
    const read = new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
    return Object.defineProperty(read, "url", { value: url });
  };
}
