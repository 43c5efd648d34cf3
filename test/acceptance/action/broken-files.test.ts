import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FileContent } from "../../support/github/commit-writer.ts";
import { type Proposed, propose } from "../../support/proposals.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** Files that cannot be used, in pull requests to the built Action. No model is asked about any of them. */
let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

const PATH = "prompts/new.prompt.yml";

function promptWith(text: string, more = ""): string {
  return `name: New\nmessages:\n  - role: user\n    content: ${JSON.stringify(text)}\n${more}`;
}

/** Ten levels of ten aliases each: a kilobyte that would become ten gigabytes. */
const BOMB = `${["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
  .concat(Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}*a${n}]`))
  .join("\n")}\nmessages: []\n`;

interface Broken {
  readonly files: Record<string, FileContent>;
  /** Where the annotation points. */
  readonly at: string;
  readonly says: RegExp;
}

const BROKEN: readonly (readonly [string, Broken])[] = [
  [
    "a YAML error",
    {
      files: { [PATH]: "name: New\nmessages:\n  - role: user\n   content: [\n" },
      at: `${PATH}:4`,
      says: /YAML|indent/i,
    },
  ],
  [
    "a duplicate key",
    { files: { [PATH]: promptWith("Hello", "name: Again\n") }, at: `${PATH}:5`, says: /name/ },
  ],
  ["a YAML bomb", { files: { [PATH]: BOMB }, at: `${PATH}:`, says: /alias/i }],
  ["a missing partial", { files: { [PATH]: promptWith("{{> nowhere}}") }, at: `${PATH}:4`, says: /nowhere/ }],
  [
    "partials in a circle",
    {
      files: {
        [PATH]: promptWith("{{> one}}"),
        "prompts/partials/one.md": "{{> two}}",
        "prompts/partials/two.md": "{{> one}}",
      },
      at: "prompts/",
      says: /one.*two|two.*one/s,
    },
  ],
  ["a symlink", { files: { [PATH]: { symlink: "../README.md" } }, at: `${PATH}:1`, says: /link/ }],
  [
    "a partial that is a symlink",
    {
      files: { [PATH]: promptWith("{{> linked}}"), "prompts/partials/linked.md": { symlink: "/etc/passwd" } },
      at: `${PATH}:4`,
      says: /link/,
    },
  ],
  [
    "tools outside the repository",
    {
      files: { [PATH]: promptWith("Hello", "tools: ../../../etc/passwd\n") },
      at: `${PATH}:5`,
      says: /repository|outside|\.\./,
    },
  ],
  [
    "two prompts with one id",
    {
      files: { [PATH]: promptWith("Hello"), "other/new.prompt.yml": promptWith("Hello") },
      at: "",
      says: /prompts\/new\.prompt\.yml.*other\/new\.prompt\.yml|other\/new\.prompt\.yml.*prompts\/new\.prompt\.yml/s,
    },
  ],
  [
    "a file of 5 MB",
    { files: { [PATH]: promptWith("x".repeat(5 * 1024 * 1024)) }, at: `${PATH}:1`, says: /5242931 bytes/ },
  ],
  [
    "bytes that are no UTF-8",
    {
      files: { [PATH]: Buffer.concat([Buffer.from(promptWith("Hello")), Buffer.of(0xff, 0xfe)]) },
      at: PATH,
      says: /UTF-8/,
    },
  ],
  ["no messages", { files: { [PATH]: "name: New\n" }, at: `${PATH}:1`, says: /messages/ }],
];

function places({ run }: Proposed): string[] {
  return run.annotations.filter(({ level }) => level === "error").map(({ file, line }) => `${file}:${line}`);
}

describe("a pull request is refused, with a comment and an annotation at its line, for", () => {
  it.each(BROKEN)("%s", async (_, { at, files, says }) => {
    const proposed = await propose(stage, { files });
    const { comments, run } = proposed;
    expect(run.exitCode, run.stdout + run.stderr).toBe(1);
    expect(run.outputs.verdict).toBe("fail");
    expect(comments).toEqual([expect.stringMatching(says)]);
    expect(run.summary).toMatch(says);
    expect(places(proposed).filter((place) => place.startsWith(at))).not.toEqual([]);
    expect(comments[0]?.length).toBeLessThan(65_536);
  });

  it("everything that is wrong in it, at once", async () => {
    const files = {
      [PATH]: promptWith("{{> nowhere}} and {{> nobody}}", "tools: no/such.json\n"),
    };
    const { comments } = await propose(stage, { files });
    const text = comments[0] ?? "";
    for (const word of ["nowhere", "nobody", "no/such.json"]) expect(text).toContain(word);
  });
});

it("asks no model about a file that cannot be used", () => {
  expect(stage.model.requests).toEqual([]);
});

it("judges the prompts that can be used although another one cannot", async () => {
  const files = { [PATH]: promptWith("{{> nowhere}}"), "prompts/fine.prompt.yml": promptWith("Hello") };
  const { comments, run } = await propose(stage, { files });
  expect(run.exitCode).toBe(1);
  expect(comments[0]).toContain("fine");
});

it("says nothing of a broken file that the pull request did not touch", async () => {
  await stage.repository.commit({ files: { "prompts/old.prompt.yml": "messages: [" } });
  const { comments, run } = await propose(stage, { files: { "README.md": "Another text" } });
  expect(run.exitCode).toBe(0);
  expect(comments).toEqual([]);
});
