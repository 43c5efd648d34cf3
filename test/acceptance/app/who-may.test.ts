import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { publishHere } from "../../support/action-here.ts";
import { heard, newIssue, say, writesOf } from "../../support/commands.ts";
import type { By } from "../../support/github/inside.ts";
import { eventsOf, liveVersion, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt, publishTexts } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await publishTexts(stage, ["plain"], 2);
});

beforeEach(() => {
  stage.github.requests.length = 0;
});

afterAll(() => stage[Symbol.asyncDispose]());

const engineer = () => stage.github.user("on-call", { role: "write", on: stage.repository });

/** A rollback of what is live now to the other version. */
async function rollbackLine(): Promise<string> {
  const from = await liveVersion(stage.repository, "plain");
  const to = (await versionIds(stage.repository, "plain")).find((version) => version !== from);
  return `/rollback plain to ${to} from ${from}`;
}

async function expectSilence(text: string, by: By): Promise<void> {
  const before = await eventsOf(stage.repository, "plain");
  const issue = await newIssue(stage);
  stage.github.requests.length = 0;
  const { answers, reactions } = await say(stage, { text, by, issue });
  expect({ answers, reactions, writes: writesOf(stage) }).toEqual({ answers: [], reactions: [], writes: [] });
  expect(await eventsOf(stage.repository, "plain")).toHaveLength(before.length);
}

describe("nothing is run, answered or written", () => {
  it("for a comment that was edited into a command", async () => {
    const by = await engineer();
    const issue = await newIssue(stage);
    const { id } = await say(stage, { text: "Hello", by, issue });
    stage.github.requests.length = 0;
    await stage.repository.editComment(id, await rollbackLine(), by);
    await stage.github.idle();
    expect((await heard(stage, issue, id)).answers).toEqual([]);
    expect(writesOf(stage)).toEqual([]);
  });

  it("for a bot, whatever it may write", async () => {
    await expectSilence(await rollbackLine(), { token: stage.repository.actionsToken() });
    await expectSilence(await rollbackLine(), { token: stage.installed.token() });
  });

  it.each([
    ["quoted", (line: string) => `> ${line}`],
    ["fenced", (line: string) => `\`\`\`\n${line}\n\`\`\``],
    ["indented", (line: string) => ` ${line}`],
    ["in a sentence", (line: string) => `Please ${line}`],
    ["below the first line", (line: string) => `Look:\n${line}`],
    ["below an empty line", (line: string) => `\n${line}`],
    ["hidden in an HTML comment", (line: string) => `<!--\n${line}\n-->`],
  ])("for a command that is %s", async (_, write) => {
    await expectSilence(write(await rollbackLine()), await engineer());
  });

  it("for a verb that is not ours", async () => {
    await expectSilence("/deploy plain", await engineer());
  });

  it("for a stranger, whether the command is right, malformed or only asks for help", async () => {
    const stranger = await stage.github.user("stranger");
    const reader = await stage.github.user("reader", { role: "read", on: stage.repository });
    for (const text of [await rollbackLine(), "/rollback", "/rollback no-such-prompt", "/help"]) {
      await expectSilence(text, stranger);
      await expectSilence(text, reader);
    }
  });

  it("for somebody whom GitHub gives no role at all", async () => {
    const nobody = await stage.github.user("nobody");
    const body = { permission: "none", role_name: "none" };
    const mend = stage.github.faults.add({ match: /collaborators\/nobody\/permission/, status: 200, body });
    await expectSilence(await rollbackLine(), nobody);
    mend();
  });
});

describe("an answer and no event", () => {
  it("is what somebody with the triage role gets", async () => {
    const before = await eventsOf(stage.repository, "plain");
    const by = await stage.github.user("triager", { role: "triage", on: stage.repository });
    const { answers, reactions } = await say(stage, { text: await rollbackLine(), by });
    expect(answers).toEqual([expect.stringContaining("not_permitted")]);
    expect(answers[0]).toContain("needs `the role write`");
    expect(reactions).toEqual(["confused"]);
    expect(await eventsOf(stage.repository, "plain")).toHaveLength(before.length);
  });
});

describe("a custom role", () => {
  it("counts as the role it was made from", async () => {
    const by = await stage.github.user("custom");
    const answerWith = (permission: string, role_name: string) =>
      stage.github.faults.add({
        match: /collaborators\/custom\/permission/,
        status: 200,
        body: { permission, role_name },
      });
    const mend = answerWith("read", "greeter");
    await expectSilence(await rollbackLine(), by);
    mend();
    answerWith("write", "release-engineer");
    const { answers, reactions } = await say(stage, { text: await rollbackLine(), by });
    expect(answers).toEqual([expect.stringContaining("✅")]);
    expect(reactions).toEqual(["+1"]);
    const last = (await eventsOf(stage.repository, "plain")).at(-1);
    expect(last?.actor).toMatchObject({ login: "custom", role: "write" });
  });
});

describe("where the config lets the Action announce", () => {
  it("the app runs no command, answers nobody and keeps no history", async () => {
    const { github } = stage;
    const repository = await github.createRepository({
      name: "announced-by-the-action",
      files: {
        ".github/pointsman.yml": "announce: action\n",
        [plainPath("plain")]: plainPrompt("Text 1"),
      },
    });
    await publishHere(github, repository);
    await repository.commit({ files: { [plainPath("plain")]: plainPrompt("Text 2") } });
    await publishHere(github, repository);
    await github.idle();
    const before = await eventsOf(repository, "plain");
    const [to, from] = await versionIds(repository, "plain");
    const by = await github.user("on-call", { role: "write", on: repository });
    const issue = (await repository.issue({ title: "Something is wrong" })).number;
    github.requests.length = 0;
    for (const text of [`/rollback plain to ${to} from ${from}`, "/rollback", "/help"]) {
      await say({ github, repository }, { text, by, issue });
    }
    expect(writesOf(stage)).toEqual([]);
    expect(await eventsOf(repository, "plain")).toHaveLength(before.length);
    expect(await repository.comments(issue)).toHaveLength(3);
    // The history there is, the Action keeps.
    const authors = (await repository.issues()).map(({ user }) => user);
    expect(authors).toEqual([
      expect.objectContaining({ login: "admin" }),
      expect.objectContaining({ login: "github-actions[bot]" }),
    ]);
  });
});
