import type { Problem } from "../domain/problem.ts";
import type { Section } from "./text/budget.ts";
import { type ReportLinks, sourceUrl } from "./text/links.ts";
import { type Block, code, type Inline, link, md } from "./text/markdown.ts";

/** Where the files of problems can be seen; without a commit their places are no links. */
export interface ProblemPlace extends ReportLinks {
  readonly commit: string | null;
}

/** What is wrong with files, errors first, each with its place. */
export function problemsSection(
  problems: readonly Problem[],
  place: ProblemPlace,
  { title, rank }: { readonly title: Block; readonly rank: number },
): readonly Section[] {
  if (problems.length === 0) return [];
  const errorsFirst = problems.toSorted((a, b) => weight(a) - weight(b));
  return [
    {
      kind: "table",
      rank,
      name: "problems",
      title,
      head: [md``, md`where`, md`what`],
      rows: errorsFirst.map((problem) => [signOf(problem), placeOf(problem, place), code(problem.message)]),
    },
  ];
}

function weight({ severity }: Problem): number {
  return severity === "error" ? 0 : 1;
}

function signOf({ severity }: Problem): Inline {
  return severity === "error" ? md`❌` : md`ℹ️`;
}

function placeOf({ column, line, path }: Problem, { commit, ...links }: ProblemPlace): Inline {
  const label = code(`${path}:${line}:${column}`);
  return commit === null ? label : link(label, sourceUrl(links, { commit, path, line }));
}
