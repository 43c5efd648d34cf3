export type GitHubOutcome = "ok" | "refused" | "limited" | "failed" | "unanswered";

/** What an answer of GitHub's means for whoever watches the app; null: there was none. */
export function githubOutcome(answer: Pick<Response, "status" | "headers"> | null): GitHubOutcome {
  if (answer === null) return "unanswered";
  const { headers, status } = answer;
  if (status >= 500) return "failed";
  if (status === 429 || (status === 403 && isLimited(headers))) return "limited";
  return status >= 400 ? "refused" : "ok";
}

function isLimited(headers: Headers): boolean {
  return headers.get("x-ratelimit-remaining") === "0" || headers.has("retry-after");
}
