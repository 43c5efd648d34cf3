import { extname } from "node:path";
import { z } from "zod";
import { INPUTS, OUTPUTS } from "../src/action/inputs.ts";
import { verbs } from "../src/cli/verbs.ts";
import { VERBS } from "../src/domain/command/verbs.ts";
import { configJsonSchema } from "../src/domain/policy/config.ts";

/** The generated parts of pages, by name. */
export function tableBlocks(): Readonly<Record<string, string>> {
  return {
    inputs: inputTable(),
    outputs: outputTable(),
    "commands-now": commandTable(Object.values(VERBS)),
    verbs: table(
      ["verb", "does"],
      verbs.map(({ name, does }) => [code(name), does]),
    ),
    "verb-details": verbs.map(verbDetails).join("\n\n"),
    settings: settingsTable(),
    permissions: permissionsTable(),
  };
}

/** A whole file as a code block. */
export function exampleBlock(path: string, text: string): string {
  const language = extname(path).replace(/^\.m?/, "");
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

function inputTable(): string {
  const rows = Object.entries(INPUTS).map(([name, input]) => {
    return [code(name), input.description, code(input.default)];
  });
  return table(["input", "what it is", "default"], rows);
}

function outputTable(): string {
  const rows = Object.entries(OUTPUTS).map(([name, { description }]) => [code(name), description]);
  return table(["output", "what it is"], rows);
}

function commandTable(commands: readonly { readonly usage: string; readonly does: string }[]): string {
  return table(
    ["command", "what it does"],
    commands.map(({ does, usage }) => [code(usage), does]),
  );
}

function verbDetails({
  arguments: words,
  does,
  examples,
  name,
  notes,
  options,
}: (typeof verbs)[number]): string {
  const usage = ["pointsman", name, ...words.map((word) => word.name)].join(" ");
  const lines = [usage, ...examples.map((example) => `pointsman ${example}`)];
  const rows = [
    ...words.map((word) => [code(word.name), word.does]),
    ...options.map((option) => [code(option.flags), option.does]),
  ];
  return [
    `### ${name}`,
    `${capital(does)}.`,
    `\`\`\`sh\n${[...new Set(lines)].join("\n")}\n\`\`\``,
    ...(rows.length === 0 ? [] : [table(["word", "what it is"], rows)]),
    ...(notes === undefined ? [] : [notes]),
  ].join("\n\n");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const settingShape = z.looseObject({
  description: z.string().optional(),
  default: z.json().optional(),
});
const objectShape = z.looseObject({ properties: z.record(z.string(), settingShape) });

function settingsTable(): string {
  const rows = Object.entries(objectShape.parse(configJsonSchema()).properties).flatMap(([name, setting]) =>
    settingRows(name, setting),
  );
  return table(["setting", "what it is", "default"], rows);
}

/** A setting, and beneath it its members where it has named ones. Permissions have a table of their own. */
function settingRows(name: string, setting: z.infer<typeof settingShape>): string[][] {
  const inner = objectShape.safeParse(setting);
  if (!inner.success || name === "permissions") return [settingRow(name, setting)];
  const members = Object.entries(inner.data.properties).map(([member, one]) =>
    settingRow(`${name}.${member}`, one),
  );
  const own = setting.description === undefined ? [] : [[code(name), setting.description, ""]];
  return [...own, ...members];
}

function settingRow(name: string, setting: z.infer<typeof settingShape>): string[] {
  const isEmpty = setting.default === undefined || JSON.stringify(setting.default) === "{}";
  return [code(name), setting.description ?? "", isEmpty ? "" : code(JSON.stringify(setting.default))];
}

const permissionsShape = z.looseObject({
  properties: z.looseObject({
    permissions: z.looseObject({ properties: z.record(z.string(), z.looseObject({ default: z.string() })) }),
  }),
});

function permissionsTable(): string {
  const { permissions } = permissionsShape.parse(configJsonSchema()).properties;
  return table(
    ["permission", "default role"],
    Object.entries(permissions.properties).map(([name, rule]) => [code(name), code(rule.default)]),
  );
}
