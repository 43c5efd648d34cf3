import type { LedgerEvent } from "../domain/ledger/event.ts";
import type { AlarmKind } from "../releases/alarm-store.ts";
import type { BranchChanges } from "../releases/guard/branch-changes.ts";
import { COMMENT_LIMIT, fitSections, type Section } from "./text/budget.ts";
import { headlineOf } from "./text/event-text.ts";
import { type Fact, factTable, timeText } from "./text/facts.ts";
import { commitUrl, type ReportLinks } from "./text/links.ts";
import {
  type Block,
  block,
  code,
  heading,
  type Inline,
  link,
  list,
  md,
  paragraph,
  stack,
} from "./text/markdown.ts";
import { inlineSentence } from "./text/sentence.ts";

/** One alarm about a release branch, with everything that people need to act on it. */
export interface BranchAlarm extends ReportLinks {
  readonly repositoryId: number;
  readonly kind: AlarmKind;
  /** RFC 3339. */
  readonly raisedAt: string;
  /** The head that was announced last; null where nothing ever was. */
  readonly good: string | null;
  /** The head that raised the alarm; null where the branch was deleted. */
  readonly head: string | null;
  /** Who pushed it; null where GitHub has not told. */
  readonly pusher: string | null;
  readonly findings: readonly { readonly code: string; readonly message: string }[];
  readonly unpermitted: readonly Unpermitted[];
  /** What is on the branch no more, and what is on it instead; oldest first. Null where it could not be read. */
  readonly changes: BranchChanges | null;
  /** Whether what raised it was announced already: who pushed it was told late. */
  readonly announced: boolean;
  /** Who found it, and so where its last good head is kept. */
  readonly announcer: "app" | "action";
}

interface Unpermitted {
  readonly type: string;
  readonly promptId: string;
  readonly environment: string | null;
  readonly needs: string;
  readonly role: string;
}

/** The one issue of a repository for alarms about its release branch. */
export function alarmIssue(branch: string): { readonly title: string; readonly body: string } {
  const body = stack([
    paragraph(
      md`pointsman watches the release branch ${code(branch)}. Each alarm is a comment below: what happened, who did it, what was lost, and the commands that put it right.`,
    ),
    paragraph(
      md`While an alarm stands, webhooks and histories stay at the last good head, and commands that would write to the branch are refused. When the branch is good again, a comment says so.`,
    ),
  ]);
  return { title: "Alarm: the release branch was tampered with", body: body.block };
}

/** The comment on one alarm. */
export function alarmComment(alarm: BranchAlarm): string {
  const { changes, findings, unpermitted } = alarm;
  const fixed = (body: Block): Section => ({ kind: "block", rank: 0, name: "", body });
  const rows = (name: string, title: Inline, items: readonly Inline[], rank: number): readonly Section[] =>
    items.length === 0
      ? []
      : [
          {
            kind: "items",
            rank,
            name,
            title: paragraph(md`**${title}**`),
            items: items.map((item) => list([item])),
          },
        ];
  const sections: readonly Section[] = [
    fixed(stack([paragraph(md`🚨 **${WHAT[alarm.kind](alarm)}**`), factTable(factsOf(alarm))])),
    ...rows("findings", md`What verification found`, findings.map(findingLine), 1),
    ...rows("events", md`What they had no permission for`, unpermitted.map(unpermittedLine), 1),
    ...rows("events", md`On the branch no more`, eventLines(changes?.lost ?? []), 2),
    ...rows("events", md`On the branch instead, not announced`, eventLines(changes?.added ?? []), 3),
    fixed(standing(alarm)),
    fixed(remedy(alarm)),
  ];
  return fitSections(sections, { limit: COMMENT_LIMIT, fullReport: md`the release branch` });
}

const WHAT: Readonly<Record<AlarmKind, (alarm: BranchAlarm) => Inline>> = {
  rewritten: ({ head, releaseBranch }) =>
    head === null
      ? md`The release branch ${code(releaseBranch)} was deleted.`
      : md`The release branch ${code(releaseBranch)} was rewritten: it does not go back to its last good head any more.`,
  tampered: ({ releaseBranch }) =>
    md`Commits on the release branch ${code(releaseBranch)} are not as pointsman makes them.`,
  stranger: ({ pusher, releaseBranch }) =>
    md`${code(pusher ?? "somebody")} pushed to the release branch ${code(releaseBranch)} without the permission for it.`,
};

function factsOf(alarm: BranchAlarm): readonly Fact[] {
  const { good, head, pusher, raisedAt } = alarm;
  return [
    [md`seen`, timeText(raisedAt)],
    [md`pushed by`, pusher === null ? md`_GitHub has not told_` : code(pusher)],
    [md`last good head`, good === null ? md`_none_` : link(code(good), commitUrl(alarm, good))],
    [md`head that raised this`, head === null ? md`_none_` : link(code(head), commitUrl(alarm, head))],
  ];
}

function findingLine({ code: found, message }: BranchAlarm["findings"][number]): Inline {
  return md`${code(found)}: ${code(message)}`;
}

function unpermittedLine({ environment, needs, promptId, role, type }: Unpermitted): Inline {
  const where = environment === null ? md`` : md` in ${code(environment)}`;
  return md`${code(type)} of ${code(promptId)}${where}: needs ${code(needs)}, and their role is ${code(role)}`;
}

function eventLines(events: readonly LedgerEvent[]): readonly Inline[] {
  return events.map(
    (event) => md`${inlineSentence(headlineOf(event))} By ${code(event.actor.login)}, ${timeText(event.at)}.`,
  );
}

function standing({ announced, good }: BranchAlarm): Block {
  if (announced) {
    return paragraph(
      md`GitHub told late who pushed this: it was announced before, and may be live. Nothing more is announced, and commands that write are refused.`,
    );
  }
  return good === null
    ? paragraph(md`Nothing of this branch is announced, and commands that write to it are refused.`)
    : paragraph(
        md`Nothing behind ${code(short(good))} is announced, and commands that write are refused. Applications that read the branch themselves, past pointsman, get what is on it now.`,
      );
}

function remedy(alarm: BranchAlarm): Block {
  if (alarm.announced) return lateRemedy(alarm);
  return stack([
    heading(4, md`Put it right`),
    paragraph(
      md`In a clone, by somebody who may push to the branch. If something else was pushed meanwhile, git refuses: then look again.`,
    ),
    block(restoreCommands(alarm).join("\n")),
    paragraph(
      md`Then find out whose token or key it was, and let only the app push (the ruleset that ${code("pointsman init")} prints).`,
    ),
    heading(4, md`Or, if it was meant`),
    ...acceptance(alarm),
  ]);
}

/** What was announced is not taken back, since more may be built on it: it is undone as any release is. */
function lateRemedy({ good, repositoryId }: BranchAlarm): Block {
  return stack([
    heading(4, md`Put it right`),
    paragraph(
      md`The operator of the app accepts what was announced. Then commands run again, and undo what was not meant:`,
    ),
    block(`pointsman alarms accept ${good ?? "<commit>"} --repo-id ${repositoryId}`),
    paragraph(
      md`Then find out whose token or key it was, and let only the app push (the ruleset that ${code("pointsman init")} prints).`,
    ),
  ]);
}

/** Commands for a shell: everything in them is a hash, or a branch name in single quotes. */
function restoreCommands({ good, head, releaseBranch }: BranchAlarm): readonly string[] {
  const ref = `refs/heads/${releaseBranch}`;
  if (good === null)
    return [`git push --force-with-lease=${quoted(`${ref}:${head}`)} origin ${quoted(`:${ref}`)}`];
  return [
    `git fetch origin ${good}`,
    `git push --force-with-lease=${quoted(`${ref}:${head ?? ""}`)} origin ${quoted(`${good}:${ref}`)}`,
  ];
}

/** How the branch is taken as it is. The Action has no operator: its mark is a ref of the repository. */
function acceptance({ announcer, head, repositoryId }: BranchAlarm): readonly Block[] {
  return announcer === "app"
    ? [
        paragraph(
          md`The operator of the app accepts the branch as it is; what is on it is then not announced:`,
        ),
        block(`pointsman alarms accept ${head ?? "<commit>"} --repo-id ${repositoryId}`),
      ]
    : [
        paragraph(
          md`If the branch is to stay as it is, or the config names another one now, delete the ref that remembers what was announced. The next run begins anew, and what is on the branch by then is not announced:`,
        ),
        block("git push origin :refs/pointsman/announced"),
      ];
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function short(commit: string): string {
  return commit.slice(0, 10);
}

/** The comment that says that what was wrong is right. */
export function branchGoodComment(head: string, links: ReportLinks): string {
  return stack([
    paragraph(
      md`✅ **The release branch ${code(links.releaseBranch)} is good again**, at ${link(code(short(head)), commitUrl(links, head))}. What came after the last good head is announced from now on, and commands run again.`,
    ),
  ]).block;
}
