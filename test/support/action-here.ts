import type { RunContext } from "../../src/action/context.ts";
import { runPublish } from "../../src/action/publish.ts";
import { openRepository } from "../../src/action/repository.ts";
import { hastySurroundings } from "./app-here.ts";
import type { GitHub } from "./github/github.ts";
import type { RepositoryHandle } from "./github/repository-types.ts";

/** What a run in this process left behind. */
export interface RunHere {
  /** Why the job would fail; empty for a success. */
  readonly failures: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: readonly string[];
}

/** The Action's publish run in this process, without its waits; `dist/action.js` does the same and waits. */
export async function publishHere(github: GitHub, repository: RepositoryHandle): Promise<RunHere> {
  const failures: string[] = [];
  const log: string[] = [];
  const outputs: Record<string, string> = {};
  const context = contextOf(github, repository);
  const opened = openRepository(context, {
    token: repository.actionsToken(),
    surroundings: hastySurroundings,
    log: (message) => log.push(message),
  });
  const output = {
    set: (name: string, value: string) => {
      outputs[name] = value;
    },
    summary: () => Promise.resolve(),
    annotate: () => undefined,
    log: (message: string) => log.push(message),
    warn: (message: string) => log.push(message),
    fail: (message: string) => failures.push(message),
  };
  const trigger = { kind: "publish", everything: false, before: null } as const;
  try {
    const secretOf = () => undefined;
    await runPublish({ context, trigger, repository: opened, output, environment: {}, secretOf });
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
  return { failures, outputs, log };
}

function contextOf(github: GitHub, { defaultBranch, id, name, owner }: RepositoryHandle): RunContext {
  const url = `${github.url}/${owner}/${name}`;
  return {
    repository: { id, owner, repo: name, url, defaultBranch },
    workflow: ".github/workflows/pointsman.yml",
    apiUrl: github.url,
    runUrl: `${url}/actions/runs/1`,
    actor: { login: "ada", id: 7 },
    temp: "/tmp",
    workspace: "",
    trigger: { kind: "publish", everything: false, before: null },
  };
}
