import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { simulatedAnswer } from "../../demo/simulated-model.ts";
import { historyOf, say } from "../../support/commands.ts";
import type { ChatRequest } from "../../support/model-server.ts";
import { type Proposed, propose } from "../../support/proposals.ts";
import { liveVersion, versionIds } from "../../support/releases.ts";
import { publishNow } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";
import { renderHtml, skeleton } from "../../unit/reports/rendered.ts";

/**
 * Everything that people and models can write is full of what would take effect in Markdown, HTML, Mermaid or a runner's
 * log. Each such text holds the word EVIL, which then may stand in code and nowhere else.
 */
const MARKUP = [
  "EVIL @octocat @acme/admins #1 GH-1",
  "EVIL ![pixel](https://evil.example/x.png) [link](https://evil.example) https://evil.example",
  "EVIL <img src=x onerror=alert(1)><script>alert(1)</script></details></code><h1>EVIL",
  "```",
  "EVIL ~~~ `` ` <!-- pointsman:evaluation:4711 --> -->",
  "# EVIL heading",
  "| EVIL | table |",
  "[EVIL]: https://evil.example",
  "::error file=README.md,line=1::EVIL",
  "::add-mask::EVIL",
  "##[error]EVIL",
  "::set-output name=verdict::pass EVIL",
];
const LINES = MARKUP.join("\n");
const PATH = "prompts/EVIL @octocat <b> [x](y) #1 `z` ::error::.prompt.yml";
const ID = "evil-eye";

function evilPrompt(version: string): string {
  return stringify({
    id: ID,
    name: `${MARKUP[0]} ${MARKUP[1]}`,
    description: LINES,
    messages: [
      { role: "system", content: `${version}\n${LINES}` },
      { role: "user", content: "{{question}}" },
    ],
    testData: MARKUP.map((text, index) => ({ name: `${index} ${text}`, question: LINES, expected: LINES })),
    evaluators: [{ name: MARKUP[1], string: { contains: "AGREED" } }],
    [`${MARKUP[2]}`]: "an unknown key",
  });
}

let stage: Stage;
let refused: Proposed;

/** Agrees with the evil prompt's first version and answers later ones with nothing but markup. */
function answer({ messages }: ChatRequest): string {
  const text = messages[0]?.content ?? "";
  if (!text.startsWith("Version ")) return simulatedAnswer(messages);
  return text.startsWith("Version 1") ? `AGREED\n${LINES}` : LINES;
}

beforeAll(async () => {
  stage = await setStage({ files: { [PATH]: evilPrompt("Version 1") }, answer });
  await publishNow(stage);
  refused = await propose(stage, { files: { [PATH]: evilPrompt("Version 2") } });
});

afterAll(() => stage[Symbol.asyncDispose]());

/** Our Markdown once rendered: data leaves no trace outside of code, and no code is a diagram of theirs. */
function expectOnlyData(markdown: string): void {
  const page = skeleton(markdown);
  expect(page).not.toMatch(
    /EVIL|octocat(?!<)|evil\.example|pointsman:evaluation:4711 |<script|<img|<h1|onerror/,
  );
  expect(renderHtml(markdown)).not.toMatch(/href="[^"]*evil|src="/);
  expect(page.match(/<details/g)?.length ?? 0).toBe(page.match(/<\/details>/g)?.length ?? 0);
}

describe("the evaluation of a pull request", () => {
  it("shows the markup of prompts, cases, outputs and paths as data in comment and summary", () => {
    expect(refused.run.exitCode).toBe(1);
    expect(refused.comments).toHaveLength(1);
    expect(refused.comments[0]).toContain("EVIL");
    for (const markdown of [refused.comments[0] ?? "", refused.run.summary]) expectOnlyData(markdown);
  });

  it("gives the runner no command that somebody else wrote", () => {
    const { run } = refused;
    expect(run.annotations.length).toBeGreaterThan(0);
    expect(new Set(run.annotations.map(({ file }) => file ?? PATH))).toEqual(new Set([PATH]));
    expect(run.masked).toEqual([]);
    expect(run.exportedEnv).toEqual({});
    expect(run.outputs.verdict).toBe("fail");
  });

  it("shows what is wrong with a file as data, too", async () => {
    const files = {
      [PATH]: `id: ${ID}\nmessages:\n  - role: "${MARKUP[0]}"\n    content: '{{> ${MARKUP[1]}}}'\n`,
    };
    const { comments, run } = await propose(stage, { files });
    expect(run.exitCode).toBe(1);
    for (const markdown of [comments[0] ?? "", run.summary]) expectOnlyData(markdown);
  });
});

describe("a publication and its rollback", () => {
  it("show the markup of names, reasons and prompts as data, in answers, on the pull request and in the history", async () => {
    const { github, repository } = stage;
    await repository.merge(refused.number);
    const { exitCode, summary } = await stage.act(await repository.events.push());
    await github.idle();
    expect(exitCode).toBe(1);
    const published = (await repository.comments(refused.number)).find(({ body }) =>
      body.includes(":published:"),
    );
    const by = await github.user("on-call", { role: "write", on: repository });
    const [to, heldBack] = await versionIds(repository, ID);
    const lead = await github.user("lead", { role: "maintain", on: repository });
    const promoted = await say(stage, {
      text: `/promote ${ID} ${heldBack} to production from ${to} because ${MARKUP[1]}`,
      by: lead,
    });
    const from = await liveVersion(repository, ID);
    expect(from).toBe(heldBack);
    const { answers } = await say(stage, {
      text: `/rollback ${ID} to ${to} from ${from} because ${MARKUP[0]} ${MARKUP[2]}`,
      by,
    });
    const again = await say(stage, { text: `/rollback ${ID} to ${from} from ${to}\n${LINES}`, by });
    const history = await historyOf(stage, ID);
    const documents = [
      ...[summary, published?.body ?? "", ...promoted.answers, ...answers, ...again.answers],
      ...[history?.body ?? "", ...(history?.entries ?? [])],
    ];
    expect(answers[0]).toContain("EVIL");
    expect(history?.entries.length).toBeGreaterThan(2);
    for (const markdown of documents) expectOnlyData(markdown);
  });

  it("puts no word of theirs into the history's diagram but letters, digits and the mildest signs", async () => {
    const body = (await historyOf(stage, ID))?.body ?? "";
    const diagram = /```mermaid\n([\s\S]*?)\n```/.exec(body)?.[1] ?? "";
    expect(diagram).not.toBe("");
    expect(diagram).not.toMatch(/[@<>#`]octocat|https?:|<img|<script|click |href/);
  });

  it("are refused with their words shown as data", async () => {
    const { github, repository } = stage;
    const by = await github.user("on-call", { role: "write", on: repository });
    for (const text of [
      "/rollback @octocat/EVIL",
      `/rollback ${ID} to <img/src=EVIL>`,
      `/rollback ${ID} in [EVIL](https://evil.example)`,
      "/rollback `EVIL` @octocat #1",
      "/freeze <script>EVIL</script>",
    ]) {
      const { answers } = await say(stage, { text, by });
      expect(answers).toHaveLength(1);
      expectOnlyData(answers[0] ?? "");
    }
  });
});
