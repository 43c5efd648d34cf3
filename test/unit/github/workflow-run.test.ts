import { describe, expect, it } from "vitest";
import { proofOfReport, type WorkflowRun } from "../../../src/github/workflow-run.ts";

const TRUSTED = { repositoryId: 7, defaultBranch: "main", path: ".github/workflows/pointsman.yml" };
const RUN: WorkflowRun = {
  id: 1,
  html_url: "https://github.com/acme/prompts/actions/runs/1",
  event: "pull_request_target",
  status: "completed",
  conclusion: "failure",
  path: ".github/workflows/pointsman.yml",
  head_branch: "patch-1",
  head_sha: "a".repeat(40),
  repository: { id: 7 },
  head_repository: { id: 8 },
};
const DISPATCH = { event: "workflow_dispatch", head_branch: "main", head_repository: { id: 7 } };

describe("whose workflow a run ran", () => {
  it("is the default branch's for pull_request_target, whatever the pull request's branch and repository", () => {
    expect(proofOfReport(RUN, TRUSTED)).toEqual({ proof: "proven" });
    expect(proofOfReport({ ...RUN, head_repository: null, path: `${RUN.path}@main` }, TRUSTED).proof).toBe(
      "proven",
    );
  });

  it("depends on the commit for a dispatch of the default branch's name", () => {
    const proof = proofOfReport({ ...RUN, ...DISPATCH }, TRUSTED);
    expect(proof).toEqual({ proof: "if_same_workflow", commit: RUN.head_sha });
  });

  it.each<[string, Partial<WorkflowRun>]>([
    ["other_repository", { repository: { id: 8 } }],
    ["other_workflow", { path: ".github/workflows/other.yml" }],
    ["event_not_trusted", { event: "pull_request" }],
    ["event_not_trusted", { event: "push" }],
    ["other_branch", { ...DISPATCH, head_branch: "patch-1" }],
    ["other_branch", { ...DISPATCH, head_repository: { id: 8 } }],
    ["other_branch", { ...DISPATCH, head_repository: null }],
    ["not_finished", { status: "in_progress", conclusion: null }],
    ["not_finished", { conclusion: "cancelled" }],
  ])("is not proven: %s", (code, change) => {
    expect(proofOfReport({ ...RUN, ...change }, TRUSTED)).toEqual({ proof: "none", code });
  });
});
