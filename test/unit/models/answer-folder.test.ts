import { readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeptAnswer } from "../../../src/evaluation/ports.ts";
import { openAnswerFolder, pruneAnswerFolder } from "../../../src/models/answer-folder.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/temporary-folder.ts";

const NOW = Date.parse("2026-11-21T10:00:00.000Z");
const DAY = 24 * 60 * 60 * 1_000;
const KEY = "ab".repeat(32);
const OTHER = "cd".repeat(32);
const ANSWER: KeptAnswer = {
  runStartedAt: "2026-11-21T09:00:00.000Z",
  response: {
    text: "Yes – 我.",
    toolCalls: [{ name: "look_up", arguments: '{"a":1}' }],
    finishReason: "stop",
    usage: { inputTokens: 5, outputTokens: 2 },
    latencyMs: 12.5,
  },
};

let folder: TemporaryFolder;

beforeEach(() => {
  folder = temporaryFolder("answers");
});

afterEach(() => folder[Symbol.dispose]());

const open = (nowMs = NOW, at = folder.path) => openAnswerFolder(at, () => nowMs);

describe("a folder of answers", () => {
  it("gives back what was kept, also to a later run", async () => {
    await (await open()).write(KEY, ANSWER);
    expect(await (await open(NOW + DAY)).read(KEY)).toEqual(ANSWER);
    expect(await (await open()).read(OTHER)).toBeNull();
  });

  it("is made with the first answer, one file each and nothing else beside", async () => {
    const inner = join(folder.path, "a", "b");
    const answers = await open(NOW, inner);
    await Promise.all([answers.write(KEY, ANSWER), answers.write(KEY, ANSWER), answers.write(OTHER, ANSWER)]);
    expect((await readdir(inner)).toSorted()).toEqual([`${KEY}.json`, `${OTHER}.json`]);
  });

  it("forgets an answer after a week", async () => {
    await (await open()).write(KEY, ANSWER);
    expect(await (await open(NOW + 6.9 * DAY)).read(KEY)).not.toBeNull();
    expect(await (await open(NOW + 7.1 * DAY)).read(KEY)).toBeNull();
  });

  const broken: readonly (readonly [string, (text: string) => string])[] = [
    ["half of a file", (text) => text.slice(0, 40)],
    ["an empty file", () => ""],
    ["no JSON", () => "<html>"],
    ["another schema", (text) => text.replace('"schema":1', '"schema":2')],
    ["a member that is not ours", (text) => text.replace('"schema":1', '"schema":1,"more":1')],
    ["the answer of another key", (text) => text.replace(KEY, OTHER)],
    ["a negative number of tokens", (text) => text.replace('"input_tokens":5', '"input_tokens":-5')],
  ];

  it.each(broken)("passes over %s", async (_, change) => {
    const answers = await open();
    await answers.write(KEY, ANSWER);
    const path = join(folder.path, `${KEY}.json`);
    await writeFile(path, change(await readFile(path, "utf8")));
    expect(await answers.read(KEY)).toBeNull();
  });

  it("follows no link", async () => {
    const answers = await open();
    await answers.write(KEY, ANSWER);
    const elsewhere = join(folder.path, "elsewhere");
    await writeFile(
      elsewhere,
      (await readFile(join(folder.path, `${KEY}.json`), "utf8")).replace(KEY, OTHER),
    );
    await symlink(elsewhere, join(folder.path, `${OTHER}.json`));
    expect(await answers.read(OTHER)).toBeNull();
  });

  it("stops no run where it cannot be read or written", async () => {
    const file = join(folder.path, "file");
    await writeFile(file, "");
    const answers = await open(NOW, file);
    await answers.write(KEY, ANSWER);
    expect(await answers.read(KEY)).toBeNull();
  });

  it("keeps no answer that is very long", async () => {
    const answers = await open();
    await answers.write(KEY, { ...ANSWER, response: { ...ANSWER.response, text: "x".repeat(300_000) } });
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describe("pruning a folder of answers", () => {
  const aged = async (name: string, days: number, size = 10) => {
    const path = join(folder.path, name);
    await writeFile(path, "x".repeat(size));
    const seconds = (NOW - days * DAY) / 1_000;
    await utimes(path, seconds, seconds);
  };

  it("removes what is too old and what nobody finished, and leaves other people's files", async () => {
    await aged(`${KEY}.json`, 8);
    await aged(`${OTHER}.json`, 6);
    await aged(`.${KEY}.json.tmp`, 0);
    await aged("notes.txt", 100);
    await pruneAnswerFolder(folder.path, { nowMs: NOW });
    expect((await readdir(folder.path)).toSorted()).toEqual([`${OTHER}.json`, "notes.txt"].toSorted());
  });

  it("removes the oldest where the folder has grown too large", async () => {
    await aged(`${KEY}.json`, 2, 60);
    await aged(`${OTHER}.json`, 1, 60);
    await pruneAnswerFolder(folder.path, { nowMs: NOW, maxBytes: 100 });
    expect(await readdir(folder.path)).toEqual([`${OTHER}.json`]);
  });
});
