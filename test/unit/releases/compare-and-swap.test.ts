import { describe, expect, test } from "vitest";
import { compareAndSwap, type Doubtful, type Plan } from "../../../src/releases/compare-and-swap.ts";
import {
  type AppendResult,
  type BranchCommit,
  OutsideError,
  UnknownOutcomeError,
} from "../../../src/releases/ports.ts";

const commit: BranchCommit = { expectedHead: null, message: "", created: new Map(), replaced: new Map() };
const unknown = () => new UnknownOutcomeError("write", "502");

/** Runs with the given answers of the branch, the last of them again and again. */
async function run(answers: readonly (AppendResult | Error)[], random = 1) {
  const waits: number[] = [];
  const doubts: (string | undefined)[] = [];
  let appends = 0;
  const append = async () => {
    const answer = answers[Math.min(appends, answers.length - 1)];
    appends += 1;
    if (answer instanceof Error) throw answer;
    return answer ?? { status: "conflict" as const };
  };
  const plan = async (doubtful: Doubtful<string>): Promise<Plan<string>> => {
    doubts.push(doubtful?.("later"));
    const attempt = doubts.length;
    return { kind: "append", commit, result: (head) => `attempt ${attempt} ${head}` };
  };
  const sleep = async (milliseconds: number) => void waits.push(milliseconds);
  const outcome = compareAndSwap(append, plan, { random: () => random, sleep });
  return { outcome: await outcome.catch((error: unknown) => error), waits, doubts, appends };
}

const conflict = { status: "conflict" } as const;
const committed = { status: "committed", head: "abc" } as const;

describe("compare and swap", () => {
  test("plans anew for each attempt and answers with what the successful one led to", async () => {
    const { doubts, outcome } = await run([conflict, conflict, committed]);
    expect(outcome).toEqual({ status: "settled", result: "attempt 3 abc" });
    expect(doubts).toEqual([undefined, undefined, undefined]);
  });

  test("writes nothing where nothing is to be written", async () => {
    const never = async () => expect.unreachable("nothing to append");
    const plan = async () => ({ kind: "done", result: 7 }) as const;
    const surroundings = { random: () => 0, sleep: async () => undefined };
    expect(await compareAndSwap(never, plan, surroundings)).toEqual({ status: "settled", result: 7 });
  });

  test("gives up after twelve attempts, and does not wait after the last", async () => {
    const { appends, outcome, waits } = await run([conflict]);
    expect(outcome).toEqual({ status: "conflict", attempts: 12 });
    expect([appends, waits.length]).toEqual([12, 11]);
  });

  test.each([
    [0, 0, 0],
    [0.5, 20, 1_000],
    [1, 40, 2_000],
  ])("waits longer each time, up to a bound, by chance %d of it", async (random, first, longest) => {
    const { waits } = await run([conflict], random);
    expect(waits[0]).toBe(first);
    expect(Math.max(...waits)).toBe(longest);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  });

  test("stops at a file that stands where a new one belongs", async () => {
    const immutable = { status: "immutable", paths: ["x"] } as const;
    expect(await run([conflict, immutable])).toMatchObject({ outcome: immutable, appends: 2 });
  });

  test("tells the next plans what a write without an answer would have led to", async () => {
    const { doubts, outcome } = await run([unknown(), conflict, committed]);
    expect(outcome).toEqual({ status: "settled", result: "attempt 3 abc" });
    expect(doubts).toEqual([undefined, "attempt 1 later", "attempt 1 later"]);
  });

  test("throws what the last attempt throws, where nobody can look any more", async () => {
    const last = unknown();
    const { appends, outcome } = await run([...Array.from({ length: 11 }, unknown), last]);
    expect(outcome).toBe(last);
    expect(appends).toBe(12);
  });

  test("throws at once where the write was not made for sure", async () => {
    const down = new OutsideError("write", "no network");
    expect(await run([down])).toMatchObject({ outcome: down, appends: 1 });
  });
});
