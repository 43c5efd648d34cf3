import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  findIssues,
  findOrCreateIssue,
  type OurIssue,
  updateIssueBody,
} from "../../../src/github/issues/issues.ts";
import { marker } from "../../../src/github/issues/marker.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { clientFor, FAULTS, type Scene, sceneOf } from "./scene.ts";

const LABEL = "pointsman";

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterEach(() => github.faults.clear());
afterAll(() => github.close());

describe.each(["action", "app"] as const)("issues kept by the %s", (entry) => {
  let scene: Scene;
  let keys = 0;
  beforeAll(async () => {
    scene = await sceneOf(github, entry);
  });

  function wanted(): OurIssue & { title: string; body: string } {
    keys += 1;
    return {
      ...scene,
      marker: marker("history", `key-${keys}`),
      label: LABEL,
      title: "History",
      body: "first",
    };
  }

  async function texts({ marker: mark }: OurIssue): Promise<unknown[]> {
    const issues = await scene.repository.issues();
    return issues.map(({ body }) => body).filter((body) => String(body).startsWith(mark));
  }

  test("an issue is made once and found again, and its text is replaced", async () => {
    const target = wanted();
    const created = await findOrCreateIssue(target);
    expect(created).toMatchObject({ status: "created", issue: { state: "open", comments: 0 } });
    expect(await findOrCreateIssue(target)).toEqual({ ...created, status: "found" });
    await updateIssueBody({ ...target, issue: created.issue.number, body: "second" });
    expect(await texts(target)).toEqual([`${target.marker}\nsecond`]);
  });

  test("an issue with our marker and label by somebody else is not ours", async () => {
    const target = wanted();
    const mallory = await github.user("mallory", { role: "write", on: scene.repository });
    const { owner, repo } = scene;
    const forged = { owner, repo, title: "History", body: `${target.marker}\nforged`, labels: [LABEL] };
    await clientFor(github, mallory.token).request("POST /repos/{owner}/{repo}/issues", forged);
    expect(await findIssues(target)).toEqual([]);
    expect(await findOrCreateIssue(target)).toMatchObject({ status: "created" });
    expect(await findIssues(target)).toHaveLength(1);
  });

  test("an open issue is taken before a closed one, a closed one before none", async () => {
    const target = wanted();
    const { issue: old } = await findOrCreateIssue(target);
    const { owner, repo, client } = scene;
    const close = { owner, repo, issue_number: old.number, state: "closed" };
    await client.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", close);
    expect(await findOrCreateIssue(target)).toMatchObject({
      status: "found",
      issue: { number: old.number, state: "closed" },
    });
    const again = { owner, repo, title: "History", body: `${target.marker}\nagain`, labels: [LABEL] };
    await client.request("POST /repos/{owner}/{repo}/issues", again);
    expect(await findOrCreateIssue(target)).toMatchObject({ status: "found", issue: { state: "open" } });
  });

  describe.each(FAULTS)("with %s", (_, fault) => {
    test.each([[[1]], [[2]], [[2, 3]]])("at requests %j, exactly one issue is made", async (which) => {
      const target = wanted();
      for (const n of which) github.faults.failNth(n, fault);
      expect(await findOrCreateIssue(target)).toMatchObject({ status: "created" });
      github.faults.clear();
      expect(await texts(target)).toEqual([`${target.marker}\nfirst`]);
    });

    test.each([[[1]], [[1, 2]]])("at requests %j, the text is replaced", async (which) => {
      const target = wanted();
      const { issue } = await findOrCreateIssue(target);
      for (const n of which) github.faults.failNth(n, fault);
      const updated = await updateIssueBody({ ...target, issue: issue.number, body: "second" });
      expect(updated.body).toBe(`${target.marker}\nsecond`);
      github.faults.clear();
      expect(await texts(target)).toEqual([`${target.marker}\nsecond`]);
    });
  });
});
