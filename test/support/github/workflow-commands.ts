/** What a step says to GitHub's runner: workflow commands on stdout, and the files it is given to write. */

export type Annotation = {
  level: "error" | "warning" | "notice";
  message: string;
  title?: string;
  file?: string;
  line?: number;
  col?: number;
  endLine?: number;
  endColumn?: number;
};

type Commands = {
  annotations: Annotation[];
  masks: string[];
  /** stdout without the lines that are commands. */
  text: string;
};

const command = /^::([^\s:]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/;

/** Reads workflow commands as the runner does, `::stop-commands::` included. */
export function parseCommands(stdout: string): Commands {
  const found: Commands = { annotations: [], masks: [], text: "" };
  const plain: string[] = [];
  let resumeAt: string | undefined;
  for (const line of stdout.split(/\r?\n/)) {
    const parsed = command.exec(line.trimStart());
    const [, name = "", properties = "", value = ""] = parsed ?? [];
    if (resumeAt !== undefined) {
      if (name === resumeAt) resumeAt = undefined;
      else plain.push(line);
    } else if (name === "stop-commands") {
      resumeAt = value;
    } else if (name === "error" || name === "warning" || name === "notice") {
      found.annotations.push(annotation(name, propertiesOf(properties), unescapeData(value)));
    } else if (name === "add-mask") {
      found.masks.push(unescapeData(value));
    } else if (!parsed) {
      plain.push(line);
    }
  }
  return { ...found, text: plain.join("\n") };
}

function propertiesOf(text: string): Map<string, string> {
  const pairs = text.split(",").map((pair) => pair.split(/=(.*)/s, 2));
  return new Map(pairs.map(([key = "", value = ""]) => [key.trim(), unescapeProperty(value)]));
}

function annotation(
  level: Annotation["level"],
  properties: Map<string, string>,
  message: string,
): Annotation {
  const found: Annotation = { level, message };
  for (const key of ["title", "file"] as const) {
    const value = properties.get(key);
    if (value !== undefined) found[key] = value;
  }
  for (const key of ["line", "col", "endLine", "endColumn"] as const) {
    const value = properties.get(key);
    if (value !== undefined) found[key] = Number(value);
  }
  return found;
}

function unescapeData(text: string): string {
  return text.replace(/%0D/g, "\r").replace(/%0A/g, "\n").replace(/%25/g, "%");
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replace(/%3A/g, ":").replace(/%2C/g, ","));
}

/** Reads a GITHUB_OUTPUT or GITHUB_ENV file: `name=value` lines and `name<<delimiter` blocks. Throws as the runner does. */
export function parseFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const block = /^([^=]+?)<<(.+)$/.exec(line);
    const pair = /^([^=]+)=(.*)$/.exec(line);
    if (block?.[1] !== undefined && block[2] !== undefined) {
      const end = lines.indexOf(block[2], index + 1);
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${block[2]}'`);
      values[block[1]] = lines.slice(index + 1, end).join("\n");
      index = end;
    } else if (pair?.[1] !== undefined) {
      values[pair[1]] = pair[2] ?? "";
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return values;
}
