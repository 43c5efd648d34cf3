import { githubBranch } from "../branch/github.ts";
import type { Author } from "../github/author.ts";
import { createClient } from "../github/client.ts";
import type { GitHubClient } from "../github/repository.ts";
import { whoAmI } from "../github/who-am-i.ts";
import { readControls } from "../releases/controls.ts";
import type { ReleaseBranch, Sources, Surroundings } from "../releases/ports.ts";
import { githubSources } from "../sources/github.ts";
import type { RunContext } from "./context.ts";

/** The repository of this run, opened with the run's token. */
export interface ActionRepository {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly url: string;
  readonly branch: (name: string) => ReleaseBranch;
  readonly sources: Sources;
  readonly controls: () => ReturnType<typeof readControls>;
  readonly self: () => Promise<Author>;
  readonly surroundings: Surroundings;
}

interface Opening {
  readonly token: string;
  readonly surroundings: Surroundings;
  readonly log: (message: string) => void;
}

export function openRepository(
  context: Pick<RunContext, "apiUrl" | "repository">,
  { log, surroundings, token }: Opening,
): ActionRepository {
  const { owner, repo, url } = context.repository;
  const client = createClient({ token, apiUrl: context.apiUrl, surroundings, log });
  const sources = githubSources({ client, owner, repo });
  const branches = new Map<string, ReleaseBranch>();
  return {
    client,
    owner,
    repo,
    url,
    sources,
    // One object a name: what it learned while reading saves its next writing a trip.
    branch: (name) => {
      const known = branches.get(name) ?? githubBranch({ client, owner, repo, branch: name });
      branches.set(name, known);
      return known;
    },
    controls: () => readControls(sources),
    self: () => whoAmI(client, { kind: "unknown" }),
    surroundings,
  };
}
