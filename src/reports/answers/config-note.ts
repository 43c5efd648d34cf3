import { sortProblems } from "../../domain/problem.ts";
import type { Controls } from "../../releases/controls.ts";
import { enumerate, timeText } from "../text/facts.ts";
import { commitUrl, type ReportLinks } from "../text/links.ts";
import { type Block, code, type Inline, link, md, paragraph } from "../text/markdown.ts";

/** Errors that a note names; the file itself shows the others. */
const MOST_ERRORS = 3;

/** What stands above each answer while the config file has errors: where they are, and what is in force instead. Null without. */
export function configNote(
  { problems, standing }: Pick<Controls, "problems" | "standing">,
  links: Pick<ReportLinks, "repositoryUrl">,
): Block | null {
  const errors = sortProblems(problems.filter(({ severity }) => severity === "error"));
  switch (standing.kind) {
    case "present":
      return null;
    case "remembered": {
      const commit = link(code(standing.commit.slice(0, 10)), commitUrl(links, standing.commit));
      return paragraph(
        md`⚠️ **The config on the default branch has errors** since ${timeText(standing.brokenSince)}: ${placesOf(errors)}.${aboutFile(errors)} The last readable one, of ${commit}, is used; nothing is published or promoted until the file is mended.`,
      );
    }
    case "unreadable":
      return paragraph(
        md`⚠️ **The config on the default branch has errors**: ${placesOf(errors)}, and no earlier one is known here.${aboutFile(errors)} Until the file is mended, only a rollback that names its environment is run, for whoever has at least the role ${code("maintain")}.`,
      );
  }
}

/** Of a file that is gone or has another name there is no line to look at. */
function aboutFile(errors: Controls["problems"]): Inline {
  const codes = new Set(errors.map((error) => error.code));
  if (codes.has("config_gone"))
    return md` The file is gone: put it back, or put an empty one to mean the defaults.`;
  if (codes.has("config_misnamed")) return md` The file has to be called ${code(".github/pointsman.yml")}.`;
  return md``;
}

function placesOf(errors: Controls["problems"]): Inline {
  const shown = errors
    .slice(0, MOST_ERRORS)
    .map(({ column, line, path }) => code(`${path}:${line}:${column}`));
  const left = errors.length - shown.length;
  return enumerate([...shown, ...(left > 0 ? [md`${left} more`] : [])]);
}
