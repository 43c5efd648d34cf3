import { setFlagsFromString } from "node:v8";
import { CONFIG_PATH } from "../../releases/controls.ts";
import { worktreeTree } from "../../sources/worktree.ts";
import { evaluateAgainstItself } from "../evaluation/against-itself.ts";
import { evaluationResult } from "../evaluation/result.ts";
import { evaluateOnce } from "../evaluation/run.ts";
import { answersFolder, type EvaluationScene, planScene } from "../evaluation/scene.ts";
import { foldersOf, sceneKey, watchFolders } from "../evaluation/watch.ts";
import { type EvalWords, evalWords, refuseContradictions } from "../evaluation/words.ts";
import { type LocalRepository, openRepository } from "../repository.ts";
import { done, type VerbResult } from "../result.ts";
import type { RunVerb } from "../verb.ts";
import { readWords } from "../words.ts";
import { workTreeRoot } from "../work-tree.ts";

/**
 * V8 would let young objects pile up to three times 16 MB before it looks at them, which a run that mostly waits for models
 * never needs: so it holds 20 MB less (`npm run bench -- eval.throughput.promptfoo`).
 */
function keepSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--max-semi-space-size=4");
}

/** Evaluates what changed against what is live, with the models that the default branch's config names. */
export const runEval: RunVerb = async (call) => {
  keepSmall();
  const words = readWords(evalWords, call.input);
  refuseContradictions(words);
  const repository = await openRepository(call);
  const { environment } = call;
  const signal = environment.interruption();
  if (words.watch) return watchAndEvaluate({ repository, words, signal, json: call.json });
  const planned = await planScene(repository, words);
  if (planned.kind === "refused") return planned.result;
  if (words.aa === undefined) return evaluateScene(planned.scene, { repository, words, signal });
  const repetition = { runs: words.aa, trials: words.trials, signal };
  return evaluateAgainstItself(environment, planned.scene, repetition);
};

interface Run {
  readonly repository: LocalRepository;
  readonly words: EvalWords;
  readonly signal: AbortSignal;
}

async function evaluateScene(
  scene: EvaluationScene,
  { repository, signal, words }: Run,
): Promise<VerbResult> {
  const { environment } = repository;
  const answers = await answersFolder(repository, words.cache);
  const report = await evaluateOnce(environment, scene, { answers, trials: words.trials, signal });
  return evaluationResult(report, scene.plan, environment);
}

/**
 * Evaluates, and again whenever what would be evaluated is another; until Ctrl-C. A look that finds the same prompts
 * says nothing: not every file that changes is one of theirs.
 */
async function watchAndEvaluate(run: Run & { readonly json: boolean }): Promise<VerbResult> {
  const { repository, signal, words } = run;
  const { environment, git } = repository;
  using folders = watchFolders(await workTreeRoot(repository), signal);
  let last: string | null = null;
  let evaluations = 0;
  while (!signal.aborted) {
    const planned = await planScene(repository, words);
    const tree = worktreeTree(git);
    const { prompts: globs } = (await repository.controls()).config.file;
    // What changed before its folder was watched is seen by the next look.
    if (folders.cover(foldersOf(await tree.list(), globs))) continue;
    const config = (await tree.read([CONFIG_PATH])).get(CONFIG_PATH);
    const key = sceneKey(planned.kind === "planned" ? planned.scene.plan : planned.result.json, config);
    if (key !== last) {
      last = key;
      const result = planned.kind === "planned" ? await evaluateScene(planned.scene, run) : planned.result;
      if (signal.aborted) break;
      evaluations += 1;
      environment.print(run.json ? `${JSON.stringify(result.json)}\n` : watchedText(result));
    }
    environment.live("watching for changes (Ctrl-C ends)");
    await folders.changed();
    environment.live(null);
  }
  return done({ evaluations }, "");
}

function watchedText({ complaint, output }: VerbResult): string {
  return `${[output, complaint].filter((text) => text !== "").join("\n\n")}\n\n`;
}
