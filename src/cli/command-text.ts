import type { ProposedCommand } from "../reports/text/command-line.ts";

/** A proposed command as it is typed in a terminal: `pointsman rollback support-triage --to 2026-03-12.1`. */
export function commandText(
  command: ProposedCommand,
  more: { readonly repo: string | null; readonly rest?: readonly string[] },
): string {
  const { verb, prompt, environment = null, version = null, from = null } = command;
  const words = [
    "pointsman",
    verb,
    ...(prompt === null ? [] : [prompt]),
    ...option("--to", version),
    ...option("--from", from),
    ...option("--in", environment),
    ...(more.rest ?? []),
    ...option("--repo", more.repo),
  ];
  return words.map(shellWord).join(" ");
}

function option(name: string, value: string | null): string[] {
  return value === null ? [] : [name, value];
}

/** Placeholders (`<version>`) are not to be run, so their quotes do no harm. */
function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
