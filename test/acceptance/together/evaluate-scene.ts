import type { Heard } from "../../support/commands.ts";
import { say } from "../../support/commands.ts";
import type { User } from "../../support/github/inside.ts";
import type { RunResult } from "../../support/github/runner.ts";
import { HARMLESS, triageWith } from "../../support/proposals.ts";
import { publishNow } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

const CONFIG_PATH = ".github/pointsman.yml";

/** A pull request that looks as if it came from a stranger's fork, not evaluated yet. */
export interface Proposed {
  readonly branch: string;
  readonly number: number;
  readonly head: string;
}

/** The text that is uploaded of a report; null: nothing is. */
type Upload = (report: string) => string | null;

/** A stage with releases, and who asks for evaluations there: the built app, and the built Action that it starts. */
export interface EvaluateScene extends Stage {
  readonly maintainer: User;
  readonly stranger: User;
  readonly proposed: (change?: readonly [string, string]) => Promise<Proposed>;
  /** Comments `/evaluate`; the maintainer does by default. */
  readonly evaluate: (number: number, sha: string, by?: User) => Promise<Heard>;
  /** Runs what was dispatched last, as GitHub would; `upload` is what the workflow's next step does with the report. */
  readonly runDispatched: (upload?: Upload) => Promise<RunResult>;
  /** The pull request's own job. */
  readonly jobOf: (pull: Proposed) => Promise<RunResult>;
  /** Has the config say more until the scope ends. */
  readonly configured: (more: string) => Promise<AsyncDisposable>;
  /** Calls of the model since `countAnew`. */
  readonly modelCalls: () => number;
  readonly countAnew: () => void;
}

export async function evaluateScene(): Promise<EvaluateScene> {
  const stage = await setStage();
  await publishNow(stage);
  const maintainer = await stage.github.user("maintainer", { role: "write", on: stage.repository });
  const stranger = await stage.github.user("stranger");
  let branches = 0;
  let modelCallsBefore = stage.model.requests.length;
  return {
    ...stage,
    maintainer,
    stranger,
    proposed: async (change = HARMLESS) => {
      const branch = `fork-${++branches}`;
      const head = await stage.repository.commit({ branch, files: await triageWith(stage, change) });
      const { number } = await stage.repository.openPullRequest({ head: branch });
      return { branch, number, head };
    },
    evaluate: (number, sha, by = maintainer) => say(stage, { text: `/evaluate ${sha}`, by, issue: number }),
    runDispatched: async (upload = (report) => report) => {
      const last = (await stage.repository.dispatched()).at(-1);
      if (last === undefined) throw new Error("Nothing was dispatched");
      const { event, inputs, runId } = last;
      const run = await stage.act(event, { inputs, runId });
      const text = run.report === null ? null : upload(run.report);
      const file = { name: "pointsman-report.json", text: text ?? "" };
      if (text !== null) stage.repository.uploadArtifact(runId, { file });
      return run;
    },
    jobOf: async ({ number }) =>
      stage.act(
        await stage.repository.events.pullRequest(number, { target: true, fork: "stranger", by: stranger }),
      ),
    configured: async (more) => {
      const config = (await stage.repository.file(CONFIG_PATH)) ?? "";
      const write = (text: string) => stage.repository.commit({ files: { [CONFIG_PATH]: text } });
      await write(config + more);
      return { [Symbol.asyncDispose]: async () => void (await write(config)) };
    },
    modelCalls: () => stage.model.requests.length - modelCallsBefore,
    countAnew: () => {
      modelCallsBefore = stage.model.requests.length;
    },
  };
}
