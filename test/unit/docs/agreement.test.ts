import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createMetrics } from "../../../src/app/metrics/metrics.ts";
import { handleComment } from "../../../src/commands/comment.ts";
import { VERBS, type Verb } from "../../../src/domain/command/verbs.ts";
import { EVENT_TYPES } from "../../../src/domain/ledger/event.ts";
import { CASE_STATUSES } from "../../../src/evaluation/case-status.ts";
import { REASON_CODES } from "../../../src/evaluation/gate/gate.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { OutsideError } from "../../../src/releases/ports.ts";
import { emptyStore } from "../../support/watched-store.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const page = (path: string): string => readFileSync(join(root, path), "utf8");
const source = (glob: string): string =>
  globSync(glob, { cwd: root })
    .map((path) => readFileSync(join(root, path), "utf8"))
    .join("\n");

/** The members of a union of string literals, as the source has them. */
function unionOf(path: string, name: string): readonly string[] {
  const body = new RegExp(`(?:^|\\n)(?:export )?type ${name} =([\\s\\S]*?);`).exec(page(path))?.[1] ?? "";
  return [...body.matchAll(/"([a-z_]+)"/g)].map(([, code = ""]) => code);
}

/** The codes of a file's unions of objects. */
function codesOf(path: string): readonly string[] {
  return [...page(path).matchAll(/readonly code: "([a-z_]+)"/g)].map(([, code = ""]) => code);
}

function missingFrom(text: string, codes: readonly string[]): readonly string[] {
  return codes.filter((code) => !text.includes(`\`${code}\``));
}

describe("the pages name what the code has", () => {
  test.each([
    ["docs/action.md", REASON_CODES],
    ["docs/action.md", CASE_STATUSES],
    ["docs/webhooks.md", EVENT_TYPES],
    ["docs/release-branch.md", EVENT_TYPES],
    ["docs/release-branch.md", unionOf("src/releases/verify/verify-prompt.ts", "FindingCode")],
    ["docs/release-branch.md", unionOf("src/domain/decisions/publish.ts", "StayedReason")],
    ["docs/commands.md", codesOf("src/reports/answers/evaluate-answer.ts")],
    ["docs/http-api.md", unionOf("src/delivery/problem.ts", "OwnCode")],
  ])("%s, %#", (path, codes) => {
    expect(codes.length).toBeGreaterThan(3);
    expect(missingFrom(page(path), codes)).toEqual([]);
  });

  test("refusals that something gives are in docs/commands.md", () => {
    const code = source("src/{domain,releases}/**/*.ts");
    const given = [...code.matchAll(/refuse\(\s*"([a-z_]+)"/g)].map(([, name = ""]) => name);
    expect(new Set(given).size).toBeGreaterThan(10);
    expect(missingFrom(page("docs/commands.md"), given)).toEqual([]);
  });

  test("the app's variables are in docs/operations.md", () => {
    const settings = page("src/app/settings.ts");
    const names = [...settings.matchAll(/^ {2}([A-Z][A-Z_]+): z|environment\.([A-Z_]+)/gm)];
    const variables = names.map(([, own, ours]) => own ?? ours ?? "");
    expect(variables.length).toBeGreaterThan(8);
    expect(missingFrom(page("docs/operations.md"), variables)).toEqual([]);
  });

  test("every metric of the app's is in docs/operations.md, and no other", async () => {
    const text = await createMetrics().scrape(emptyStore, 0);
    const names = [...text.matchAll(/^# TYPE (pointsman_\w+)/gm)].map(([, name = ""]) => name);
    const told = [...page("docs/operations.md").matchAll(/^\| `(pointsman_\w+)`/gm)].map(([, name]) => name);
    expect(told.toSorted()).toEqual(names.toSorted());
  });

  test("every exit code of the command line is in both tables", () => {
    const codes = /export type ExitCode = (.+);/.exec(page("src/cli/result.ts"))?.[1]?.split(" | ") ?? [];
    expect(codes).toEqual(["0", "1", "2", "3"]);
    for (const path of ["README.md", "docs/command-line.md"]) {
      expect(codes.filter((code) => !page(path).includes(`\n| ${code} | `))).toEqual([]);
    }
  });
});

const SHA = "0".repeat(40);

/** What a comment with a command is answered, where the release branch cannot be reached. */
async function answerTo(body: string): Promise<string> {
  const answers: string[] = [];
  const unreachable = () => Promise.reject(new OutsideError("read anything", "this is a test"));
  const author = { login: "octocat", id: 1, isBot: false };
  const comment = {
    id: 1,
    body,
    url: "https://github.com/a/b/issues/1",
    createdAt: "2026-03-15T09:00:00Z",
    author,
  };
  const ports: Parameters<typeof handleComment>[1] = {
    announcer: "app",
    redeliver: async () => ({ status: "unknown_event" }),
    openReviews: async () => [],
    branch: () => ({
      read: unreachable,
      list: unreachable,
      append: unreachable,
      log: async function* () {},
      isAncestor: unreachable,
      recentMessages: unreachable,
    }),
    branchName: "prompt-releases",
    sources: {
      readDefaultBranch: unreachable,
      mergeBase: unreachable,
      tree: (commit) => ({ commit, list: unreachable, read: unreachable }),
    },
    controls: () => readControls({ readDefaultBranch: async () => ({ commit: SHA, files: new Map() }) }),
    members: { asker: async (login) => ({ login, role: "admin", teams: [] }) },
    surroundings: { now: () => "2026-03-15T09:00:00Z", random: () => 0, sleep: async () => {} },
    evaluations: { pull: unreachable, start: unreachable },
    repositoryUrl: "https://github.com/a/b",
    answer: async (text) => {
      answers.push(text);
    },
    react: async () => {},
    log: () => {},
  };
  await handleComment(comment, ports).catch(() => undefined);
  return answers.join("\n");
}

const WRITTEN: Readonly<Record<Verb, string>> = {
  rollback: "/rollback p",
  promote: "/promote p to production",
  publish: "/publish p",
  archive: "/archive p",
  restore: "/restore p",
  freeze: "/freeze p",
  unfreeze: "/unfreeze p",
  redeliver: `/redeliver evt_${"0".repeat(24)}`,
  status: "/status",
  history: "/history p",
  diff: "/diff p",
  evaluate: `/evaluate ${SHA}`,
  help: "/help",
};

describe("the commands that the pages call available", () => {
  const verbs = Object.keys(WRITTEN).filter((verb): verb is Verb => Object.hasOwn(VERBS, verb));

  test("are all the verbs there are", () => {
    expect(verbs).toEqual(expect.arrayContaining(Object.keys(VERBS)));
  });

  test.each(verbs)("/%s is answered as the tables say", async (verb) => {
    const answer = await answerTo(WRITTEN[verb]);
    expect(answer).not.toBe("");
    expect(answer).not.toContain("is not answered here yet");
  });
});
