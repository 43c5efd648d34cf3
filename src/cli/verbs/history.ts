import { z } from "zod";
import type { LedgerEvent } from "../../domain/ledger/event.ts";
import type { PromptState } from "../../domain/ledger/state.ts";
import { historyOf } from "../../releases/history.ts";
import { eventLine } from "../../reports/text/event-text.ts";
import { visibleLine } from "../../reports/text/visible.ts";
import { markLines } from "../mark-text.ts";
import { findState } from "../prompts.ts";
import { openForReading, openRepository } from "../repository.ts";
import { done, no } from "../result.ts";
import type { RunVerb } from "../verb.ts";
import { promptWord, readWords } from "../words.ts";

const DEFAULT_LIMIT = 20;

const schema = z.strictObject({
  prompt: promptWord,
  limit: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, "a whole number from 1 to 999999")
    .transform(Number)
    .optional(),
});

/** A prompt's last events, newest first. */
export const runHistory: RunVerb = async (call) => {
  const { limit = DEFAULT_LIMIT, prompt } = readWords(schema, call.input);
  const repository = await openRepository(call);
  const read = await openForReading(repository);
  const found = await findState(read, prompt);
  if (found.kind === "absent") return found.result;
  const history = await historyOf(read.branch, found.state.prompt_id, limit);
  if (history === undefined) return no({ code: "unknown_prompt", message: `There is no prompt ${prompt}.` });
  const { events, head, state } = history;
  const left = state.sequence - events.length;
  const more = left === 0 ? [] : [`… ${left} earlier events: --limit ${state.sequence}`];
  const json = { head, prompt: state.prompt_id, slug: state.slug, total: state.sequence, events };
  const stopped = stoppedLines(state, repository.environment.surroundings.now());
  return done(json, [...stopped, ...events.map(lineOf), ...more].join("\n"));
};

/** What keeps merges from moving the prompt now, above what led to that. */
function stoppedLines(state: PromptState, now: string): readonly string[] {
  const archived = state.lifecycle === "archived" ? ["archived: kept, and not served"] : [];
  const marks = Object.entries(state.environments).flatMap(([name, environment]) =>
    markLines(environment, now).map((line) => `${visibleLine(name)} is ${line}`),
  );
  return [...archived, ...marks];
}

function lineOf(event: LedgerEvent): string {
  const who = visibleLine(event.actor.login);
  const verified = event.actor.role === "unverified" ? " (not verified)" : "";
  const reason = event.reason === null ? "" : `\n      because: ${visibleLine(event.reason)}`;
  return `${String(event.sequence).padStart(4)}  ${event.at}  ${eventLine(event)}\n      by ${who}${verified}${reason}`;
}
