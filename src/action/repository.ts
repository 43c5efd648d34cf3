import { githubBranch } from "../branch/github.ts";
import { announcedRef } from "../github/announced-ref.ts";
import type { Author } from "../github/author.ts";
import { createClient } from "../github/client/client.ts";
import { githubClock } from "../github/client/clock.ts";
import { paced, writePace } from "../github/client/pace.ts";
import { githubMembers } from "../github/members.ts";
import type { GitHubClient } from "../github/repository.ts";
import { whoAmI } from "../github/who-am-i.ts";
import type { AnnouncedMark } from "../projections/ports.ts";
import { type Controls, readControls } from "../releases/controls.ts";
import type { Members, ReleaseBranch, Sources, Surroundings } from "../releases/ports.ts";
import { githubSources } from "../sources/github.ts";
import type { RunContext } from "./context.ts";

/** The repository of this run, opened with the run's token. */
export interface ActionRepository {
  readonly id: number;
  readonly client: GitHubClient;
  /** The same for what nobody waits for: its writes go out one after another, as GitHub takes them. */
  readonly patientClient: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly url: string;
  readonly branch: (name: string) => ReleaseBranch;
  readonly sources: Sources;
  readonly controls: () => Promise<Controls>;
  readonly members: Members;
  readonly self: () => Promise<Author>;
  readonly surroundings: Surroundings;
}

interface Opening {
  readonly token: string;
  readonly surroundings: Surroundings;
  readonly log: (message: string) => void;
}

/** What the patient writes of one run wait at most, since a job's minutes cost. The next run goes on where this one stopped. */
const LONGEST_PACE_MS = 5 * 60_000;

export function openRepository(
  context: Pick<RunContext, "apiUrl" | "repository">,
  { log, surroundings: local, token }: Opening,
): ActionRepository {
  const { id, owner, repo, url } = context.repository;
  const { fetch, surroundings } = githubClock(local);
  const plain = createClient({ token, apiUrl: context.apiUrl, surroundings, log, fetch });
  const pace = writePace({ surroundings, longestWaitMs: LONGEST_PACE_MS, inAllMs: LONGEST_PACE_MS });
  const client = paced(plain, pace, "urgent");
  const sources = githubSources({ client, owner, repo });
  const branches = new Map<string, ReleaseBranch>();
  let self: Promise<Author> | undefined;
  return {
    id,
    client,
    patientClient: paced(plain, pace, "patient"),
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
    controls: async () => withAnnouncer(await readControls(sources), announcedRef({ client, owner, repo })),
    members: githubMembers({ client, owner, repo }),
    self: () => {
      self ??= whoAmI(client, { kind: "unknown" });
      return self;
    },
    surroundings,
  };
}

/**
 * Who answers, where the config cannot be read so far as to say that: the Action, if it ever announced here, since only it
 * moves the mark. Else nobody would answer a rollback where no app is installed (docs/decisions/0019-broken-config.md).
 */
async function withAnnouncer(controls: Controls, mark: Pick<AnnouncedMark, "read">): Promise<Controls> {
  const { config, standing } = controls;
  if (standing.kind !== "unreadable" || standing.announce !== null) return controls;
  if ((await mark.read()) === null) return controls;
  return { ...controls, config: { ...config, file: { ...config.file, announce: "action" } } };
}
