import { setFlagsFromString } from "node:v8";
import { suiteOf } from "../../evaluation/prepared-prompt.ts";
import type { EvaluationReport } from "../../evaluation/report/report.ts";
import { CONFIG_PATH } from "../../releases/controls.ts";
import { judgeSettings } from "../../releases/evaluation/judge-settings.ts";
import { ghModelsReport } from "../../reports/gh-models.ts";
import { worktreeTree } from "../../sources/worktree.ts";
import { evaluateAgainstItself } from "../evaluation/against-itself.ts";
import { evaluationResult } from "../evaluation/result.ts";
import { evaluateOnce } from "../evaluation/run.ts";
import { answersFolder, type EvaluationScene, planScene } from "../evaluation/scene.ts";
import { foldersOf, sceneKey, watchFolders } from "../evaluation/watch.ts";
import { type EvalWords, evalWords, refuseContradictions } from "../evaluation/words.ts";
import { type LocalRepository, openRepository } from "../repository.ts";
import { badInput, done, type VerbResult } from "../result.ts";
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
  if (words.format === "gh-models") return evaluateAsGhModels(planned.scene, { repository, words, signal });
  if (words.aa === undefined) return evaluateScene(planned.scene, { repository, words, signal });
  const repetition = { runs: words.aa, trials: words.trials, signal };
  return evaluateAgainstItself(environment, planned.scene, repetition);
};

interface Run {
  readonly repository: LocalRepository;
  readonly words: EvalWords;
  readonly signal: AbortSignal;
}

async function evaluateScene(scene: EvaluationScene, run: Run): Promise<VerbResult> {
  const report = await reportOf(scene, run);
  return evaluationResult(report, scene.plan, run.repository.environment);
}

async function reportOf(
  scene: EvaluationScene,
  { repository, signal, words }: Run,
): Promise<EvaluationReport> {
  const answers = await answersFolder(repository, words.cache);
  return evaluateOnce(repository.environment, scene, { answers, trials: words.trials, signal });
}

/** GitHub's runner took one file, so that its JSON is of one prompt. */
async function evaluateAsGhModels(scene: EvaluationScene, run: Run): Promise<VerbResult> {
  const { plan } = scene;
  const [prompt, ...others] = plan.prompts;
  if (plan.problems.length > 0) return evaluateScene(scene, run);
  if (prompt === undefined || others.length > 0) {
    const ids = plan.prompts.map(({ id }) => id).join(", ");
    const message = `The format gh-models is of one prompt that changed: ${ids === "" ? "none did" : `name one of ${ids}`}.`;
    return badInput({ code: "not_one_prompt", message });
  }
  const report = await reportOf(scene, run);
  const [told] = report.prompts;
  const result = evaluationResult(report, plan, run.repository.environment);
  if (told === undefined) return result;
  const { file } = scene.read.controls.config;
  const options = { allowLoosening: file.gates.allow_removed_cases, judges: judgeSettings(file) };
  const values = new Map(suiteOf(prompt, options).cases.map((one) => [one.id, one.values]));
  const { description = "", name = prompt.id } = prompt.headSuite;
  const json = ghModelsReport(report, told, { name, description, values });
  return { ...result, json, output: JSON.stringify(json, null, 2) };
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
