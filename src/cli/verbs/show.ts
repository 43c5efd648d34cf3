import { z } from "zod";
import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import type { Version } from "../../domain/ledger/version.ts";
import { versionsOf } from "../../releases/history.ts";
import { evidenceText } from "../../reports/text/evidence-text.ts";
import { visibleBlock, visibleLine } from "../../reports/text/visible.ts";
import { requireEnvironment } from "../live.ts";
import { findState } from "../prompts.ts";
import { openForReading, openRepository, type ReadBranch } from "../repository.ts";
import { done, no } from "../result.ts";
import type { RunVerb } from "../verb.ts";
import { environmentWord, promptWord, readWords, versionWord } from "../words.ts";

const schema = z.strictObject({
  prompt: promptWord,
  version: versionWord.optional(),
  in: environmentWord.optional(),
});

/** One version: the named one, or what is live in an environment. */
export const runShow: RunVerb = async (call) => {
  const words = readWords(schema, call.input);
  const read = await openForReading(await openRepository(call));
  const found = await findState(read, words.prompt);
  if (found.kind === "absent") return found.result;
  const { state } = found;
  const environment = requireEnvironment(read.controls.config, words.in);
  const id = words.version ?? environmentOf(state, environment).pointer?.version;
  if (id === undefined) {
    const message = `Nothing of ${state.prompt_id} is live in ${environment}. Its latest version is ${state.latest.version}.`;
    return no({ code: "nothing_live", message, json: { latest: state.latest.version } });
  }
  const version = (await versionsOf(read.branch, state.prompt_id, [id])).get(id);
  if (version === undefined) {
    return no({ code: "unknown_version", message: `${state.prompt_id} has no version ${id}.` });
  }
  const live = liveIn(state, id, read);
  return done({ lifecycle: state.lifecycle, live_in: live, version }, textOf(version, state, live));
};

function liveIn(state: PromptState, id: string, { controls }: ReadBranch): readonly string[] {
  const { environments } = controls.config;
  return environments.filter((name) => environmentOf(state, name).pointer?.version === id);
}

function textOf(version: Version, state: PromptState, live: readonly string[]): string {
  const where =
    state.lifecycle === "archived" ? "archived" : `live in ${live.join(", ") || "no environment"}`;
  const { commit, path } = version.source;
  const variables = version.variables.map(
    ({ name, required, type }) => `${visibleLine(name)} (${type}${required ? "" : ", optional"})`,
  );
  const facts = [
    `${version.prompt_id} ${version.version}, ${where}`,
    `${version.digest}`,
    `from ${visibleLine(path)}${commit === null ? "" : ` at ${commit.slice(0, 10)}`}, published ${version.published_at} by ${visibleLine(version.published_by)}`,
    `evidence: ${evidenceText(version.evaluation)}`,
    `model: ${visibleLine(version.model)}`,
    ...(version.model_parameters === undefined
      ? []
      : [`parameters: ${visibleLine(JSON.stringify(version.model_parameters))}`]),
    ...(version.response_format === undefined ? [] : [`response format: ${version.response_format}`]),
    ...(variables.length === 0 ? [] : [`variables: ${variables.join(", ")}`]),
    ...(version.tools === undefined ? [] : [`tools: ${version.tools.length}`]),
  ];
  return [...facts, messagesText(version.messages)].join("\n");
}

/** Messages as people read them, each below its role. */
export function messagesText(
  messages: readonly { readonly role: string; readonly content: string }[],
): string {
  return messages.map(({ content, role }) => `\n--- ${role}\n${visibleBlock(content)}`).join("\n");
}
