import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { environmentOf } from "../../domain/ledger/state.ts";
import { effectiveOf } from "../../domain/ledger/version.ts";
import { compile } from "../../domain/prompt/compile.ts";
import type { VariableSchema } from "../../domain/prompt/variables.ts";
import { versionsOf } from "../../releases/history.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import { requireEnvironment } from "../live.ts";
import { findState } from "../prompts.ts";
import { openForReading, openRepository } from "../repository.ts";
import { badInput, done, no } from "../result.ts";
import { UsageError } from "../usage-error.ts";
import type { RunVerb, VerbCall } from "../verb.ts";
import { environmentWord, promptWord, readWords, versionWord } from "../words.ts";
import { messagesText } from "./show.ts";

const schema = z.strictObject({
  prompt: promptWord,
  in: environmentWord.optional(),
  version: versionWord.optional(),
  var: z.array(z.string()).default([]),
  vars: z.string().optional(),
});

/** Fills the variables of what is live, or of a named version (contracts §2). */
export const runCompile: RunVerb = async (call) => {
  const words = readWords(schema, call.input);
  const given = { texts: assignments(words.var), file: await fileValues(words.vars, call) };
  const read = await openForReading(await openRepository(call));
  const found = await findState(read, words.prompt);
  if (found.kind === "absent") return found.result;
  const { state } = found;
  const environment = requireEnvironment(read.controls.config, words.in);
  if (state.lifecycle === "archived") {
    return no({ code: "archived", message: `${state.prompt_id} is archived: it is kept, but not served.` });
  }
  const id = words.version ?? environmentOf(state, environment).pointer?.version;
  if (id === undefined) {
    return no({ code: "nothing_live", message: `Nothing of ${state.prompt_id} is live in ${environment}.` });
  }
  const version = (await versionsOf(read.branch, state.prompt_id, [id])).get(id);
  if (version === undefined) {
    return no({ code: "unknown_version", message: `${state.prompt_id} has no version ${id}.` });
  }
  const values = { ...given.file, ...typedValues(given.texts, version.variables) };
  const compiled = compile(effectiveOf(version), values);
  const json = { prompt: state.prompt_id, version: id, digest: version.digest };
  if (!compiled.ok) {
    const { offences } = compiled;
    const message = offences.map((offence) => visibleLine(offence.message)).join("\n");
    return badInput({ code: "wrong_variables", message, json: { ...json, offences } });
  }
  const model = { model: version.model, model_parameters: version.model_parameters ?? {} };
  return done(
    { ...json, ...model, messages: compiled.messages },
    messagesText(compiled.messages).trimStart(),
  );
};

function assignments(words: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf("=");
    if (equals < 1) throw new UsageError("usage", `--var takes name=value, and “${word}” is none.`);
    const name = word.slice(0, equals);
    if (values.has(name)) throw new UsageError("usage", `--var gives “${name}” twice.`);
    values.set(name, word.slice(equals + 1));
  }
  return values;
}

/** A path counts from where the command runs. */
async function fileValues(
  path: string | undefined,
  { environment }: VerbCall,
): Promise<Readonly<Record<string, unknown>>> {
  if (path === undefined) return {};
  const unusable = (why: string) => new UsageError("unusable_file", `--vars: ${path} ${why}.`);
  const text = await readFile(resolve(environment.directory, path), "utf8").catch(() => {
    throw unusable("cannot be read");
  });
  const parsed = z.record(z.string(), z.unknown()).safeParse(jsonOrUndefined(text));
  if (!parsed.success) throw unusable("holds no JSON object");
  return parsed.data;
}

/** Texts become what the variable's type says; one that does not fit stays a text, and `compile` says what is wrong. */
function typedValues(
  texts: ReadonlyMap<string, string>,
  schemas: readonly VariableSchema[],
): Readonly<Record<string, unknown>> {
  const types = new Map(schemas.map(({ name, type }) => [name, type]));
  const entries = [...texts].map(([name, text]) => {
    const isText = (types.get(name) ?? "string") === "string";
    return [name, isText ? text : (jsonOrUndefined(text) ?? text)] as const;
  });
  return Object.fromEntries(entries);
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
