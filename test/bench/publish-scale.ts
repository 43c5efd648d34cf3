import { z } from "zod";
import { promptStateSchema } from "../../src/domain/ledger/state.ts";
import { README_PATH, statePath } from "../../src/releases/layout.ts";
import { runnerNode } from "../support/github/runner.ts";
import type { Bench } from "./bench.ts";
import { builtFile } from "./built.ts";
import { ofPairs } from "./figure.ts";
import { git } from "./fixtures/fast-import.ts";
import { EVENTS_A_PROMPT } from "./fixtures/history.ts";
import { type ReleaseRepository, releaseRepository } from "./fixtures/release-repository.ts";
import { runProcess } from "./processes.ts";
import { measurePairs } from "./statistics.ts";

const LIMIT = 3;
const MANY = 10_000;
const FEW = 10;
const PAIRS = 15;
const WARM_UPS = 2;
const RELEASES = "prompt-releases";

/** What a merge costs that changes one prompt, in a repository of many and in one of few. */
export const publishScale: Bench = {
  name: "publish.scale",
  does: `publishes one change beside ${MANY} prompts and ${MANY * EVENTS_A_PROMPT} events in local git, as a whole process`,
  measure: async (say) => {
    const cli = builtFile("cli.js", say);
    const startedAt = performance.now();
    await using many = await releaseRepository(MANY);
    await using few = await releaseRepository(FEW);
    const seconds = (performance.now() - startedAt) / 1000;
    say(`made the repositories in ${seconds.toFixed(1)} s`);
    const timed = async (repository: ReleaseRepository) => {
      const durationMs = await publishOne(cli, repository);
      say(`${repository.prompts} prompts: ${durationMs.toFixed(0)} ms`);
      return durationMs;
    };
    const pairs = await measurePairs({
      n: PAIRS,
      warmUps: WARM_UPS,
      subject: () => timed(many),
      peer: () => timed(few),
    });
    const measured = ofPairs(pairs);
    return {
      bench: publishScale.name,
      limit: LIMIT,
      peer: `the same with ${FEW} prompts and ${FEW * EVENTS_A_PROMPT} events`,
      ...measured,
      details: { ...measured.details, prompts: MANY, events: MANY * EVENTS_A_PROMPT, fixture_s: seconds },
    };
  },
};

const printed = z.object({
  published: z.tuple([
    z.object({ prompt: z.string(), version: z.string(), commit: z.string(), moved: z.array(z.string()) }),
  ]),
});

/** Changes one prompt, publishes, checks what was published, and returns the process's milliseconds. */
async function publishOne(
  cli: string,
  { directory, changeOne, prompts }: ReleaseRepository,
): Promise<number> {
  const id = await changeOne();
  const before = await stateOf(directory, id);
  const parent = (await git(directory, ["rev-parse", RELEASES])).trim();
  const words = [cli, "publish", "--repo", directory, "--json"];
  const { durationMs, exitCode, stderr, stdout } = await runProcess(runnerNode, words);
  if (exitCode !== 0) throw new Error(`publish ended with ${exitCode}: ${stderr}${stdout}`);
  const [published] = printed.parse(JSON.parse(stdout)).published;
  const after = await stateOf(directory, id);
  const parents = await git(directory, ["rev-list", "--parents", "-1", RELEASES]);
  const readme = await git(directory, ["cat-file", "blob", `${RELEASES}:${README_PATH}`]);
  const isLive = Object.values(after.environments).every(
    ({ pointer }) => pointer?.version === published.version,
  );
  require(published.prompt === id && published.moved.length === 3, "another publication than asked for");
  require(after.sequence === before.sequence + 3 && after.versions === before.versions + 1, "other events");
  require(after.latest.version === published.version && isLive, "other pointers");
  require(parents.trim() === `${published.commit} ${parent}`, "other commits than one");
  require(readme.includes(`**${prompts}** prompts`), "another README");
  return durationMs;
}

async function stateOf(directory: string, id: string) {
  const text = await git(directory, ["cat-file", "blob", `${RELEASES}:${statePath(id)}`]);
  return promptStateSchema.parse(JSON.parse(text));
}

function require(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(`The change was published wrongly: ${otherwise}`);
}
