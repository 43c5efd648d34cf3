import { type Block, block, code, type Inline, link, md, paragraph, stack } from "../text/markdown.ts";

/** The context of the commit status that says what came of an `/evaluate`. */
export const STATUS_CONTEXT = "pointsman";

/** Why a commit is not what may be evaluated. */
export type Unfit =
  | { readonly code: "not_a_pull_request" }
  | { readonly code: "pull_request_closed"; readonly number: number }
  | { readonly code: "not_the_head"; readonly number: number; readonly sha: string; readonly head: string };

/** Why an `/evaluate` was not run. */
export type EvaluateRefusal =
  | Unfit
  | { readonly code: "not_permitted"; readonly needs: string; readonly role: string }
  | { readonly code: "too_old"; readonly minutes: number }
  | { readonly code: "workflow_missing"; readonly workflow: string }
  | { readonly code: "workflow_unsuited"; readonly workflow: string }
  | { readonly code: "dispatch_not_permitted" }
  | { readonly code: "statuses_not_permitted" };

interface Evaluated {
  readonly sha: string;
  readonly number: number;
}

/** An evaluation began. Its result is the evaluation comment, so this stays one line. */
export function evaluatingAnswer({
  number,
  runUrl,
  sha,
}: Evaluated & { readonly runUrl: string | null }): string {
  const run = runUrl === null ? md`` : md` (${link(md`the run`, runUrl)})`;
  return paragraph(
    md`⏳ Evaluating ${shortSha(sha)} for #${number}${run}. The result comes as a comment here and as the status ${code(STATUS_CONTEXT)} of that commit. A later push is not covered.`,
  ).block;
}

export function evaluationRepeatedAnswer({ number, sha }: Evaluated): string {
  return paragraph(
    md`⏳ This comment asked for the evaluation of ${shortSha(sha)} for #${number} before: the status ${code(STATUS_CONTEXT)} of that commit says how it stands.`,
  ).block;
}

/** Nothing was evaluated, and the line that would be, where there is one. */
export function evaluateRefusedAnswer(refusal: EvaluateRefusal): string {
  const command = refusal.code === "not_the_head" ? evaluateLine(refusal.head) : null;
  return stack([
    paragraph(md`❌ ${whyNot(refusal)}`),
    paragraph(md`Nothing was evaluated (${code(refusal.code)}).`),
    ...(command === null ? [] : [paragraph(md`Once you have looked at what it holds now:`), command]),
  ]).block;
}

/** The line to type, in a block that GitHub lets people copy. */
export function evaluateLine(sha: string): Block {
  return block(`/evaluate ${sha}`);
}

/** The same as plain text, for a job's log and its failure. */
export function evaluateRefusedText(unfit: Unfit, number: number): string {
  switch (unfit.code) {
    case "not_a_pull_request":
      return `There is no pull request #${number}.`;
    case "pull_request_closed":
      return `#${number} is closed: nothing was evaluated.`;
    case "not_the_head":
      return `${unfit.sha} is not the head of #${number}, which is ${unfit.head}: nothing was evaluated.`;
  }
}

function whyNot(refusal: EvaluateRefusal): Inline {
  switch (refusal.code) {
    case "not_permitted":
      return md`You may not let pull requests be evaluated: that needs ${code(refusal.needs)}, and your role is ${code(refusal.role)}.`;
    case "too_old":
      return md`This command is ${refusal.minutes} minutes old, and things may have changed since: write it again.`;
    case "not_a_pull_request":
      return md`This is an issue: ${code("/evaluate")} stands on the pull request whose commit it names.`;
    case "pull_request_closed":
      return md`#${refusal.number} is closed: reopen it to have it evaluated.`;
    case "not_the_head":
      return md`${shortSha(refusal.sha)} is not the head of #${refusal.number}, so it is not what would be merged: the head is ${shortSha(refusal.head)}.`;
    case "workflow_missing":
      return md`The default branch has no workflow ${code(`.github/workflows/${refusal.workflow}`)}: install it as the README says, or name yours in the setting ${code("workflow")}.`;
    case "workflow_unsuited":
      return md`GitHub would not start ${code(`.github/workflows/${refusal.workflow}`)}: it needs the trigger ${code("workflow_dispatch")} with the inputs that the README shows, and must not be disabled.`;
    case "dispatch_not_permitted":
      return md`The app may not start workflows: give it the permission ${code("Actions: read and write")}.`;
    case "statuses_not_permitted":
      return md`The app may not set commit statuses: give it the permission ${code("Commit statuses: read and write")}.`;
  }
}

function shortSha(sha: string): Inline {
  return code(sha.slice(0, 10));
}
