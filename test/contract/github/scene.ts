import type { Author } from "../../../src/github/author.ts";
import { createClient } from "../../../src/github/client/client.ts";
import type { GitHubClient } from "../../../src/github/repository.ts";
import type { GitHub } from "../../support/github/github.ts";
import type { RepositoryHandle } from "../../support/github/repository-types.ts";
import { stillSurroundings } from "../../unit/github/surroundings.ts";

/** The ways a request may fail once: it never took effect, or it did and the answer was lost. */
export const FAULTS = [
  ["502 before it took effect", { when: "before", status: 502 }],
  ["502 after it took effect", { when: "after", status: 502 }],
  ["a connection lost before it took effect", { when: "before", drop: true }],
  ["a connection lost after it took effect", { when: "after", drop: true }],
] as const;

export interface Scene {
  readonly repository: RepositoryHandle;
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly author: Author;
}

let names = 0;

/** A repository of its own, seen with GITHUB_TOKEN or as an installed app. */
export async function sceneOf(github: GitHub, entry: "action" | "app"): Promise<Scene> {
  names += 1;
  const repository = await github.createRepository({ name: `prompts-${names}` });
  const app = entry === "app" ? await github.installApp() : undefined;
  const token = app?.token() ?? repository.actionsToken({ issues: "write", pull_requests: "write" });
  const client = clientFor(github, token);
  const author = { login: app?.botLogin ?? "github-actions[bot]", id: null };
  return { repository, client, owner: repository.owner, repo: repository.name, author };
}

export function clientFor(github: GitHub, token: string): GitHubClient {
  return createClient({ token, apiUrl: github.url, ...stillSurroundings(new Date().toISOString()).policy });
}
