import { startGitHub } from "../support/github/github.ts";
import { type RunRequest, runAction, runnerNode } from "../support/github/runner.ts";
import type { Bench } from "./bench.ts";
import { builtFile } from "./built.ts";
import { ofPairs } from "./figure.ts";
import { runProcess } from "./processes.ts";
import { measurePairs } from "./statistics.ts";

const LIMIT = 8;
const PAIRS = 25;
const WARM_UPS = 5;

const PROMPT = `name: Greeting
model: openai/gpt-4.1-mini
messages:
  - role: user
    content: Greet {{customer}} in one sentence.
`;

/** What every pull request of a repository pays for having the Action, also where it changes no prompt. */
export const actionColdStart: Bench = {
  name: "action.cold_start",
  does: "the built Action on a pull request that touches no prompt, as a whole process",
  measure: async (say) => {
    const action = builtFile("action.js", say);
    await using github = await startGitHub();
    const repository = await github.createRepository({
      files: { "README.md": "# Prompts\n", "prompts/greeting.prompt.yml": PROMPT },
    });
    const run = { github, repository, action, inputs: { token: repository.actionsToken() } };
    await runWell({ ...run, event: await repository.events.push() }, "1 published");
    await repository.commit({ branch: "spelling", files: { "README.md": "# Our prompts\n" } });
    const { number } = await repository.openPullRequest({ head: "spelling" });
    const event = await repository.events.pullRequest(number, { target: true });
    const before = github.requests.length;
    await runWell({ ...run, event }, "No prompt changed");
    const requests = github.requests.length - before;
    const pairs = await measurePairs({
      n: PAIRS,
      warmUps: WARM_UPS,
      subject: () => runWell({ ...run, event }, "No prompt changed"),
      peer: emptyNode,
    });
    const measured = ofPairs(pairs);
    return {
      bench: actionColdStart.name,
      limit: LIMIT,
      peer: "node -e 0, with the same Node",
      ...measured,
      details: { ...measured.details, requests, node: process.version },
    };
  },
};

/** Runs the Action and returns its milliseconds. Throws unless it succeeded and said what it should. */
async function runWell(request: RunRequest, says: string): Promise<number> {
  const { durationMs, exitCode, stderr, stdout } = await runAction(request);
  if (exitCode === 0 && stdout.includes(says)) return durationMs;
  throw new Error(`The Action did not say “${says}” (exit code ${exitCode}):\n${stdout}${stderr}`);
}

async function emptyNode(): Promise<number> {
  const { durationMs, exitCode } = await runProcess(runnerNode, ["-e", "0"], {
    env: { PATH: process.env.PATH },
  });
  if (exitCode !== 0) throw new Error(`node -e 0 ended with ${exitCode}`);
  return durationMs;
}
