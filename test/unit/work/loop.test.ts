import { describe, expect, test } from "vitest";
import { startLoop } from "../../../src/work/loop.ts";
import { settled, stillTime } from "../../support/still-time.ts";

function looping(turn: (nth: number) => Promise<void> = async () => undefined) {
  const time = stillTime();
  const errors: unknown[] = [];
  let turns = 0;
  const loop = startLoop({
    turn: () => {
      turns += 1;
      return turn(turns);
    },
    idleMs: 1_000,
    nap: time.nap,
    onError: (error) => errors.push(error),
  });
  return { loop, time, errors, turns: () => turns };
}

describe("a loop", () => {
  test("takes a turn at once, and another whenever the idle time is over", async () => {
    const { loop, time, turns } = looping();
    await settled();
    expect(turns()).toBe(1);
    await time.pass(999);
    expect(turns()).toBe(1);
    await time.pass(1);
    expect(turns()).toBe(2);
    await loop.stop();
  });

  test("takes a turn as soon as it is woken, also when that happens during one", async () => {
    const { loop, turns } = looping(async (nth) => {
      if (nth === 2) loop.wake();
    });
    await settled();
    loop.wake();
    await settled();
    expect(turns()).toBe(3);
    await loop.stop();
  });

  test("waits out the idle time after a turn that failed, however often it is woken", async () => {
    const { errors, loop, time, turns } = looping(async (nth) => {
      if (nth === 1) throw new Error("no database");
    });
    await settled();
    loop.wake();
    await settled();
    expect(turns()).toBe(1);
    expect(errors).toMatchObject([{ message: "no database" }]);
    await time.pass(1_000);
    expect(turns()).toBe(2);
    await loop.stop();
  });

  test("stops at once when idle, and after its turn when not", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { loop, time, turns } = looping(() => promise);
    const stopping = loop.stop().then(() => "stopped");
    await settled();
    expect(await Promise.race([stopping, "running"])).toBe("running");
    resolve();
    expect(await stopping).toBe("stopped");
    await time.pass(10_000);
    expect(turns()).toBe(1);
    expect(time.asleep()).toBe(0);
  });
});
