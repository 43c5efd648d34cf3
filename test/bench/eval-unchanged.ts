import { cp } from "node:fs/promises";
import { join } from "node:path";
import { BREAKING, propose, triageWith } from "../support/proposals.ts";
import { setStage } from "../support/stage.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { Bench } from "./bench.ts";
import { builtFile } from "./built.ts";

const LIMIT = 0;

/** What it costs to run a pull request's evaluation once more, with the folder that actions/cache brings back. */
export const evalUnchanged: Bench = {
  name: "eval.unchanged",
  does: "model calls of the built Action's second run of one pull request, confirmations included",
  measure: async (say) => {
    const action = builtFile("action.js", say);
    await using stage = await setStage();
    using folders = temporaryFolder("bench");
    const [kept, restored] = [join(folders.path, "kept"), join(folders.path, "restored")];
    const files = await triageWith(stage, BREAKING);
    const first = await propose(stage, { files, action, inputs: { "cache-dir": kept } });
    const firstCalls = stage.model.requests.length;
    await cp(kept, restored, { recursive: true, preserveTimestamps: true });
    const event = await stage.repository.events.pullRequest(first.number, { target: true });
    const second = await stage.act(event, { action, inputs: { "cache-dir": restored } });
    const { verdict } = second.outputs;
    if (firstCalls === 0 || verdict === undefined || verdict !== first.run.outputs.verdict) {
      throw new Error(`The two runs do not agree:\n${first.run.stdout}${second.stdout}${second.stderr}`);
    }
    return {
      bench: evalUnchanged.name,
      ratio: stage.model.requests.length - firstCalls,
      limit: LIMIT,
      peer: "calls, not a ratio",
      n: 1,
      details: { first_run_calls: firstCalls, verdict },
    };
  },
};
