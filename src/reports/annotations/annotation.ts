import { clip, visibleBlock } from "../text/visible.ts";

/** A remark on a line of a file. Its texts are plain; whoever prints it escapes it for where it goes. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  readonly title: string;
  readonly message: string;
}

const LONGEST_MESSAGE = 1_000;

/** What anyone wrote as the message of an annotation. */
export function shown(message: string): string {
  return visibleBlock(clip(message, LONGEST_MESSAGE).text);
}

/** GitHub shows ten annotations of a level a step: beyond that they only hide each other. */
const MOST_OF_A_LEVEL = 10;
const LEVELS = ["error", "warning", "notice"] as const;

/** As many of each level as GitHub takes, the first ones, and how many are left out. */
export function fitAnnotations(all: readonly Annotation[]): {
  readonly annotations: readonly Annotation[];
  readonly left: number;
} {
  const annotations = LEVELS.flatMap((level) =>
    all.filter((one) => one.level === level).slice(0, MOST_OF_A_LEVEL),
  );
  return { annotations, left: all.length - annotations.length };
}
