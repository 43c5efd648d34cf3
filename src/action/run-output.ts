import { appendFile } from "node:fs/promises";
import { type Annotation, fitAnnotations } from "../reports/annotations/annotation.ts";
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
    const fitting = fitAnnotations(annotations);
    for (const { column, level, line, message, path, title } of fitting.annotations) {
      print(annotationCommand(level, message, { file: path, line, column, title }));
    }
    if (fitting.left > 0) print(`${fitting.left} more annotations than GitHub shows: see the job's summary.`);
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
