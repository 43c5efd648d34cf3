import { describe, expect, it } from "vitest";
import { memoryBranch } from "../../../src/branch/memory.ts";
import { type CommandPorts, handleComment } from "../../../src/commands/comment.ts";
import type { IncomingComment } from "../../../src/commands/incoming-comment.ts";
import type { Role } from "../../../src/domain/policy/permission.ts";
import { controlsOf } from "../../../src/releases/controls.ts";
import { OutsideError } from "../../../src/releases/ports.ts";

interface World {
  readonly config?: string;
  readonly role?: Role;
  /** What GitHub does not do. */
  readonly fails?: "config" | "branch";
}

/** Ports whose answers and reactions are kept; nothing is published. */
function world({ config = "", fails, role = "write" }: World) {
  const answers: string[] = [];
  const reactions: string[] = [];
  const branch = memoryBranch();
  const appended: string[] = [];
  const ports: CommandPorts = {
    branch: () => ({
      ...branch,
      read: (paths, at) =>
        fails === "branch"
          ? Promise.reject(new OutsideError("read the release branch", "502"))
          : branch.read(paths, at),
      append: (commit) => {
        appended.push(commit.message);
        return branch.append(commit);
      },
    }),
    controls: async () => {
      if (fails === "config") throw new OutsideError("read the config", "502");
      return controlsOf(Buffer.from(config), "c".repeat(40));
    },
    sources: { readDefaultBranch: noSource, tree: noSource, mergeBase: noSource },
    evaluations: { pull: noSource, start: noSource },
    members: { asker: async (login) => ({ login, role, teams: [] }) },
    surroundings: { now: () => "2026-03-15T09:00:00Z", random: () => 0, sleep: () => Promise.resolve() },
    branchName: "prompt-releases",
    announcer: "app",
    redeliver: async () => ({ status: "unknown_event" }),
    openReviews: async () => [],
    answer: async (body) => void answers.push(body),
    react: async (sign) => void reactions.push(sign),
    repositoryUrl: "https://github.com/acme/prompts",
    log: () => undefined,
  };
  return { ports, answers, reactions, appended };
}

function noSource(): never {
  throw new Error("No prompt file is looked at here");
}

function comment(body: string, isBot = false): IncomingComment {
  return {
    id: 1,
    body,
    url: "https://github.com/acme/prompts/issues/1#issuecomment-1",
    createdAt: "2026-03-15T08:59:59Z",
    author: { login: "octocat", id: 1, isBot },
  };
}

const COMMANDS = ["/rollback support-triage", "/rollback", "/help", "/status"];

describe("a command", () => {
  it.each(COMMANDS)("is ignored where the config lets another entry announce: %s", async (body) => {
    const { answers, appended, ports, reactions } = world({ config: "announce: action" });
    expect(await handleComment(comment(body), ports)).toEqual({ kind: "ignored", why: "elsewhere" });
    expect({ answers, appended, reactions }).toEqual({ answers: [], appended: [], reactions: [] });
  });

  it.each(COMMANDS)("of a stranger is ignored: %s", async (body) => {
    const { answers, ports, reactions } = world({ role: "read" });
    expect(await handleComment(comment(body), ports)).toEqual({ kind: "ignored", why: "stranger" });
    expect({ answers, reactions }).toEqual({ answers: [], reactions: [] });
  });

  it.each(COMMANDS)("of a bot is ignored: %s", async (body) => {
    const { answers, ports } = world({ role: "admin" });
    expect(await handleComment(comment(body, true), ports)).toEqual({ kind: "ignored", why: "bot" });
    expect(answers).toEqual([]);
  });

  it("of a stranger is ignored also while GitHub fails", async () => {
    const { answers, ports } = world({ role: "read", fails: "branch" });
    expect(await handleComment(comment("/rollback x"), ports)).toEqual({ kind: "ignored", why: "stranger" });
    expect(answers).toEqual([]);
  });

  it("is answered with what GitHub did not do, and the line to ask again", async () => {
    const { answers, ports } = world({ fails: "branch" });
    expect(await handleComment(comment("/rollback x"), ports)).toMatchObject({ kind: "answered" });
    expect(answers).toEqual([expect.stringContaining("read the release branch")]);
    expect(answers[0]).toContain("/rollback x");
  });

  it("fails, so that it is delivered again, while not even the config can be read", async () => {
    const { answers, ports } = world({ fails: "config" });
    await expect(handleComment(comment("/rollback x"), ports)).rejects.toThrow("read the config");
    expect(answers).toEqual([]);
  });

  it("that is malformed is answered to whoever may triage", async () => {
    const { answers, ports, reactions } = world({ role: "triage" });
    expect(await handleComment(comment("/rollback"), ports)).toMatchObject({ verb: "rollback" });
    expect(answers).toHaveLength(1);
    expect(reactions).toEqual(["refused"]);
  });
});

it("text that is no command asks nobody about anything", async () => {
  const { ports } = world({ fails: "config" });
  expect(await handleComment(comment("Looks good!"), ports)).toEqual({ kind: "ignored", why: "no_command" });
});
