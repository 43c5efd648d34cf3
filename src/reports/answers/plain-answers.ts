import type { LedgerEvent } from "../../domain/ledger/event.ts";
import type { PromptState } from "../../domain/ledger/state.ts";
import type { Version } from "../../domain/ledger/version.ts";
import type { AlarmKind } from "../../releases/alarm-store.ts";
import type { DocumentError } from "../../releases/documents.ts";
import type { BranchAlarmError } from "../../releases/ports.ts";
import { versionDifference } from "../difference/difference-section.ts";
import { historyText } from "../history/history-issue.ts";
import { COMMENT_LIMIT, fitSections } from "../text/budget.ts";
import { headlineOf } from "../text/event-text.ts";
import { commandBlock, enumerate } from "../text/facts.ts";
import type { ReportLinks } from "../text/links.ts";
import {
  block,
  code,
  type Inline,
  joinInline,
  list,
  md,
  NOTHING,
  paragraph,
  stack,
} from "../text/markdown.ts";
import { inlineSentence } from "../text/sentence.ts";

/** Where a reading answer stands. */
export interface ReadingContext extends ReportLinks {
  /** In promotion order. */
  readonly environments: readonly string[];
}

/** What happened to one prompt: what is live, how it came to that, and the last events. */
export function historyAnswer(
  history: { readonly state: PromptState; readonly events: readonly LedgerEvent[] },
  context: ReadingContext,
  limit = COMMENT_LIMIT,
): string {
  return historyText({ ...history, ...context }, NOTHING, limit);
}

/** Two versions of a prompt, word by word. */
export function diffAnswer(promptId: string, before: Version, after: Version): string {
  const title = md`${code(promptId)}: ${code(before.version)} → ${code(after.version)}`;
  const sections = [
    { kind: "block", rank: 0, name: "", body: paragraph(title) },
    versionDifference(before, after),
  ] as const;
  return fitSections(sections, { limit: COMMENT_LIMIT, fullReport: md`the release branch` });
}

/** Why a reading verb has nothing to show. */
export type NothingToShow =
  | {
      readonly code: "unknown_prompt";
      readonly prompt: string;
      readonly suggestions: readonly string[];
      readonly verb: "status" | "history" | "diff";
    }
  | { readonly code: "unknown_version"; readonly prompt: string; readonly version: string }
  | { readonly code: "nothing_to_compare"; readonly prompt: string };

export function nothingAnswer(nothing: NothingToShow): string {
  const prompt = code(nothing.prompt);
  switch (nothing.code) {
    case "unknown_prompt": {
      const { suggestions, verb } = nothing;
      const near =
        suggestions.length === 0 ? md`` : md` Did you mean ${joinInline(suggestions.map(code), md` or `)}?`;
      return stack([
        paragraph(md`❌ No prompt called ${prompt} was ever published here.${near}`),
        ...suggestions.map((one) => commandBlock([{ verb, prompt: one }])),
      ]).block;
    }
    case "unknown_version":
      return paragraph(md`❌ ${prompt} has no version ${code(nothing.version)}.`).block;
    case "nothing_to_compare":
      return stack([paragraph(md`${prompt} has one version only: there is nothing to compare it with.`)])
        .block;
  }
}

/** Why `/publish` was not run. */
export type PublishRefused =
  | {
      readonly code: "not_permitted";
      /** Whose rule forbids it; null is the general rule. */
      readonly environment: string | null;
      readonly needs: string;
      readonly role: string;
    }
  | { readonly code: "too_old"; readonly minutes: number }
  /** Nothing can be evaluated here, and these environments require that. */
  | {
      readonly code: "evidence_missing";
      readonly environments: readonly string[];
      /** The file name of the workflow that evaluates. */
      readonly workflow: string;
    };

export function publishRefusedAnswer(refused: PublishRefused): string {
  return stack([
    paragraph(whyNotPublished(refused)),
    paragraph(md`Nothing was changed (${code(refused.code)}).`),
  ]).block;
}

function whyNotPublished(refused: PublishRefused): Inline {
  switch (refused.code) {
    case "not_permitted": {
      const { environment } = refused;
      const moving = environment === null ? md`` : md`, which moves what is live in ${code(environment)}`;
      return md`❌ You may not publish${moving}: that needs ${code(refused.needs)}, and your role is ${code(refused.role)}.`;
    }
    case "too_old":
      return md`❌ This command is ${refused.minutes} minutes old, and things may have changed since: write it again.`;
    case "evidence_missing":
      return md`❌ ${enumerate(refused.environments.map(code))} requires an evaluation, and no model can be asked here. Run the workflow ${code(refused.workflow)} with the task ${code("publish")}: it evaluates, and then publishes.`;
  }
}

/** What a command did that nobody answered, since the run that carried it out ended too early. */
export function lateAnswer(events: readonly LedgerEvent[]): string {
  const status = code(`/status ${events[0]?.prompt_id ?? ""}`.trim());
  return stack([
    paragraph(md`✅ This was done; the run that did it ended before it could answer:`),
    list(events.map((event) => inlineSentence(headlineOf(event)))),
    paragraph(md`${status} shows what is live now.`),
  ]).block;
}

/** GitHub did not let us: nothing was changed, or it is not known, and the line may be written again. */
export function couldNotLookAnswer(
  { doing, mayHaveHappened }: { readonly doing: string; readonly mayHaveHappened: boolean },
  line: string,
): string {
  const fate = mayHaveHappened ? md`It may have been done all the same.` : md`Nothing was done.`;
  return stack([
    paragraph(md`⚠️ GitHub did not let us ${code(doing)}. ${fate} Please ask again in a moment:`),
    block(line),
  ]).block;
}

/** What is wrong with the release branch, in a clause. */
const ALARMS: Readonly<Record<AlarmKind, Inline>> = {
  rewritten: md`it was rewritten by force, or deleted`,
  tampered: md`commits on it are not as pointsman makes them`,
  stranger: md`somebody pushed to it without the permission for it`,
};

/** What stands above an answer that was read from a branch which raised an alarm. */
export function alarmWarning({ kind }: Pick<BranchAlarmError, "kind">): string {
  return paragraph(
    md`🚨 **An alarm about the release branch stands**, since ${ALARMS[kind]}. What follows is what is on it now, and may be forged: see the issue with the label ${code("pointsman-alarm")}.`,
  ).block;
}

/** Nothing is built on a head that raised an alarm: it would be lost when the branch is put right. */
export function branchAlarmAnswer({ kind }: Pick<BranchAlarmError, "kind">): string {
  return stack([
    paragraph(
      md`❌ Nothing was changed (${code(`branch_${kind}`)}): an alarm about the release branch stands, since ${ALARMS[kind]}.`,
    ),
    paragraph(
      md`The issue with the label ${code("pointsman-alarm")} says what happened, and the two commands that put the branch back to its last good head. Then ask again. pointsman still answers from the branch as it is; webhooks stay at the last good head.`,
    ),
  ]).block;
}

/** A file on the release branch is not as pointsman writes it: nothing is decided on what cannot be read. */
export function damagedAnswer({ message }: Pick<DocumentError, "message">): string {
  return stack([
    paragraph(md`❌ The release branch is damaged, so nothing was changed.`),
    paragraph(code(message)),
    paragraph(
      md`${code("pointsman verify")} in a clone says what was edited and by which commit. Put the file back as it was, then ask again.`,
    ),
  ]).block;
}
