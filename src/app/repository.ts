import { githubBranch } from "../branch/github.ts";
import type { Author } from "../github/author.ts";
import { type GitHubClient, wrapOctokit } from "../github/client.ts";
import { githubMembers } from "../github/members.ts";
import { readControls } from "../releases/controls.ts";
import type { ReleaseBranch, Sources } from "../releases/ports.ts";
import { githubSources } from "../sources/github.ts";
import { realSurroundings } from "./surroundings.ts";

/** One repository that an installation gives the app, with everything opened on it. */
export interface AppRepository {
  readonly id: number;
  readonly owner: string;
  readonly repo: string;
  readonly url: string;
  readonly client: GitHubClient;
  readonly branch: (name: string) => ReleaseBranch;
  readonly sources: Sources;
  readonly members: ReturnType<typeof githubMembers>;
  readonly controls: () => ReturnType<typeof readControls>;
  /** The account the app writes as: what finds our own comments and issues again. */
  readonly self: () => Promise<Author>;
}

/** What webhook payloads say of their repository. */
export interface RepositoryFacts {
  readonly id: number;
  readonly owner: string;
  readonly repo: string;
  readonly url: string;
}

interface Opening {
  readonly octokit: GitHubClient;
  readonly self: () => Promise<Author>;
  readonly log: (message: string) => void;
}

export function openRepository(facts: RepositoryFacts, { octokit, self, log }: Opening): AppRepository {
  const client = wrapOctokit(octokit, { surroundings: realSurroundings, log });
  const { owner, repo } = facts;
  const sources = githubSources({ client, owner, repo });
  return {
    ...facts,
    client,
    sources,
    branch: (branch) => githubBranch({ client, owner, repo, branch }),
    members: githubMembers({ client, owner, repo }),
    controls: () => readControls(sources),
    self,
  };
}
