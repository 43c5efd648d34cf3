import { expect, test } from "vitest";
import { z } from "zod";
import { releasedRepository, type Served } from "./scene.ts";

/** `pointsman serve` where somebody rewrites the release branch that it follows. */
const BRANCH = "refs/heads/prompt-releases";
const SERVED = "refs/pointsman/served/prompt-releases";

async function live({ base }: Served): Promise<string> {
  const prompt = await (await fetch(`${base}/prompts/support-triage`)).json();
  return z.object({ version: z.string() }).parse(prompt).version;
}

async function watched({ origin }: Served) {
  const ready = await fetch(`${origin}/readyz`);
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  const rewritten = /^pointsman_release_branch_rewritten ([01])$/m.exec(metrics)?.[1];
  const { release_branch: branch } = z.object({ release_branch: z.unknown() }).parse(await ready.json());
  return { status: ready.status, branch, rewritten };
}

test("what stood at the last good head is served on, also after a restart, until the branch is back", async () => {
  await using scene = await releasedRepository();
  const { git } = scene.repository;
  await scene.publishText("One");
  const before = await git("rev-parse", BRANCH);
  await scene.publishText("Two");
  const good = await git("rev-parse", BRANCH);
  {
    await using server = await scene.serve();
    expect(await live(server)).toBe("2026-03-12.2");
    expect(await watched(server)).toEqual({ status: 200, branch: { state: "followed" }, rewritten: "0" });
    await git("update-ref", BRANCH, before);
    const branch = { state: "rewritten", serving: good, head: before };
    expect(await live(server)).toBe("2026-03-12.2");
    expect(await watched(server)).toEqual({ status: 200, branch, rewritten: "1" });
    expect(server.warnings.filter((warning) => warning.includes("was rewritten"))).toHaveLength(1);
    await git("update-ref", "-d", BRANCH);
    expect(await watched(server)).toMatchObject({ branch: { state: "rewritten", head: null } });
    expect(await live(server)).toBe("2026-03-12.2");
    await git("update-ref", BRANCH, before);
  }
  await using server = await scene.serve();
  expect(await live(server)).toBe("2026-03-12.2");
  await git("update-ref", BRANCH, good);
  expect(await live(server)).toBe("2026-03-12.2");
  expect(await watched(server)).toMatchObject({ branch: { state: "followed" }, rewritten: "0" });
});

test("a rewritten branch is followed when somebody accepts it", async () => {
  await using scene = await releasedRepository();
  const { git } = scene.repository;
  await scene.publishText("One");
  const before = await git("rev-parse", BRANCH);
  await scene.publishText("Two");
  await using server = await scene.serve();
  expect(await live(server)).toBe("2026-03-12.2");
  await git("update-ref", BRANCH, before);
  expect(await live(server)).toBe("2026-03-12.2");
  await git("update-ref", "-d", SERVED);
  expect(await live(server)).toBe("2026-03-12.1");
  expect(await watched(server)).toMatchObject({ branch: { state: "followed" } });
});
