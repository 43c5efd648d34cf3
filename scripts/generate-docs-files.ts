import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { configJsonSchema } from "../src/domain/policy/config.ts";
import { evaluationReportSchema } from "../src/evaluation/report/report.ts";
import { exampleBlock, tableBlocks } from "./generate-docs-blocks.ts";
import { sampleComment } from "./generate-docs-sample.ts";

/**
 * The files that follow from the code, by path: pages whose marked parts are made anew, and JSON Schemas. A part stands
 * between `<!-- generated:<name> -->` and `<!-- /generated:<name> -->`; everything else on a page is people's.
 */
export async function generatedFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const pages = ["README.md", ...globSync("docs/**/*.md", { cwd: root })].toSorted();
  const blocks: Readonly<Record<string, string>> = {
    ...tableBlocks(),
    "sample-comment": await sampleComment(root),
  };
  const filled = pages.flatMap((path): [string, string][] => {
    const text = readFileSync(join(root, path), "utf8");
    const fresh = fillBlocks(text, path, (name) => blocks[name] ?? example(root, name));
    return fresh.count === 0 ? [] : [[path, fresh.text]];
  });
  return new Map([
    ...filled,
    ["docs/config.schema.json", formatted(root, "config.schema.json", configSchema())],
    ["docs/report.schema.json", formatted(root, "report.schema.json", reportSchema())],
  ]);
}

const BLOCK = /^<!-- generated:([a-z0-9.-]+) -->$[\s\S]*?^<!-- \/generated:\1 -->$/gm;

function fillBlocks(text: string, path: string, contentOf: (name: string) => string | undefined) {
  let count = 0;
  const filled = text.replace(BLOCK, (_, name: string) => {
    const content = contentOf(name);
    if (content === undefined) throw new Error(`${path} has a generated part that nothing makes: ${name}`);
    count += 1;
    return `<!-- generated:${name} -->\n${content}\n<!-- /generated:${name} -->`;
  });
  return { text: filled, count };
}

/**
 * `example.<file>`: a file of `docs/examples`; `receiver.<extension>`: one of the whole receivers. So what readers copy is
 * what the tests run.
 */
function example(root: string, name: string): string | undefined {
  const file = /^example\.(.+)$/.exec(name)?.[1];
  const path = file === undefined ? `examples/receivers/${name}` : `docs/examples/${file}`;
  return existsSync(join(root, path))
    ? exampleBlock(path, readFileSync(join(root, path), "utf8"))
    : undefined;
}

function configSchema(): object {
  return { title: "The settings of pointsman, .github/pointsman.yml", ...configJsonSchema() };
}

function reportSchema(): object {
  // JSON values are checked by hand and have no schema of their own: anything fits.
  const schema = z.toJSONSchema(evaluationReportSchema, { unrepresentable: "any" });
  return { title: "The report of an evaluation by pointsman", ...schema };
}

/** As the project's formatter leaves it. */
function formatted(root: string, name: string, document: object): string {
  return execFileSync(join(root, "node_modules/.bin/biome"), ["format", `--stdin-file-path=docs/${name}`], {
    cwd: root,
    input: JSON.stringify(document, null, 2),
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  });
}
