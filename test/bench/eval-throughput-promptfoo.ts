import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitRepository, type TestRepository } from "../support/git-repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Bench, NotHere } from "./bench.ts";
import { builtFile } from "./built.ts";
import type { Figure } from "./figure.ts";
import { AT_ONCE, CASES, configFile, largePromptFile, suiteQuestions } from "./fixtures/large-suite.ts";
import { startModelProcess } from "./fixtures/model-process.ts";
import { type Measured, runMeasured } from "./process-tree.ts";
import { runProcess } from "./processes.ts";
import { spreadOf } from "./statistics.ts";

const LIMIT = 0.5;
const LATENCY_MS = 50;
const PAIRS = 3;
const VERSION = "0.123.1";
const GREETINGS = ["Answer kindly:", "Answer kindly and in short:"] as const;
const FILE = "orders.prompt.yml";

/** The same 400 calls by the two command lines, as people start them. */
export const evalThroughputPromptfoo: Bench = {
  name: "eval.throughput.promptfoo",
  does: `the same ${2 * CASES} calls by the built command line and by promptfoo ${VERSION}, start-up included, caches off`,
  measure: async (say) => {
    const cli = builtFile("cli.js", say);
    const promptfoo = await installPromptfoo(say);
    await using model = await startModelProcess(LATENCY_MS);
    using folder = temporaryFolder("bench");
    await using repository = await proposedChange(model.baseUrl);
    await writeFile(join(folder.path, "config.json"), promptfooConfig(model.baseUrl));
    const ours: Measured[] = [];
    const theirs: Measured[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      ours.push(await evaluateHere(cli, repository));
      theirs.push(await evaluateThere(promptfoo, folder.path));
      say(`${text(ours.at(-1))} against ${text(theirs.at(-1))}`);
    }
    return [
      figureOf(
        "wall",
        ours.map(({ durationMs }) => durationMs),
        theirs.map(({ durationMs }) => durationMs),
      ),
      figureOf(
        "memory",
        ours.map(({ peakMb }) => peakMb),
        theirs.map(({ peakMb }) => peakMb),
      ),
    ];
  },
};

function text(measured: Measured | undefined): string {
  return measured === undefined
    ? ""
    : `${measured.durationMs.toFixed(0)} ms and ${measured.peakMb.toFixed(0)} MB`;
}

function figureOf(what: "wall" | "memory", ours: readonly number[], theirs: readonly number[]): Figure {
  const ratios = ours.map((value, index) => value / (theirs[index] ?? Number.NaN));
  const [unit, bound] = what === "wall" ? ["ms", "wall time"] : ["mb", "peak memory of all its processes"];
  return {
    bench: `${evalThroughputPromptfoo.name}.${what}`,
    ratio: spreadOf(ratios).median,
    limit: LIMIT,
    peer: `promptfoo ${VERSION}, ${bound}`,
    n: PAIRS,
    details: {
      [`median_${unit}`]: spreadOf(ours).median,
      [`peer_median_${unit}`]: spreadOf(theirs).median,
      calls: 2 * CASES,
    },
  };
}

/** Into a folder that stays for the next time: it is two gigabytes. */
async function installPromptfoo(say: (message: string) => void): Promise<string> {
  const folder = join(tmpdir(), `pointsman-bench-promptfoo-${VERSION}`);
  const command = join(folder, "node_modules/.bin/promptfoo");
  const isThere = async () =>
    (await runProcess(process.execPath, [command, "--version"], { env: ENV })).exitCode === 0;
  if (await isThere()) return command;
  say(`installing promptfoo ${VERSION} into ${folder}, which takes minutes`);
  await mkdir(folder, { recursive: true });
  const words = ["install", "--prefix", folder, "--no-audit", "--no-fund", `promptfoo@${VERSION}`];
  const { exitCode, stderr } = await runProcess("npm", words, { cwd: folder });
  if (exitCode === 0 && (await isThere())) return command;
  throw new NotHere(`promptfoo ${VERSION} cannot be installed here: ${stderr.trim().split("\n").at(-1)}`);
}

const ENV = { ...process.env, PROMPTFOO_DISABLE_TELEMETRY: "1", PROMPTFOO_DISABLE_UPDATE: "1", CI: "1" };

function promptfooConfig(baseUrl: string): string {
  return JSON.stringify({
    prompts: GREETINGS.map((greeting) => `${greeting} {{question}}`),
    providers: [{ id: "openai:chat:model", config: { apiBaseUrl: baseUrl, apiKey: "none" } }],
    defaultTest: { assert: [{ type: "contains", value: "yes" }] },
    tests: suiteQuestions().map((question) => ({ vars: { question } })),
  });
}

async function evaluateThere(promptfoo: string, folder: string): Promise<Measured> {
  const words = ["eval", "-c", "config.json", "-o", "results.json", "-j", String(AT_ONCE)];
  const quiet = ["--no-cache", "--no-write", "--no-table", "--no-progress-bar"];
  const env = { ...ENV, PROMPTFOO_CONFIG_DIR: join(folder, "home") };
  const measured = await runMeasured([promptfoo, ...words, ...quiet], { cwd: folder, env });
  if (measured.exitCode !== 0) throw new Error(`promptfoo failed: ${measured.stdout}${measured.stderr}`);
  return measured;
}

async function proposedChange(baseUrl: string): Promise<TestRepository> {
  const files = { [FILE]: largePromptFile(GREETINGS[0]), ".github/pointsman.yml": configFile(baseUrl) };
  const repository = await gitRepository({ files });
  await writeFile(join(repository.directory, FILE), largePromptFile(GREETINGS[1]));
  return repository;
}

async function evaluateHere(cli: string, { directory }: TestRepository): Promise<Measured> {
  const measured = await runMeasured([cli, "eval", "--no-cache", "--json"], {
    cwd: directory,
    env: process.env,
  });
  if (measured.exitCode !== 0 || !measured.stdout.includes(`"calls": ${2 * CASES},`)) {
    throw new Error(`eval did not do what is measured: ${measured.stdout.slice(0, 2_000)}${measured.stderr}`);
  }
  return measured;
}
