import { githubBranch } from "../branch/github.ts";
import type { Author } from "../github/author.ts";
import { githubMembers } from "../github/members.ts";
import type { GitHubClient } from "../github/repository.ts";
import type { ConfigStore } from "../releases/config-store.ts";
import { type Controls, controlsInForce } from "../releases/controls.ts";
import type { ReleaseBranch, Sources } from "../releases/ports.ts";
import { githubSources } from "../sources/github.ts";

/** One repository that an installation gives the app, with everything opened on it. */
export interface AppRepository {
  readonly id: number;
  readonly owner: string;
  readonly repo: string;
  readonly url: string;
  /** Whose token the client has. */
  readonly installation: number;
  readonly client: GitHubClient;
  /** The same for what nobody waits for: its writes go out one after another, as GitHub takes them. */
  readonly patientClient: GitHubClient;
  readonly branch: (name: string) => ReleaseBranch;
  readonly sources: Sources;
  readonly members: ReturnType<typeof githubMembers>;
  /** The config in force: where the present one is broken, the last readable one (`controls.standing` says which). */
  readonly controls: () => Promise<Controls>;
  /** The account the app writes as: what finds our own comments and issues again. */
  readonly self: () => Promise<Author>;
}

/** What webhook payloads say of their repository. */
export interface RepositoryFacts {
  readonly id: number;
  readonly owner: string;
  readonly repo: string;
  readonly url: string;
  readonly installation: number;
}

interface Opening {
  readonly client: GitHubClient;
  readonly patientClient: GitHubClient;
  readonly self: () => Promise<Author>;
  readonly configs: ConfigStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function openRepository(
  facts: RepositoryFacts,
  { client, configs, now, patientClient, self }: Opening,
): AppRepository {
  const branches = new Map<string, ReleaseBranch>();
  const { owner, repo } = facts;
  const sources = githubSources({ client, owner, repo });
  return {
    ...facts,
    client,
    patientClient,
    sources,
    // One object a name: what it learned while reading saves its next writing a trip.
    branch: (name) => {
      const known = branches.get(name) ?? githubBranch({ client, owner, repo, branch: name });
      branches.set(name, known);
      return known;
    },
    members: githubMembers({ client, owner, repo }),
    controls: () => controlsInForce({ sources, configs, repositoryId: facts.id, now }),
    self,
  };
}
