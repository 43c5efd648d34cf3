import { z } from "zod";
import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import type { Version } from "../../domain/ledger/version.ts";
import { allStates, liveVersions } from "../../releases/history.ts";
import { evidenceText } from "../../reports/evidence-text.ts";
import { statusText } from "../../reports/status-table.ts";
import { visibleLine } from "../../reports/visible.ts";
import { findState, sourceCatalog } from "../prompts.ts";
import { openForReading, openRepository, type ReadBranch } from "../repository.ts";
import { done, type VerbResult } from "../result.ts";
import type { RunVerb } from "../verb.ts";
import { promptWord, readWords } from "../words.ts";

const schema = z.strictObject({ prompt: promptWord.optional(), drafts: z.literal(true).optional() });

/** What is live where: of all prompts, or of one with its trail and marks. */
export const runStatus: RunVerb = async (call) => {
  const { drafts, prompt } = readWords(schema, call.input);
  const repository = await openRepository(call);
  const read = await openForReading(repository);
  if (prompt !== undefined) return statusOfOne(read, prompt);
  const states = await allStates(read.branch);
  const published = new Set(states.map((state) => state.prompt_id));
  const source = drafts ? await sourceCatalog(repository, read) : undefined;
  const names = [...(source?.prompts.keys() ?? [])].filter((id) => !published.has(id));
  const { environments } = read.controls.config;
  const table = states.length === 0 ? "Nothing is published yet." : statusText({ environments, states });
  const text = [table.trimEnd(), ...names.map((id) => `${id}: draft, never published`)].join("\n");
  const json = {
    head: read.head,
    environments,
    prompts: states.map((state) => stateJson(state, environments)),
    drafts: names,
  };
  return done(json, text);
};

function stateJson(state: PromptState, environments: readonly string[]) {
  const { keys: _, environments: known, ...rest } = state;
  const named = [...new Set([...environments, ...Object.keys(known)])];
  return {
    ...rest,
    environments: Object.fromEntries(named.map((name) => [name, environmentOf(state, name)])),
  };
}

async function statusOfOne(read: ReadBranch, name: string): Promise<VerbResult> {
  const found = await findState(read, name);
  if (found.kind === "absent") return found.result;
  const { state } = found;
  const { environments } = read.controls.config;
  const versions = await liveVersions(read.branch, state, environments);
  const lines = [
    `${state.prompt_id} (${state.slug}), ${state.lifecycle}, latest ${state.latest.version}, ${state.versions} versions, from ${visibleLine(state.path)}`,
    ...environments.flatMap((environment) => environmentLines(state, environment, versions)),
  ];
  return done({ head: read.head, prompt: stateJson(state, environments) }, lines.join("\n"));
}

function environmentLines(
  state: PromptState,
  name: string,
  versions: ReadonlyMap<string, Version>,
): readonly string[] {
  const { frozen, held, pointer, rolled_back: flagged, trail } = environmentOf(state, name);
  if (pointer === null) return [`${name}: nothing is live`];
  const live = versions.get(pointer.version);
  const by = (mark: { readonly by: string; readonly since: string }) =>
    `by ${visibleLine(mark.by)}, ${mark.since}`;
  const because = held?.reason == null ? "" : `: ${visibleLine(held.reason)}`;
  return [
    `${name}: ${pointer.version} (${by(pointer)})`,
    ...(live === undefined ? [] : [`  evidence: ${evidenceText(live.evaluation)}`]),
    ...(held === null ? [] : [`  held since a rollback ${by(held)}${because}`]),
    ...(frozen === null ? [] : [`  frozen ${by(frozen)}`]),
    ...(trail.length < 2
      ? []
      : [
          `  trail: ${trail
            .slice(-10)
            .map((entry) => entry.version)
            .join(" → ")}`,
        ]),
    ...(flagged.length === 0
      ? []
      : [`  rolled back here: ${flagged.map((entry) => entry.version).join(", ")}`]),
  ];
}
