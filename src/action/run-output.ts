import * as core from "@actions/core";
import type { Annotation } from "../reports/annotations.ts";
import type { OutputName } from "./inputs.ts";

/** What a run leaves behind for people and later steps. */
export interface RunOutput {
  readonly set: (name: OutputName, value: string) => void;
  readonly summary: (markdown: string) => Promise<void>;
  readonly annotate: (annotations: readonly Annotation[]) => void;
  readonly log: (message: string) => void;
  /** Makes the job fail, which is the signal that branch protection can require. */
  readonly fail: (message: string) => void;
}

/** GitHub shows ten annotations of a level a step and fifty a job: beyond that they only hide each other. */
const MAX_PER_LEVEL = 10;

export const runOutput: RunOutput = {
  set: (name, value) => core.setOutput(name, value),
  summary: async (markdown) => {
    if (process.env.GITHUB_STEP_SUMMARY === undefined) return;
    await core.summary.addRaw(markdown, true).write();
  },
  annotate: (annotations) => {
    for (const level of ["error", "warning", "notice"] as const) {
      for (const one of annotations.filter((other) => other.level === level).slice(0, MAX_PER_LEVEL))
        print(one);
    }
  },
  log: (message) => core.info(message),
  fail: (message) => core.setFailed(message),
};

function print({ column, level, line, message, path, title }: Annotation): void {
  const place = {
    file: path,
    startLine: line,
    title,
    ...(column === undefined ? {} : { startColumn: column }),
  };
  if (level === "error") core.error(message, place);
  else if (level === "warning") core.warning(message, place);
  else core.notice(message, place);
}
