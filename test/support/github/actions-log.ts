/** A workflow run, as a test says it was; absent: a finished `pull_request_target` run of `pointsman.yml`. */
export type RunFacts = {
  event?: string;
  path?: string;
  headBranch?: string;
  headSha?: string;
  headRepositoryId?: number;
  status?: string;
  conclusion?: string;
};

export type Run = Required<RunFacts> & { id: number };
export type Artifact = {
  id: number;
  run: Run;
  name: string;
  archive: Buffer;
  digest: string;
  expired: boolean;
};

/** What GitHub keeps of a repository's workflow runs. */
export type ActionsLog = { runs: Map<number, Run>; artifacts: Map<number, Artifact> };
