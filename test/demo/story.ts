import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "../support/stage.ts";
import { production } from "./pointer.ts";

/** One thing that has to hold, and what was seen. */
export interface Observation {
  readonly claim: string;
  readonly holds: boolean;
  readonly seen: string;
}

/** A scene of the story: it does something and says what was seen. */
export interface Scene {
  readonly title: string;
  readonly play: (stage: Stage, memory: Memory) => Promise<readonly Observation[]>;
}

/** What later scenes and the files of `--out` need from earlier ones. */
export interface Memory {
  pull: number;
  incident: number;
  good: string;
  bad: string;
  verdictComment: string;
  summary: string;
  rollbackAnswer: string;
  history: string;
}

export function emptyMemory(): Memory {
  return {
    ...{ pull: 0, incident: 0, good: "", bad: "" },
    ...{ verdictComment: "", summary: "", rollbackAnswer: "", history: "" },
  };
}

const TRIAGE = "prompts/support-triage.prompt.yml";
const JSON_LINE = 'Answer with JSON only: {"category": "...", "urgent": true or false}.';
const CHATTY_LINE = "Explain your choice in a sentence before you give category and urgency.";
const AUTHOR = "ada";

export const STORY: readonly Scene[] = [
  { title: "The repository adopts pointsman: its three prompts are published", play: adoption },
  { title: "A pull request breaks the JSON output and is refused", play: breakage },
  { title: "Its repair passes, in the same comment", play: repair },
  { title: "The merge publishes it", play: firstMerge },
  { title: "A second change passes and is published, too", play: secondMerge },
  { title: "Somebody without permission tries to roll back and is refused", play: intruder },
  { title: "At 2 a.m. the on-call engineer types one line, and production flips", play: rollback },
  { title: "The signed webhook arrives downstream and verifies", play: webhook },
  { title: "The history issue tells it all", play: history },
];

async function adoption(stage: Stage): Promise<readonly Observation[]> {
  const run = await stage.act(await stage.repository.events.push());
  const published = z(run.outputs.published);
  return [
    see("the job succeeds", run.exitCode === 0, `exit code ${run.exitCode}`),
    see("three prompts are live in staging and production", published.length === 3, published.join(", ")),
  ];
}

/** The prompts and versions of the `published` output. */
function z(output: string | undefined): readonly string[] {
  const list: unknown = JSON.parse(output ?? "[]");
  return Array.isArray(list) ? list.map((one) => `${one.prompt_id} ${one.version}`) : [];
}

function see(claim: string, holds: boolean, seen: string): Observation {
  return { claim, holds, seen };
}

async function changeTriage(
  stage: Stage,
  branch: string,
  [from, to]: readonly [string, string],
): Promise<void> {
  const before = await stage.repository.file(TRIAGE, branch);
  const text = before ?? (await stage.repository.file(TRIAGE)) ?? "";
  if (!text.includes(from)) throw new Error(`The prompt does not say “${from}”`);
  await stage.repository.commit({ branch, files: { [TRIAGE]: text.replace(from, to) } });
}

/** The bot's one comment that begins with a marker of a kind, and how many of them there are. */
async function ourComment({ repository }: Stage, issue: number, kind: string) {
  const comments = await repository.comments(issue);
  const ours = comments.filter((comment) => String(comment.body).startsWith(`<!-- pointsman:${kind}:`));
  return { count: ours.length, body: String(ours[0]?.body ?? "") };
}

async function breakage(stage: Stage, memory: Memory): Promise<readonly Observation[]> {
  const { github, repository } = stage;
  const by = await github.user(AUTHOR, { role: "write", on: repository });
  await changeTriage(stage, "explain-first", [JSON_LINE, CHATTY_LINE]);
  const pull = await repository.openPullRequest({
    head: "explain-first",
    title: "Explain the category first",
    by,
  });
  memory.pull = pull.number;
  const run = await stage.act(await repository.events.pullRequest(pull.number, { target: true }));
  const comment = await ourComment(stage, pull.number, "evaluation");
  memory.verdictComment = comment.body;
  memory.summary = run.summary;
  const cases = ["refund asked twice", "parcel never arrived", "locked out", "invoice with a wrong address"];
  const named = cases.filter((name) => comment.body.includes(name));
  return [
    see("the job fails", run.exitCode === 1, `exit code ${run.exitCode}, verdict ${run.outputs.verdict}`),
    see("the comment names the newly failing cases", named.length === cases.length, named.join(", ")),
    see(
      "the lines of the prompt file are annotated",
      run.annotations.length > 0,
      `${run.annotations.length} annotations`,
    ),
  ];
}

async function repair(stage: Stage, memory: Memory): Promise<readonly Observation[]> {
  await changeTriage(stage, "explain-first", [CHATTY_LINE, `Think it through first. ${JSON_LINE}`]);
  const event = await stage.repository.events.pullRequest(memory.pull, {
    target: true,
    action: "synchronize",
  });
  const run = await stage.act(event);
  const comment = await ourComment(stage, memory.pull, "evaluation");
  return [
    see("the job succeeds", run.exitCode === 0, `exit code ${run.exitCode}, verdict ${run.outputs.verdict}`),
    see("the one comment was updated in place", comment.count === 1, `${comment.count} comment`),
  ];
}

async function merge(stage: Stage, pull: number): Promise<{ version: string; observations: Observation[] }> {
  await stage.repository.merge(pull);
  const run = await stage.act(await stage.repository.events.push());
  const version = (await production(stage, "support-triage")) ?? "nothing";
  const comment = await ourComment(stage, pull, "published");
  return {
    version,
    observations: [
      see("the job succeeds", run.exitCode === 0, z(run.outputs.published).join(", ")),
      see(
        "the merged pull request says how to roll back",
        comment.body.includes("/rollback support-triage"),
        version,
      ),
    ],
  };
}

async function firstMerge(stage: Stage, memory: Memory): Promise<readonly Observation[]> {
  const { observations, version } = await merge(stage, memory.pull);
  memory.good = version;
  return [...observations, see("production serves it", version.endsWith(".2"), version)];
}

async function secondMerge(stage: Stage, memory: Memory): Promise<readonly Observation[]> {
  await changeTriage(stage, "calm-down", [
    "cannot use what they paid for",
    "cannot use what they paid for or is upset",
  ]);
  const pull = await stage.repository.openPullRequest({
    head: "calm-down",
    title: "Upset customers are urgent",
  });
  const run = await stage.act(await stage.repository.events.pullRequest(pull.number, { target: true }));
  const { observations, version } = await merge(stage, pull.number);
  memory.bad = version;
  return [
    see("the gate passes", run.outputs.verdict === "pass", `verdict ${run.outputs.verdict}`),
    ...observations,
    see("production serves it", version.endsWith(".3"), version),
  ];
}

const ANSWER_LIMIT_MS = 20_000;

/** Waits for the app's answer to a comment, as a person would: by looking at the issue. */
async function answerTo(stage: Stage, issue: number, comment: number): Promise<string> {
  const marker = `<!-- pointsman:answer:${comment} -->`;
  for (let waited = 0; waited < ANSWER_LIMIT_MS; waited += 50) {
    const found = (await stage.repository.comments(issue)).find(({ body }) =>
      String(body).startsWith(marker),
    );
    if (found !== undefined) return String(found.body);
    await sleep(50);
  }
  return "";
}

async function intruder(stage: Stage, memory: Memory): Promise<readonly Observation[]> {
  const { github, repository } = stage;
  const intern = await github.user("intern", { role: "triage", on: repository });
  const issue = await repository.issue({ title: "Tickets go to the wrong team", body: "Since noon." });
  memory.incident = issue.number;
  const comment = await repository.comment(issue.number, "/rollback support-triage", intern);
  const answer = await answerTo(stage, issue.number, Number(comment.id));
  const live = await production(stage, "support-triage");
  return [
    see("the answer says what is needed", answer.includes("write"), firstLine(answer)),
    see("production still serves the same", live === memory.bad, String(live)),
  ];
}

/** Somebody reads for a while before they type: a pointer that moved a moment ago cannot have been noticed. */
const READING_MS = 3_000;

async function rollback(stage: Stage, memory: Memory): Promise<readonly Observation[]> {
  const { github, repository } = stage;
  const oncall = await github.user("on-call", { role: "write", on: repository });
  await sleep(READING_MS);
  const line = "/rollback support-triage because tickets of upset customers are all urgent now";
  const started = performance.now();
  const comment = await repository.comment(memory.incident, line, oncall);
  const live = await flipped(stage, memory.bad);
  const took = Math.round(performance.now() - started);
  memory.rollbackAnswer = await answerTo(stage, memory.incident, Number(comment.id));
  return [
    see(
      "production serves the good version again",
      live === memory.good,
      `${live}, ${took} ms after the comment`,
    ),
    see(
      "the answer says so and how to undo it",
      memory.rollbackAnswer.includes(`to ${memory.bad}`),
      firstLine(memory.rollbackAnswer),
    ),
  ];
}

async function flipped(stage: Stage, from: string): Promise<string | undefined> {
  for (let waited = 0; waited < ANSWER_LIMIT_MS; waited += 10) {
    const live = await production(stage, "support-triage");
    if (live !== from) return live;
    await sleep(10);
  }
  return from;
}

async function webhook(stage: Stage, memory: Memory): Promise<readonly Observation[]> {
  const isOurs = (body: string) => body.includes('"event":"prompt.rolled_back"');
  for (
    let waited = 0;
    waited < ANSWER_LIMIT_MS && !stage.receiver.deliveries.some(({ body }) => isOurs(body));
    waited += 50
  ) {
    await sleep(50);
  }
  const delivery = stage.receiver.deliveries.find(({ body }) => isOurs(body));
  const payload = JSON.parse(delivery?.body ?? "{}");
  return [
    see(
      "it names the version that is live again",
      payload.version === memory.good,
      `${payload.event} ${payload.version}`,
    ),
    see(
      "the standardwebhooks package accepts it",
      delivery?.verified.standard === true,
      delivery?.id ?? "none",
    ),
    see("so does X-Signature-256, checked by hand", delivery?.verified.byHand === true, "HMAC-SHA256"),
  ];
}

async function history(stage: Stage, memory: Memory): Promise<readonly Observation[]> {
  await stage.github.idle();
  const issues = await stage.repository.issues();
  const issue = issues.find(({ body }) =>
    String(body).startsWith("<!-- pointsman:history:support-triage -->"),
  );
  const comments = issue === undefined ? [] : await stage.repository.comments(Number(issue.number));
  memory.history = [issue?.body, ...comments.map(({ body }) => body)].map(String).join("\n\n---\n\n");
  return [
    see(
      "one issue says what is live",
      memory.history.includes(memory.good),
      `#${issue?.number} ${issue?.title}`,
    ),
    see(
      "it draws the walk of the pointer",
      memory.history.includes("```mermaid"),
      `${comments.length} comments`,
    ),
    see("it says who rolled back and why", memory.history.includes("upset customers"), "on-call"),
  ];
}

/** The first line of a comment that a person sees. */
function firstLine(body: string): string {
  return body.split("\n").find((line) => line !== "" && !line.startsWith("<!--")) ?? "no answer";
}
