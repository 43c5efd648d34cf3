import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitBranch } from "../../src/branch/git.ts";
import type { Bench } from "./bench.ts";
import { ofPairs } from "./figure.ts";
import { GIT_ENVIRONMENT } from "./fixtures/fast-import.ts";
import { releaseRepository } from "./fixtures/release-repository.ts";
import { runProcess } from "./processes.ts";
import { measurePairs } from "./statistics.ts";

const LIMIT = 0.5;
const PROMPTS = 10_000;
const PAIRS = 7;
const WARM_UPS = 1;
const BRANCH = "prompt-releases";
const IDENTITY = { name: "Bench", email: "bench@example.com" };
const REF = `refs/heads/${BRANCH}`;

const AUTHOR = {
  GIT_AUTHOR_NAME: IDENTITY.name,
  GIT_AUTHOR_EMAIL: IDENTITY.email,
  GIT_COMMITTER_NAME: IDENTITY.name,
  GIT_COMMITTER_EMAIL: IDENTITY.email,
};

/** Two files onto a branch of a hundred thousand: why local commits are made by fast-import (decision 0004). */
export const appendLocal: Bench = {
  name: "append.local",
  does: `appends two files to a local branch that holds the releases of ${PROMPTS} prompts`,
  measure: async (say) => {
    say("making the repository");
    await using repository = await releaseRepository(PROMPTS);
    const { directory } = repository;
    const pairs = await measurePairs({
      n: PAIRS,
      warmUps: WARM_UPS,
      subject: () => milliseconds(() => byFastImport(directory)),
      peer: () => milliseconds(() => byIndex(directory)),
    });
    const peer = "the same through a temporary index: read-tree, update-index, write-tree, commit-tree";
    return { bench: appendLocal.name, limit: LIMIT, peer, ...ofPairs(pairs) };
  },
};

async function milliseconds(append: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await append();
  return performance.now() - startedAt;
}

/** Two small files in folders that exist. */
function twoFiles(): readonly (readonly [path: string, text: string])[] {
  const name = randomUUID();
  return [
    [`slugs/${name}.json`, "{}\n"],
    [`prompts/${name}/events/00000001.json`, "{}\n"],
  ];
}

async function byFastImport(directory: string): Promise<void> {
  const branch = gitBranch({
    repository: { directory, environment: GIT_ENVIRONMENT },
    branch: BRANCH,
    identity: IDENTITY,
    now: () => new Date().toISOString(),
  });
  const { head } = await branch.read([]);
  const created = new Map(twoFiles());
  const result = await branch.append({ expectedHead: head, message: "Append", created, replaced: new Map() });
  if (result.status !== "committed") throw new Error(`Appending ended with ${result.status}`);
}

async function byIndex(directory: string): Promise<void> {
  const index = join(tmpdir(), `pointsman-bench-index-${randomUUID()}`);
  const env = { ...GIT_ENVIRONMENT, ...AUTHOR, GIT_INDEX_FILE: index };
  const run = async (args: readonly string[], input: Iterable<string> = []) => {
    const { exitCode, stderr, stdout } = await runProcess("git", ["-C", directory, ...args], { env, input });
    if (exitCode !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
    return stdout.trim();
  };
  try {
    const head = await run(["rev-parse", REF]);
    await run(["read-tree", head]);
    const lines: string[] = [];
    for (const [path, text] of twoFiles()) {
      lines.push(`100644 ${await run(["hash-object", "-w", "--stdin"], [text])}\t${path}\n`);
    }
    await run(["update-index", "--add", "--index-info"], lines);
    const tree = await run(["write-tree"]);
    const commit = await run(["commit-tree", tree, "-p", head, "-m", "Append"]);
    await run(["update-ref", REF, commit, head]);
  } finally {
    await rm(index, { force: true });
  }
}
