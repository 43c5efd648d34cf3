import { afterAll, beforeAll, expect, test } from "vitest";
import { headAtGitHub } from "../../../src/branch/github-head.ts";
import { createClient } from "../../../src/github/client/client.ts";
import { OutsideError } from "../../../src/releases/ports.ts";
import { hastySurroundings } from "../../support/app-here.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import type { RepositoryHandle } from "../../support/github/repository-types.ts";

let github: GitHub;
let repository: RepositoryHandle;
beforeAll(async () => {
  github = await startGitHub();
  const app = await github.installApp();
  repository = await github.createRepository();
  client = createClient({
    token: app.token(),
    apiUrl: github.url,
    surroundings: hastySurroundings,
    log: () => undefined,
  });
});
afterAll(() => github.close());

let client: ReturnType<typeof createClient>;
const asking = (branch: string) => headAtGitHub({ client, owner: "acme", repo: "prompts", branch });

test("says where the branch is, and is told “not modified” while it stays there", async () => {
  const ask = asking("releases/prompts");
  expect(await ask()).toBeNull();
  await repository.commit({ branch: "releases/prompts", files: { a: "1" } });
  const head = await repository.ref("releases/prompts");
  expect(await ask()).toBe(head);
  github.requests.length = 0;
  expect(await ask()).toBe(head);
  expect(github.requests.map(({ status }) => status)).toEqual([304]);
  await repository.commit({ branch: "releases/prompts", files: { a: "2" } });
  const next = await ask();
  expect(next).toBe(await repository.ref("releases/prompts"));
  expect(next).not.toBe(head);
});

test("says nothing of a branch that it could not look at", async () => {
  const ask = asking("main");
  await ask();
  const mend = github.faults.add({ match: /git\/ref/, status: 500 });
  await expect(ask()).rejects.toThrow(OutsideError);
  mend();
  expect(await ask()).toBe(await repository.ref("main"));
});
