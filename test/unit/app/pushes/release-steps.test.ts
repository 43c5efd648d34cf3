import { describe, expect, it } from "vitest";
import type { BranchMove } from "../../../../src/app/pushes/branch-watch.ts";
import { releaseSteps, STEP } from "../../../../src/app/pushes/release-steps.ts";
import { memoryBranch, memoryStore, storeCommit } from "../../../../src/branch/memory.ts";
import type { ReleaseBranch } from "../../../../src/releases/ports.ts";

/** A branch of so many commits, one after another, with the ranges of history that were asked of it. */
function line(length: number) {
  const store = memoryStore();
  const commits: string[] = [];
  for (let n = 0; n < length; n += 1) {
    const parents = commits.slice(-1);
    commits.push(storeCommit(store, { parents, message: `${n}`, files: new Map([["README.md", `${n}`]]) }));
  }
  store.head = commits.at(-1) ?? null;
  const asked: string[] = [];
  const home = memoryBranch(store);
  const at = (n: number) => commits[n] ?? "";
  const nameOf = (commit: string | null) => (commit === null ? null : commits.indexOf(commit));
  const branch: ReleaseBranch = {
    ...home,
    log: (range) => {
      asked.push(`${nameOf(range.since)}..${nameOf(range.until)}`);
      return home.log(range);
    },
    isAncestor: (ancestor, head) => {
      asked.push(`${nameOf(ancestor)} before ${nameOf(head)}`);
      return home.isAncestor(ancestor, head);
    },
  };
  const steps = async (move: BranchMove, announced: string | null) => {
    const all: (readonly [before: number | null, after: number | null, pusher: string | null])[] = [];
    for await (const step of releaseSteps(move, announced, branch)) {
      all.push([nameOf(step.move.before), nameOf(step.move.after), step.move.pusher]);
    }
    return all;
  };
  return { asked, at, branch, steps, store };
}

function push(before: string | null, after: string | null): BranchMove {
  return { before, after, forced: false, pusher: "octocat" };
}

describe("a move of the release branch", () => {
  it("of few commits is one step", async () => {
    const { at, steps } = line(10);
    expect(await steps(push(at(2), at(9)), at(2))).toEqual([[2, 9, "octocat"]]);
  });

  it("of many is taken in steps that follow on each other", async () => {
    const { at, steps } = line(61);
    expect(await steps(push(at(0), at(60)), at(0))).toEqual([
      [0, STEP, "octocat"],
      [STEP, 2 * STEP, "octocat"],
      [2 * STEP, 60, "octocat"],
    ]);
  });

  it("goes on behind what was announced of it before", async () => {
    const { at, steps } = line(61);
    expect(await steps(push(at(0), at(60)), at(STEP))).toEqual([
      [0, 2 * STEP, "octocat"],
      [2 * STEP, 60, "octocat"],
    ]);
  });

  it("is told apart from what came before it and nobody told of", async () => {
    const { at, steps } = line(61);
    expect(await steps(push(at(40), at(60)), at(0))).toEqual([
      [0, STEP, null],
      [STEP, 40, null],
      [40, 60, "octocat"],
    ]);
  });

  it.each<readonly [string, (scene: ReturnType<typeof line>) => readonly [BranchMove, string | null]]>([
    ["was forced", ({ at }) => [{ ...push(at(0), at(60)), forced: true }, at(0)]],
    ["is the branch's end", ({ at }) => [push(at(60), null), at(60)]],
    ["is the first that the app hears of", ({ at }) => [push(at(0), at(60)), null]],
    ["was announced to its end", ({ at }) => [push(at(0), at(60)), at(60)]],
    ["ends before what was announced", ({ at }) => [push(at(0), at(50)), at(60)]],
    ["does not go back to what was announced", ({ at }) => [push(at(0), at(60)), "0".repeat(40)]],
  ])("is left as it is where it %s", async (_, given) => {
    const scene = line(61);
    const [move, announced] = given(scene);
    const steps = [];
    for await (const step of releaseSteps(move, announced, scene.branch)) steps.push(step);
    expect(steps).toEqual([{ move, branch: scene.branch }]);
  });

  it("is one step where it brings other lines of commits in", async () => {
    const { at, branch, store } = line(61);
    const files = new Map([["README.md", "side"]]);
    const side = storeCommit(store, { parents: [at(0)], message: "side", files });
    const merge = storeCommit(store, { parents: [at(60), side], message: "merge", files });
    store.head = merge;
    const ends: (string | null)[] = [];
    for await (const { move } of releaseSteps(push(at(0), merge), at(0), branch)) ends.push(move.after);
    expect(ends.at(-1)).toBe(merge);
    for (const end of ends.slice(0, -1)) {
      const told: string[] = [];
      for await (const { commit } of branch.log({ since: at(0), until: end ?? "" })) told.push(commit);
      expect(told).not.toContain(side);
    }
  });

  it("is read once, whoever looks at its steps", async () => {
    const { asked, at, branch } = line(61);
    for await (const step of releaseSteps(push(at(0), at(60)), at(0), branch)) {
      const { after, before } = step.move;
      for await (const _ of step.branch.log({ since: before, until: after ?? "" })) {
        // What the judge and the teller do.
      }
      expect(await step.branch.isAncestor(before ?? "", after ?? "")).toBe(true);
    }
    expect(asked).toEqual(["0..60"]);
  });
});
