import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The licence texts of the packages that these files belong to, by name and version. `files` are absolute paths. */
export function licencesOf(files: readonly string[]): string {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  const texts = new Map([...folders].map((folder) => [titleOf(folder), licenceText(folder)]));
  const sections = [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `${title}\n\n${text}`);
  const intro = "dist/action.js contains the packages below. Each is under its own licence.";
  return `${[intro, ...sections].join(`\n\n${"-".repeat(80)}\n`)}\n`;
}

/** `/x/node_modules/@scope/name` for a file below it. */
function packageFolder(file: string): string | undefined {
  return /^(?:.*[\\/]node_modules[\\/])(?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];
}

function titleOf(folder: string): string {
  const { name, version, license } = manifestOf(folder);
  return `${name}@${version} (${license ?? "licence not named in its package.json"})`;
}

function licenceText(folder: string): string {
  const file = readdirSync(folder)
    .sort()
    .find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name));
  if (file === undefined) return "(The package holds no licence text.)";
  return readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
}

function manifestOf(folder: string): {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
} {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
