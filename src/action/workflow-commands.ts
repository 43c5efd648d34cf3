import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";

/**
 * What a step tells GitHub's runner: lines on stdout and in files that the runner names
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions). `@actions/core` does the same and
 * brings an HTTP client of 700 KB, which every start would read.
 */

export interface AnnotationPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number | undefined;
  readonly title: string;
}

type Level = "error" | "warning" | "notice";

/** The command that annotates: with a place, a line of a file, else the job. Ends without a line feed. */
export function annotationCommand(level: Level, message: string, place?: AnnotationPlace): string {
  if (place === undefined) return `::${level}::${escapedMessage(message)}`;
  const { column, file, line, title } = place;
  const properties = { title, file, line: String(line), col: column === undefined ? "" : String(column) };
  const given = Object.entries(properties).filter(([, value]) => value !== "");
  const list = given.map(([name, value]) => `${name}=${escapedProperty(value)}`).join(",");
  return `::${level} ${list}::${escapedMessage(message)}`;
}

function escapedMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
  return escapedMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/**
 * Text for the log. The runner takes a line for a command that begins with `::`, behind what .NET calls white space, or that
 * holds `##[` anywhere (`ActionCommand.cs` of actions/runner), whoever wrote it.
 */
export function logText(text: string): string {
  return text.replaceAll("##[", "# #[").replace(/(^|[\r\n])((?:[^\S\r\n]|\u0085)*)(?=::)/g, "$1$2| ");
}

/** Adds a name and a value to one of the runner's files; nothing in the value can end it or add another. */
export function appendValue(file: string, name: string, value: string): void {
  const delimiter = `pointsman_${randomUUID()}`;
  appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}
