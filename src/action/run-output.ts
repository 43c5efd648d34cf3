import { appendFile } from "node:fs/promises";
import type { Annotation } from "../reports/annotations.ts";
import type { OutputName } from "./inputs.ts";
import { annotationCommand, appendValue, logText } from "./workflow-commands.ts";

/** What a run leaves behind for people and later steps. */
export interface RunOutput {
  readonly set: (name: OutputName, value: string) => void;
  readonly summary: (markdown: string) => Promise<void>;
  readonly annotate: (annotations: readonly Annotation[]) => void;
  readonly log: (message: string) => void;
  /** Shown on the run's page; the job goes on. */
  readonly warn: (message: string) => void;
  /** Makes the job fail, which is the signal that branch protection can require. */
  readonly fail: (message: string) => void;
}

/** GitHub shows ten annotations of a level a step and fifty a job: beyond that they only hide each other. */
const MAX_PER_LEVEL = 10;

export const runOutput: RunOutput = {
  set: (name, value) => {
    const file = process.env.GITHUB_OUTPUT;
    if (file) appendValue(file, name, value);
  },
  summary: async (markdown) => {
    const file = process.env.GITHUB_STEP_SUMMARY;
    if (file) await appendFile(file, `${markdown}\n`);
  },
  annotate: (annotations) => {
    for (const level of ["error", "warning", "notice"] as const) {
      for (const one of annotations.filter((other) => other.level === level).slice(0, MAX_PER_LEVEL)) {
        const { column, line, message, path, title } = one;
        print(annotationCommand(level, message, { file: path, line, column, title }));
      }
    }
  },
  log: (message) => print(logText(message)),
  warn: (message) => print(annotationCommand("warning", message)),
  fail: (message) => {
    process.exitCode = 1;
    print(annotationCommand("error", message));
  },
};

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
