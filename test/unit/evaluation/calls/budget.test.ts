import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeBudget, type Reservation } from "../../../../src/evaluation/calls/budget.ts";

const GOING = new AbortController().signal;

async function reserved(budget: ReturnType<typeof makeBudget>, usd: number): Promise<Reservation> {
  const reservation = await budget.reserve(usd, GOING);
  if (reservation === null) throw new Error("It was refused");
  return reservation;
}

describe("a budget", () => {
  it("counts what was set aside before the call has an answer", async () => {
    const budget = makeBudget(1);
    const first = await reserved(budget, 0.7);
    const second = budget.reserve(0.7, GOING);
    first.settle(0.6);
    expect(await second).toBeNull();
    expect([budget.spent(), budget.hasRefused()]).toEqual([0.6, true]);
  });

  it("lets a call wait for those under way, which mostly take less than they set aside", async () => {
    const budget = makeBudget(1);
    const first = await reserved(budget, 0.7);
    const second = budget.reserve(0.7, GOING);
    first.settle(0.1);
    (await second)?.settle(0.2);
    expect(budget.spent()).toBeCloseTo(0.3);
    expect(budget.hasRefused()).toBe(false);
  });

  it("says of one call that it does not fit, and starts what is smaller: nobody takes the others' answers", async () => {
    const budget = makeBudget(1);
    expect(await budget.reserve(2, GOING)).toBeNull();
    expect(await budget.reserve(0.9, GOING)).not.toBeNull();
    expect(budget.hasRefused()).toBe(true);
  });

  it("refuses at once what would not fit even if those under way took nothing", async () => {
    const budget = makeBudget(1);
    (await reserved(budget, 0.5)).settle(0.5);
    await reserved(budget, 0.1);
    expect(await budget.reserve(0.6, GOING)).toBeNull();
  });

  it("has not run out for a call that waits when the run ends", async () => {
    const budget = makeBudget(1);
    const end = new AbortController();
    const first = await budget.reserve(0.7, end.signal);
    const second = budget.reserve(0.7, end.signal);
    end.abort(new Error("time is up"));
    first?.settle(0.7);
    await expect(second).rejects.toThrow("time is up");
    expect(budget.hasRefused()).toBe(false);
  });

  it("refuses nothing where there is no cap", async () => {
    const budget = makeBudget(null);
    (await reserved(budget, 1_000)).settle(900);
    expect([budget.spent(), budget.hasRefused()]).toEqual([900, false]);
  });

  it("counts a call once, however often it is settled", async () => {
    const budget = makeBudget(1);
    const call = await reserved(budget, 0.5);
    call.settle(0.5);
    call.settle(0.5);
    expect(budget.spent()).toBe(0.5);
  });

  it("is never exceeded by calls that take no more than they set aside", async () => {
    const call = fc.record({ most: fc.integer({ min: 0, max: 50 }), share: fc.integer({ min: 0, max: 4 }) });
    const cap = fc.integer({ min: 1, max: 200 });
    await fc.assert(
      fc.asyncProperty(cap, fc.array(call, { maxLength: 40 }), async (usd, calls) => {
        const budget = makeBudget(usd);
        const run = async ({ most, share }: { most: number; share: number }) => {
          const reservation = await budget.reserve(most, GOING);
          await Promise.resolve();
          reservation?.settle(Math.floor((most * share) / 4));
        };
        await Promise.all(calls.map(run));
        expect(budget.spent()).toBeLessThanOrEqual(usd);
      }),
    );
  });
});
