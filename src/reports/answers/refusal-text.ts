import { COMMAND_LIFETIME_MS, type Refusal, type RefusalCode } from "../../domain/decisions/refusal.ts";
import { environmentOf, type PromptState } from "../../domain/ledger/state.ts";
import type { Operation, OperationVerb } from "../../releases/operate/operate.ts";
import type { ProposedCommand } from "../text/command-line.ts";
import { plainSentence, type Sentence, say } from "../text/sentence.ts";

/** What was asked for, words as typed. An `Operation` is one. */
export interface Asked extends Pick<Operation, "prompt" | "version" | "from" | "environment"> {
  readonly verb: OperationVerb | "publish";
}

/** A refusal with what its sentence needs to know. A `Refused` outcome is one. */
export interface RefusedRequest {
  readonly refusal: Refusal;
  readonly environment: string;
  readonly state: PromptState | null;
  readonly suggestions: readonly string[];
}

/** Why nothing was done, and the nearest thing that would be. */
export interface RefusalExplanation {
  readonly code: RefusalCode;
  readonly sentence: Sentence;
  /** A second sentence that stands on its own. */
  readonly advice: Sentence | null;
  /** Introduces the commands, where they are shown together. */
  readonly lead: Sentence | null;
  /** The best first. */
  readonly commands: readonly ProposedCommand[];
}

/** The refusal as plain text, one sentence or two; the command is the entry's to print. */
export function refusalText(asked: Asked, refused: RefusedRequest): string {
  const { sentence, advice } = explainRefusal(asked, refused);
  return [sentence, ...(advice === null ? [] : [advice])].map(plainSentence).join(" ");
}

/** The sentence of each refusal code. Every code has its own: the switch is exhaustive. */
export function explainRefusal(asked: Asked, refused: RefusedRequest): RefusalExplanation {
  const { code } = refused.refusal;
  return { code, advice: null, lead: null, commands: [], ...EXPLANATIONS[code](contextOf(asked, refused)) };
}

interface Context {
  readonly asked: Asked;
  readonly environment: string;
  /** The prompt's id where it is known, else the word as typed. */
  readonly prompt: string;
  readonly live: string | null;
  readonly state: PromptState | null;
  readonly suggestions: readonly string[];
  readonly detail: (name: string, absent?: string) => string;
  /** The same command against what is live now; null for a rollback where nothing is. */
  readonly again: ProposedCommand | null;
}

type Explain = (context: Context) => Partial<RefusalExplanation> & { readonly sentence: Sentence };

function contextOf(asked: Asked, { refusal, environment, state, suggestions }: RefusedRequest): Context {
  const live = state === null ? null : (environmentOf(state, environment).pointer?.version ?? null);
  const moves = asked.verb === "rollback" || asked.verb === "promote";
  const { verb, version } = asked;
  const prompt = state?.prompt_id ?? asked.prompt;
  const again = moves
    ? { verb, prompt, version, from: live, environment }
    : { verb, prompt, environment: asked.environment };
  return {
    asked,
    environment,
    prompt,
    live,
    state,
    suggestions,
    detail: (name, absent = "unknown") => String(refusal.details[name] ?? absent),
    again: verb === "rollback" && live === null ? null : again,
  };
}

const ON_WHAT_IS_LIVE = say`If you still want it, this acts on what is live now:`;

/** A record rather than a switch: a code without its sentence does not compile. */
const EXPLANATIONS: Readonly<Record<RefusalCode, Explain>> = {
  unknown_prompt: ({ asked, suggestions }) => ({
    sentence: say`There is no prompt ${asked.prompt}.`,
    ...(suggestions.length === 0
      ? { lead: say`The published prompts are:`, commands: [{ verb: "status", prompt: null }] }
      : {
          advice: didYouMean(suggestions),
          commands: suggestions.map((prompt) => ({ ...asked, prompt })),
        }),
  }),
  no_release_branch: ({ prompt, detail }) => ({
    sentence: say`There is no release branch ${detail("branch")} in this repository, so nothing is known of ${prompt}.`,
    advice: say`Either nothing was published yet, or the branch was deleted, or ${"release_branch"} in the config names another one.`,
  }),
  unknown_version: ({ prompt, detail }) => ({
    sentence: say`${prompt} has no version ${detail("version")}.`,
    lead: say`Its versions are in its history:`,
    commands: [{ verb: "history", prompt }],
  }),
  version_missing: ({ prompt, detail }) => ({
    sentence: say`The file of ${detail("version")} is gone from the release branch, so ${prompt} was not moved to it.`,
    advice: say`Name another version; “pointsman verify” says what was removed by hand.`,
    lead: say`Its versions are in its history:`,
    commands: [{ verb: "history", prompt }],
  }),
  unknown_environment: ({ asked, suggestions, detail }) => ({
    sentence: say`There is no environment ${detail("environment")}; the config file names ${listOf(detail("known"))}.`,
    ...(suggestions.length > 0 && {
      advice: didYouMean(suggestions),
      commands: suggestions.map((environment) => ({ ...asked, environment })),
    }),
  }),
  not_permitted: ({ asked, environment, prompt, detail }) => ({
    sentence: say`You may not ${phraseOf(asked.verb)} ${prompt}${inEnvironment(asked, environment)}: that needs ${detail("needs")}, and your role is ${detail("role")}.`,
    ...(detail("why") === "teams_unreadable" && {
      advice: say`Your teams could not be read, so none of them counts: give the app permission to read members.`,
    }),
  }),
  config_broken: ({ asked, prompt, detail }) => ({
    sentence: say`The settings on the default branch are broken at ${detail("where")}, so what they ask for is not known, and nothing of ${prompt} was changed.`,
    ...(asked.verb === "rollback" && detail("known") !== ""
      ? {
          advice: say`Only a rollback that names its environment is run until the file is mended: add ${"in"} and one of ${listOf(detail("known"))}.`,
          commands: detail("known")
            .split(", ")
            .map((environment) => ({ ...asked, environment })),
        }
      : {
          advice:
            detail("known") === ""
              ? say`Mend the file there, then ask again: no release branch can be found without it.`
              : say`Mend the file there, then ask again; a rollback still works, with its environment named.`,
        }),
  }),
  archived: ({ prompt }) => ({
    sentence: say`${prompt} is archived: it is kept, but not served or changed.`,
    lead: say`This serves it again:`,
    commands: [{ verb: "restore", prompt }],
  }),
  not_archived: ({ prompt }) => ({
    sentence: say`${prompt} is not archived, so there is nothing to restore.`,
  }),
  already_archived: ({ prompt }) => ({
    sentence: say`${prompt} is archived already.`,
    lead: say`This serves it again:`,
    commands: [{ verb: "restore", prompt }],
  }),
  nothing_live: (context) => ({
    sentence: say`Nothing of ${context.prompt} is live in ${context.environment} yet, so there is nothing to roll back from.`,
    lead: say`This makes its newest version live there:`,
    commands: [promoteLatest(context)],
  }),
  nothing_to_roll_back_to: ({ prompt, environment, live }) => ({
    sentence: say`There is nothing to roll ${prompt} back to in ${environment}: no good version was live there before ${live ?? "the present one"}.`,
    advice: say`A version that was rolled back can still be named after “to”.`,
    lead: say`All versions are in the history:`,
    commands: [{ verb: "history", prompt }],
  }),
  never_live_here: ({ prompt, environment, detail }) => ({
    sentence: say`${detail("version")} of ${prompt} was never live in ${environment}, so it is no rollback.`,
    lead: say`A promotion makes it live there:`,
    commands: [{ verb: "promote", prompt, version: detail("version"), environment }],
  }),
  already_live: ({ prompt, environment, detail }) => ({
    sentence: say`${environment} serves ${prompt} ${detail("version")} already.`,
  }),
  pointer_moved: ({ again, prompt, environment, detail }) => {
    const where = detail("environment", environment);
    // Elsewhere is where a promotion without a version takes it from: from here on it is named.
    const seen = where === environment ? {} : { version: detail("live") };
    return {
      sentence: say`What is live changed when you wrote this, or after: ${detail("by")} made ${detail("live")} of ${prompt} live in ${where} at ${detail("since")}.`,
      ...(again !== null && { lead: ON_WHAT_IS_LIVE, commands: [{ ...again, ...seen }] }),
    };
  },
  just_rolled_back: ({ again, asked, environment, prompt, detail }) => ({
    sentence: say`The rollback is done already: ${detail("by")} rolled ${prompt} back in ${environment} ${sinceRollback(detail("seconds"))}, and ${detail("live")} is live now. It was not rolled back once more.`,
    lead: say`If one step was not enough, this goes one further:`,
    commands: again === null ? [asked] : [again],
  }),
  from_not_live: ({ again, prompt, environment, live, detail }) => ({
    sentence:
      live === null
        ? say`${detail("from")} of ${prompt} is not live in ${environment}; nothing is.`
        : say`${detail("from")} of ${prompt} is not live in ${environment} any more; ${live} is.`,
    ...(again !== null && { lead: ON_WHAT_IS_LIVE, commands: [again] }),
  }),
  too_old: ({ again, detail }) => ({
    sentence: say`This was written ${minutes(detail("minutes"))} ago, and a command older than ${COMMAND_LIFETIME_MS / 60_000} minutes is not run: what it was written for may be over.`,
    ...(again !== null && { lead: say`If you still want it, write it anew:`, commands: [again] }),
  }),
  frozen: ({ prompt, environment, detail }) => ({
    sentence: say`${prompt} is frozen in ${environment} by ${detail("by")}: only a rollback moves it.`,
    lead: say`This lifts the freeze, and the hold of a rollback where there is one:`,
    commands: [{ verb: "unfreeze", prompt, environment }],
  }),
  not_frozen: ({ prompt, environment }) => ({
    sentence: say`${prompt} is neither frozen nor held in ${environment}.`,
  }),
  already_frozen: ({ prompt, environment, detail }) => ({
    sentence: say`${prompt} is frozen in ${environment} already, by ${detail("by")}.`,
  }),
  nothing_to_promote: (context) => ({
    sentence: say`Nothing of ${context.prompt} is live one environment before ${context.environment}, so the version to promote must be named.`,
    lead: say`For example:`,
    commands: [promoteLatest(context)],
  }),
  evidence_missing: ({ prompt, environment, detail }) => ({
    sentence: say`${environment} requires the gate's evidence, and ${detail("version")} of ${prompt} was published without an evaluation.`,
    advice: say`Publish it by a merge that can evaluate it: its file needs test cases, and the workflow the model's key.`,
    lead: say`What else could be promoted is in the history:`,
    commands: [{ verb: "history", prompt }],
  }),
  evidence_failed: ({ prompt, environment, detail }) => ({
    sentence: say`${environment} requires the gate's evidence, and the gate held ${detail("version")} of ${prompt} back: its verdict is ${detail("verdict")}.`,
    advice: say`Mend the prompt and merge that; the pull request of ${detail("version")} says which cases failed.`,
    lead: say`What else could be promoted is in the history:`,
    commands: [{ verb: "history", prompt }],
  }),
};

const PHRASES: Readonly<Record<Asked["verb"], Sentence>> = {
  rollback: say`roll back`,
  promote: say`promote`,
  publish: say`publish`,
  freeze: say`freeze`,
  unfreeze: say`unfreeze`,
  archive: say`archive`,
  restore: say`restore`,
};

function phraseOf(verb: Asked["verb"]): Sentence {
  return PHRASES[verb];
}

function inEnvironment({ verb }: Asked, environment: string): Sentence {
  const concernsAll = verb === "archive" || verb === "restore" || verb === "publish";
  return concernsAll ? say`` : say` in ${environment}`;
}

function promoteLatest({ prompt, environment, state }: Context): ProposedCommand {
  return { verb: "promote", prompt, version: state?.latest.version ?? null, environment };
}

function didYouMean(names: readonly string[]): Sentence {
  const [first = "", ...others] = names;
  return [...say`Did you mean ${first}`, ...others.flatMap((name) => say` or ${name}`), ...say`?`];
}

function listOf(names: string): Sentence {
  return names.split(", ").flatMap((name, index) => (index === 0 ? say`${name}` : say`, ${name}`));
}

function sinceRollback(count: string): Sentence {
  return count === "0" ? say`as you asked, or after` : say`only ${seconds(count)} before you asked`;
}

function seconds(count: string): Sentence {
  return count === "1" ? say`1 second` : say`${Number(count)} seconds`;
}

function minutes(count: string): Sentence {
  return count === "1" ? say`1 minute` : say`${Number(count)} minutes`;
}
