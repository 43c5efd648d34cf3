import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Stage, setStage } from "../support/stage.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { emptyMemory, type Memory, type Observation, STORY } from "./story.ts";

const HELP = `npm run demo -- [--keep] [--json] [--out DIR]

Plays pointsman's story on a local, emulated GitHub with a simulated model: no account, no network.

  --keep      leave everything running afterwards and print the addresses
  --json      print the result as one JSON object
  --out DIR   write the comment, the summary and the history issue as Markdown, and the release branch as a git bundle
`;

interface Played {
  readonly title: string;
  readonly seconds: number;
  readonly observations: readonly Observation[];
}

const { values: options } = parseArgs({
  options: {
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    out: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) process.stdout.write(HELP);
else process.exitCode = await play();

async function play(): Promise<number> {
  say("pointsman's story, on an emulated GitHub with a simulated model.\n");
  const stage = await setStage();
  const memory = emptyMemory();
  const played: Played[] = [];
  for (const { play: scene, title } of STORY) {
    say(`${played.length + 1}. ${title}`);
    const started = performance.now();
    const observations = await scene(stage, memory).catch(failed);
    played.push({ title, seconds: (performance.now() - started) / 1000, observations });
    for (const { claim, holds, seen } of observations) say(`   ${holds ? "✓" : "✗"} ${claim}: ${seen}`);
  }
  const held = played.every(({ observations }) => observations.every(({ holds }) => holds));
  if (options.out !== undefined) await writeFiles(resolve(options.out), stage, memory);
  report(played, held);
  if (!held) say(`\nThe app's log:\n${stage.app.log()}`);
  if (options.keep) return keep(stage, held);
  await stage[Symbol.asyncDispose]();
  return held ? 0 : 1;
}

function failed(error: unknown): readonly Observation[] {
  const seen = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [{ claim: "the scene can be played", holds: false, seen }];
}

/** Narration goes to stderr with `--json`, so that stdout holds one JSON object. */
function say(text: string): void {
  (options.json ? process.stderr : process.stdout).write(`${text}\n`);
}

function report(played: readonly Played[], held: boolean): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ held, scenes: played }, null, 2)}\n`);
    return;
  }
  const width = Math.max(...played.map(({ title }) => title.length));
  say("");
  for (const [index, { observations, seconds, title }] of played.entries()) {
    const mark = observations.every(({ holds }) => holds) ? "✓" : "✗";
    say(
      `${mark} ${String(index + 1).padStart(2)}  ${title.padEnd(width)}  ${seconds.toFixed(2).padStart(6)} s`,
    );
  }
  say(held ? "\nEvery scene held." : "\nNot every scene held.");
}

async function writeFiles(directory: string, { repository }: Stage, memory: Memory): Promise<void> {
  await mkdir(directory, { recursive: true });
  const files = {
    "pull-request-comment.md": memory.verdictComment,
    "job-summary.md": memory.summary,
    "rollback-answer.md": memory.rollbackAnswer,
    "history-issue.md": memory.history,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  using bare = temporaryFolder("demo");
  await repository.exportTo(bare.path);
  const bundle = join(directory, "prompt-releases.bundle");
  execFileSync("git", ["-C", bare.path, "bundle", "create", "--quiet", bundle, "prompt-releases"]);
  say(`\nWritten to ${directory}: ${[...Object.keys(files), "prompt-releases.bundle"].join(", ")}`);
}

/** Leaves everything running until the process is stopped. */
async function keep(stage: Stage, held: boolean): Promise<number> {
  const { app, github, model, receiver } = stage;
  say(`\nStill running, until Ctrl-C:
  emulated GitHub   ${github.url}
  app               ${app.address}
  simulated model   ${model.baseUrl}
  webhook receiver  ${receiver.url}`);
  await new Promise((stop) => process.once("SIGINT", stop));
  await stage[Symbol.asyncDispose]();
  return held ? 0 : 1;
}
