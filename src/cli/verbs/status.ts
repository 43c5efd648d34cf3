import { z } from "zod";
import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import type { Version } from "../../domain/ledger/version.ts";
import { allStates, currentVersions } from "../../releases/history.ts";
import { evidenceToPromote } from "../../releases/operate/operation-decision.ts";
import { type Standing, standingsOf, type Waiting } from "../../reports/status/standing.ts";
import { statusText } from "../../reports/status/table.ts";
import { evidenceText } from "../../reports/text/evidence-text.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import { commandText } from "../command-text.ts";
import { byText, markLines } from "../mark-text.ts";
import type { Place } from "../operation-result.ts";
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
  const place = { repo: repository.repo, hasRemote: repository.remotes.length > 0 };
  const now = repository.environment.surroundings.now();
  if (prompt !== undefined) return statusOfOne(read, prompt, { now, place });
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

async function statusOfOne(read: ReadBranch, name: string, around: Around): Promise<VerbResult> {
  const found = await findState(read, name);
  if (found.kind === "absent") return found.result;
  const { state } = found;
  const { controls } = read;
  const { environments } = controls.config;
  const versions = await currentVersions(read.branch, state, environments);
  const evidenceRule = (environment: string) => evidenceToPromote({ controls, environment });
  const standings = standingsOf(state, { environments, evidenceRule, versions });
  const lines = [
    `${state.prompt_id} (${state.slug}), ${state.lifecycle}, latest ${state.latest.version}, ${state.versions} versions, from ${visibleLine(state.path)}`,
    ...standings.flatMap((standing) => environmentLines(standing, { state, versions, ...around })),
  ];
  return done({ head: read.head, prompt: stateJson(state, environments), standings }, lines.join("\n"));
}

/** What a line says beside the standing itself. */
interface Around {
  /** RFC 3339. */
  readonly now: string;
  readonly place: Place;
}

interface Shown extends Around {
  readonly state: PromptState;
  readonly versions: ReadonlyMap<string, Version>;
}

function environmentLines(standing: Standing, shown: Shown): readonly string[] {
  const { environment, flagged, pointer, waiting } = standing;
  const { now, state, versions } = shown;
  const { trail } = environmentOf(state, environment);
  const live = pointer === null ? undefined : versions.get(pointer.version);
  return [
    pointer === null
      ? `${environment}: nothing is live`
      : `${environment}: ${pointer.version} (${byText(pointer, now)})`,
    ...(live === undefined ? [] : [`  evidence: ${evidenceText(live.evaluation)}`]),
    ...markLines(standing, now).map((line) => `  ${line}`),
    ...(waiting === null ? [] : waitingLines(waiting, shown)),
    ...(trail.length < 2 ? [] : [`  trail: ${trail.slice(-10).map(versionOf).join(" → ")}`]),
    ...(flagged.length === 0 ? [] : [`  rolled back here: ${flagged.join(", ")}`]),
  ];
}

function versionOf({ version }: { readonly version: string }): string {
  return version;
}

function waitingLines(waiting: Waiting, { place, state }: Shown): readonly string[] {
  switch (waiting.code) {
    case "archived":
      return [
        `  archived: ${commandText({ verb: "restore", prompt: state.prompt_id }, place)} serves it again`,
      ];
    case "promotable": {
      const first = waiting.afterUnfreeze ? ", once the freeze is lifted" : "";
      return [`  waits: ${waiting.version}${first}`, `    ${commandText(waiting.promote, place)}`];
    }
    case "rolled_back":
      return [`  waits: ${waiting.version}, which was rolled back here`];
    case "evidence_missing":
    case "evidence_failed":
      return [
        `  waits: ${waiting.version}, which lacks the evidence that is required here (${waiting.code})`,
      ];
  }
}
