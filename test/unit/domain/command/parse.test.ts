import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandLine } from "../../../../src/domain/command/line.ts";
import { parseComment } from "../../../../src/domain/command/parse.ts";
import { VERBS } from "../../../../src/domain/command/verbs.ts";

const none = { kind: "none" };
const command = (body: string) => {
  const parsed = parseComment(body);
  return parsed.kind === "command" ? parsed.command : parsed;
};

describe("a comment that is a command", () => {
  it.each([
    ["/rollback support-triage", { prompt: "support-triage", versions: [], environment: null }],
    ["/ROLLBACK support-triage", { verb: "rollback" }],
    ["/rollback support-triage 2026-03-12.1", { versions: ["2026-03-12.1"] }],
    [
      "/rollback support-triage to 2026-03-12.1 in staging",
      { versions: ["2026-03-12.1"], environment: "staging" },
    ],
    ["/rollback support-triage from 2026-03-15.3", { from: "2026-03-15.3", versions: [] }],
    [
      "/rollback support-triage because in production it broke to bits",
      {
        reason: "in production it broke to bits",
        environment: null,
      },
    ],
    ["/rollback support-triage\n\nbroken JSON\nsince noon", { reason: "broken JSON\nsince noon" }],
    ["/rollback support-triage\r\nbroken JSON\r\n", { reason: "broken JSON" }],
    ["/rollback support-triage  ", { reason: null }],
    ["/rollback\u00A0support-triage\u202Fto\u30002026-03-12.1", { versions: ["2026-03-12.1"] }],
    ["/rollback support-triage\u2028pasted text", { prompt: "support-triage", reason: "pasted text" }],
    ["/rollback support-triage because pasted\u2029text", { reason: "pasted" }],
    ["/promote support-triage to production", { environment: "production", versions: [] }],
    ["/promote support-triage 2026-03-12.1 to production from 2026-03-12.2", { from: "2026-03-12.2" }],
    ["/freeze support-triage in staging", { environment: "staging" }],
    ["/diff support-triage 2026-03-12.1 2026-03-12.10", { versions: ["2026-03-12.1", "2026-03-12.10"] }],
    ["/status", { prompt: null }],
    ["/redeliver evt_0123456789abcdef01234567", { word: "evt_0123456789abcdef01234567" }],
    [`/evaluate ${"a".repeat(40)}`, { word: "a".repeat(40) }],
  ])("is read: %j", (body, expected) => {
    expect(command(body)).toMatchObject(expected);
  });
});

describe("a comment that is none of our commands", () => {
  it.each([
    "please /rollback support-triage",
    " /rollback support-triage",
    "> /rollback support-triage",
    "```\n/rollback support-triage\n```",
    "    /rollback support-triage",
    "`/rollback support-triage`",
    "\n/rollback support-triage",
    "\uFEFF/rollback support-triage",
    "/rоllback support-triage", // Cyrillic о
    "/rollbacks support-triage",
    "/deploy support-triage",
    "/rollback/support-triage",
    "//rollback support-triage",
    "/constructor support-triage",
    "/__proto__ x",
    "/rollback\uFEFFsupport-triage", // what nobody sees separates nothing
    "/roll support-triage",
    "/pro tip: write tests",
    "/ deploy x",
    "/rollback@ support-triage",
    "/",
    "",
  ])("is ignored: %j", (body) => {
    expect(parseComment(body)).toEqual(none);
  });
});

describe("a malformed command of ours", () => {
  it.each([
    ["/rollback", "The prompt's name is missing."],
    ["/rollback Support_Triage", "“Support_Triage” is not a prompt's name."],
    ["/rollback support-triage yesterday", "“yesterday” is not a version: versions look like 2026-03-15.3."],
    ["/rollback support-triage to", "After “to” something is missing."],
    ["/rollback support-triage to 2026-03-12.1 to 2026-03-12.2", "“to” stands twice."],
    ["/rollback support-triage 2026-03-12.1 to 2026-03-12.2", "Only one version can be named."],
    ["/rollback support-triage in ../etc", "“../etc” is not an environment's name."],
    ["/rollback to 2026-03-12.1", "The prompt's name comes first, before “to”."],
    ["/promote support-triage 2026-03-12.1", "The environment is missing: write “to <environment>”."],
    ["/freeze support-triage to production", "This command takes no “to”."],
    ["/help me", "“me” is one word too many."],
    ["/evaluate main", "“main” is not a full sha."],
  ])("says what is wrong: %j", (body, problem) => {
    expect(parseComment(body)).toMatchObject({ kind: "malformed", problem });
  });

  it.each([
    "/ rollback support-triage",
    "/roll back support-triage",
    "/Un Freeze support-triage",
    "/Rollback@pointsman support-triage",
    "/rollback@pointsman[bot] support-triage",
    "/rollback: support-triage",
    "/rollback. support-triage",
    "/status!",
  ])("is answered and never run where the verb is only almost one: %j", (body) => {
    expect(parseComment(body)).toMatchObject({
      kind: "malformed",
      problem: expect.stringContaining("one word right behind the slash"),
    });
  });

  it("shows the form that would have been right", () => {
    expect(parseComment("/rollback")).toMatchObject({ usage: VERBS.rollback.usage });
  });
});

describe("any text at all", () => {
  const shell = fc.constantFrom(
    "; rm -rf /",
    "$(id)",
    "`id`",
    "&& true",
    "| cat",
    "../..",
    "%2e%2e",
    "\u202e",
    "\0",
  );
  const word = fc.oneof(shell, fc.string({ unit: "binary" }), fc.constantFrom("to", "from", "in", "because"));

  it("never yields names other than plain words of the grammar", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(VERBS)), fc.array(word, { maxLength: 8 }), (verb, words) => {
        const parsed = parseComment(`/${verb} ${words.join(" ")}`);
        if (parsed.kind !== "command") return;
        const { environment, from, prompt, versions, word: other } = parsed.command;
        for (const name of [prompt, environment])
          if (name !== null) expect(name).toMatch(/^[a-z][a-z0-9_-]*$/);
        for (const version of [...versions, ...(from === null ? [] : [from])]) {
          expect(version).toMatch(/^\d{4}-\d\d-\d\d\.\d+$/);
        }
        if (other !== null) expect(other).toMatch(/^(evt_[0-9a-f]{24}|[0-9a-f]{40}|[0-9a-f]{64})$/);
      }),
    );
  });

  it("is written as it is read", () => {
    const version = fc.constantFrom("2026-03-12.1", "2026-03-15.10");
    const parts = fc.record({
      verb: fc.constantFrom("rollback", "promote", "freeze", "diff", "status", "publish" as const),
      prompt: fc.constantFrom("support-triage", "because-of", "qa"),
      versions: fc.array(version, { maxLength: 1 }),
      from: fc.option(version),
      environment: fc.option(fc.constantFrom("production", "eu_west")),
      reason: fc.option(fc.constantFrom("it broke", "to 2026-03-12.1 in staging")),
    });
    fc.assert(
      fc.property(parts, (written) => {
        const parsed = parseComment(commandLine(written));
        if (parsed.kind === "command") expect(parsed.command).toEqual({ word: null, ...written });
      }),
    );
  });

  it("runs nothing unless the very first character is the slash", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (before, after) => {
        fc.pre(!before.startsWith("/"));
        expect(parseComment(`${before}\n/rollback support-triage ${after}`)).toEqual(none);
      }),
    );
  });

  it("is read in linear time, also sixty thousand characters of it", () => {
    const long = `/rollback support-triage ${"because ".repeat(7_500)}`;
    expect(command(long)).toMatchObject({ prompt: "support-triage" });
    expect(parseComment(`/rollback ${" ".repeat(60_000)}x y`)).toMatchObject({ kind: "malformed" });
  });
});
