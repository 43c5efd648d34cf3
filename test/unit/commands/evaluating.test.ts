import { describe, expect, it } from "vitest";
import {
  answerEvaluate,
  type EvaluationRequest,
  type EvaluationStart,
  type PullNow,
} from "../../../src/commands/evaluating.ts";
import type { Role } from "../../../src/domain/policy/permission.ts";
import { controlsOf } from "../../../src/releases/controls.ts";

const HEAD = "a".repeat(40);
const OTHER = "b".repeat(40);
const PULL: PullNow = { number: 12, isOpen: true, headSha: HEAD, baseBranch: "main" };

interface Asked {
  readonly sha?: string;
  readonly role?: Role;
  readonly teams?: readonly string[] | "unreadable";
  readonly config?: string;
  readonly pull?: PullNow | null;
  readonly start?: EvaluationStart;
  readonly writtenAt?: string;
}

/** Answers one `/evaluate`, and keeps what it started. */
async function ask({
  config = "",
  pull = PULL,
  role = "write",
  sha = HEAD,
  start = { status: "started", runUrl: null },
  teams = [],
  writtenAt = "2026-03-15T08:59:59Z",
}: Asked) {
  const started: EvaluationRequest[] = [];
  const cause = {
    key: "comment:1",
    actor: { login: "ana", id: 7, role: null },
    origin: { kind: "comment", url: null, comment_id: 1 },
    reason: null,
    requestedAt: writtenAt,
  } as const;
  const controls = controlsOf(Buffer.from(config), OTHER);
  const answer = await answerEvaluate({ sha, cause, asker: { login: "ana", role, teams } }, controls, {
    evaluations: {
      pull: async () => pull,
      start: async (request) => {
        started.push(request);
        return start;
      },
    },
    surroundings: { now: () => "2026-03-15T09:00:00Z", random: () => 0, sleep: async () => {} },
  });
  return { answer, started };
}

describe("/evaluate", () => {
  it("starts the evaluation of exactly the commit that was named", async () => {
    const { answer, started } = await ask({
      start: { status: "started", runUrl: "https://github.com/a/b/actions/runs/1" },
    });
    expect(started).toEqual([{ pull: PULL, sha: HEAD, askedBy: "ana", workflow: "pointsman.yml" }]);
    expect(answer).toContain("Evaluating `aaaaaaaaaa` for #12");
    expect(answer).toContain("https://github.com/a/b/actions/runs/1");
    expect(answer).toContain("A later push is not covered");
    expect(answer).not.toContain("\n");
  });

  it("starts the workflow that the config names", async () => {
    const { started } = await ask({ config: "workflow: prompts.yaml" });
    expect(started).toMatchObject([{ workflow: "prompts.yaml" }]);
  });

  it.each(["../ci.yml", "a/b.yml", "pointsman.txt", ".yml", "x.yml?ref=evil"])(
    "never starts a workflow called %s",
    async (workflow) => {
      const { started } = await ask({ config: `workflow: ${JSON.stringify(workflow)}`, role: "admin" });
      expect(started).toMatchObject([{ workflow: "pointsman.yml" }]);
    },
  );

  it.each<readonly [string, Asked]>([
    ["not_permitted", { role: "triage" }],
    ["not_permitted", { config: "permissions: { evaluate: maintain }" }],
    [
      "not_permitted",
      { role: "triage", config: "permissions: { evaluate: { teams: [a/b] } }", teams: "unreadable" },
    ],
    ["too_old", { writtenAt: "2026-03-15T08:44:00Z" }],
    ["not_a_pull_request", { pull: null }],
    ["pull_request_closed", { pull: { ...PULL, isOpen: false } }],
    ["not_the_head", { sha: OTHER }],
    [
      "workflow_missing",
      { start: { status: "refused", refusal: { code: "workflow_missing", workflow: "x.yml" } } },
    ],
    [
      "workflow_unsuited",
      { start: { status: "refused", refusal: { code: "workflow_unsuited", workflow: "x.yml" } } },
    ],
    ["dispatch_not_permitted", { start: { status: "refused", refusal: { code: "dispatch_not_permitted" } } }],
    ["statuses_not_permitted", { start: { status: "refused", refusal: { code: "statuses_not_permitted" } } }],
  ])("is refused with a sentence and the code %s", async (code, asked) => {
    const { answer, started } = await ask(asked);
    expect(answer).toMatch(/^❌ .+\.\n/);
    expect(answer).toContain(`Nothing was evaluated (\`${code}\`).`);
    expect(started).toHaveLength(asked.start === undefined ? 0 : 1);
  });

  it("of a commit that is not the head comes back with the line for the one that is", async () => {
    const { answer } = await ask({ sha: OTHER });
    expect(answer).toContain(`/evaluate ${HEAD}`);
    expect(answer).not.toContain(`/evaluate ${OTHER}`);
  });

  it("is permitted to a team's member whatever their role", async () => {
    const config = "permissions: { evaluate: { role: admin, teams: [acme/ml] } }";
    expect((await ask({ config, role: "triage", teams: ["acme/ml"] })).started).toHaveLength(1);
  });

  it("says that its comment asked before", async () => {
    expect((await ask({ start: { status: "repeated" } })).answer).toContain("asked for the evaluation");
  });
});
