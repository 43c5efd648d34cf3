import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gitBranch } from "../../../src/branch/git.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { publish } from "../../../src/releases/publish/publish.ts";
import { verify } from "../../../src/releases/verify/verify.ts";
import { gitSources } from "../../../src/sources/git.ts";
import { EVENTS_A_PROMPT, VERSIONS_A_PROMPT } from "../../bench/fixtures/history.ts";
import { type ReleaseRepository, releaseRepository } from "../../bench/fixtures/release-repository.ts";

/** More than one commit holds, so that the history has several for each step. */
const PROMPTS = 20;
const NOW = "2026-03-12T09:00:00Z";

let repository: ReleaseRepository;
beforeAll(async () => {
  repository = await releaseRepository(PROMPTS);
});
afterAll(() => repository[Symbol.asyncDispose]());

function branchNamed(branch: string) {
  const identity = { name: "Test", email: "test@example.com" };
  return gitBranch({ repository: { directory: repository.directory }, branch, identity, now: () => NOW });
}

function publishAll() {
  const sources = gitSources({ repository: { directory: repository.directory } });
  return publish(
    {
      causeFor: (promptId, commit) => ({
        key: `merge:${commit}:${promptId}`,
        actor: { login: "octo-dev", id: 7, role: "write" },
        origin: { kind: "merge", url: null },
        reason: null,
        requestedAt: null,
      }),
      only: null,
      everything: true,
      pullRequestOf: async () => null,
      evidence: null,
      onProgress: () => undefined,
    },
    {
      branch: branchNamed,
      sources,
      controls: () => readControls(sources),
      surroundings: { now: () => NOW, random: () => 0, sleep: async () => undefined },
    },
  );
}

describe("a repository of the bench", () => {
  test("has a release branch on which everything holds", async () => {
    const verified = await verify(branchNamed("prompt-releases"), {
      since: null,
      onProgress: () => undefined,
    });
    expect(verified).toMatchObject({
      findings: [],
      prompts: PROMPTS,
      events: PROMPTS * EVENTS_A_PROMPT,
      versions: PROMPTS * VERSIONS_A_PROMPT,
    });
  });

  test("has nothing to publish until one prompt is changed, and then just that", async () => {
    expect(await publishAll()).toMatchObject({ status: "settled", published: [], refused: [], problems: [] });
    const promptId = await repository.changeOne();
    const outcome = await publishAll();
    expect(outcome).toMatchObject({ status: "settled", published: [{ promptId }] });
    expect(outcome.published).toHaveLength(1);
    expect(outcome.published[0]?.decision.moved).toEqual(["development", "staging", "production"]);
  });
});
