import { z } from "zod";
import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import { effectiveOf } from "../../domain/ledger/version.ts";
import { isVersionId } from "../../domain/ledger/version-id.ts";
import { type Config, defaultEnvironment } from "../../domain/policy/config.ts";
import type { EffectivePrompt } from "../../domain/prompt/effective-prompt.ts";
import { versionsOf } from "../../releases/history.ts";
import { diffPrompts } from "../../reports/difference/word-diff.ts";
import { printDiff } from "../../reports/difference/word-diff-terminal.ts";
import { findState, sourceCatalog } from "../prompts.ts";
import { type LocalRepository, openForReading, openRepository, type ReadBranch } from "../repository.ts";
import { done, no, type VerbResult } from "../result.ts";
import type { RunVerb } from "../verb.ts";
import { promptWord, readWords } from "../words.ts";

/** The word for what the default branch's head says. */
const HEAD = "head";

const sideWord = z.string().refine((word) => isVersionId(word) || /^[a-z][a-z0-9_-]{0,62}$/.test(word), {
  error: ({ input }) => `“${String(input)}” is neither a version nor an environment`,
});
const schema = z.strictObject({ prompt: promptWord, a: sideWord.optional(), b: sideWord.optional() });

/** Word by word, what differs between two versions, or between what is live and what the default branch says. */
export const runDiff: RunVerb = async (call) => {
  const words = readWords(schema, call.input);
  const repository = await openRepository(call);
  const read = await openForReading(repository);
  const found = await findState(read, words.prompt);
  if (found.kind === "absent") return found.result;
  const scene: Scene = { repository, read, state: found.state };
  const base = await sideOf(scene, words.a ?? defaultBase(scene));
  const head = words.b === undefined ? await defaultHead(scene) : await sideOf(scene, words.b);
  if (base.kind === "none") return base.result;
  if (head.kind === "none") return head.result;
  const parts = diffPrompts(base.effective, head.effective);
  const sides = { base: base.label, head: head.label };
  const title = `${found.state.prompt_id}: ${base.label} → ${head.label}`;
  const text =
    parts.length === 0
      ? `${title}\nNothing that reaches the model differs.`
      : `${title}\n\n${printDiff(parts, { colours: call.environment.colours })}`;
  return done({ prompt: found.state.prompt_id, ...sides, same: parts.length === 0, parts }, text);
};

interface Scene {
  readonly repository: LocalRepository;
  readonly read: ReadBranch;
  readonly state: PromptState;
}

type Side =
  | { readonly kind: "side"; readonly label: string; readonly effective: EffectivePrompt }
  | { readonly kind: "none"; readonly result: VerbResult };

/** What is live in the last environment, else the latest version. */
function defaultBase({ read, state }: Scene): string {
  const live = environmentOf(state, defaultEnvironment(read.controls.config)).pointer?.version;
  return live ?? state.latest.version;
}

/** What the default branch says; where it says nothing usable of the prompt, the latest version. */
async function defaultHead(scene: Scene): Promise<Side> {
  const source = await sourceSide(scene);
  return source.kind === "side" ? source : sideOf(scene, scene.state.latest.version);
}

async function sideOf(scene: Scene, word: string): Promise<Side> {
  if (isVersionId(word)) return versionSide(scene, word);
  const { config } = scene.read.controls;
  if (config.environments.includes(word)) return environmentSide(scene, word);
  return word === HEAD ? sourceSide(scene) : none("unknown_environment", unknownSide(config, word));
}

function unknownSide({ environments }: Config, word: string): string {
  return `“${word}” is neither a version nor an environment: write a version, ${environments.join(", ")}, or ${HEAD} for the default branch.`;
}

function environmentSide(scene: Scene, environment: string): Promise<Side> | Side {
  const { state } = scene;
  const version = environmentOf(state, environment).pointer?.version;
  if (version !== undefined) return versionSide(scene, version);
  return none("nothing_live", `Nothing of ${state.prompt_id} is live in ${environment}.`);
}

async function versionSide({ read, state }: Scene, id: string): Promise<Side> {
  const version = (await versionsOf(read.branch, state.prompt_id, [id])).get(id);
  if (version === undefined) return none("unknown_version", `${state.prompt_id} has no version ${id}.`);
  return { kind: "side", label: id, effective: effectiveOf(version) };
}

async function sourceSide({ read, repository, state }: Scene): Promise<Side> {
  const { prompts } = await sourceCatalog(repository, read, [state.prompt_id]);
  const prompt = prompts.get(state.prompt_id);
  if (prompt === undefined) {
    return none("not_in_source", `The default branch's head has no usable ${state.prompt_id}.`);
  }
  const label = `default branch (${read.controls.commit.slice(0, 10)})`;
  return { kind: "side", label, effective: prompt.effective };
}

function none(code: string, message: string): Side {
  return { kind: "none", result: no({ code, message }) };
}
