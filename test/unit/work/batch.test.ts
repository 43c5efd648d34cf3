import { describe, expect, test } from "vitest";
import { batched } from "../../../src/work/batch.ts";

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("batched", () => {
  test("writes at once what comes first, together what follows it, and gives everybody their own result", async () => {
    const written: (readonly number[])[] = [];
    const write = batched(async (items: readonly number[]) => {
      written.push(items);
      return items.map((item) => `${item}!`);
    }, soon);
    expect(await Promise.all([1, 2, 3].map(write))).toEqual(["1!", "2!", "3!"]);
    expect(await write(4)).toBe("4!");
    expect(written).toEqual([[1], [2, 3], [4]]);
  });

  test("writes what comes during a write with the next one", async () => {
    const written: (readonly number[])[] = [];
    const later: Promise<number>[] = [];
    const write = batched(async (items: readonly number[]) => {
      written.push(items);
      if (written.length === 1) later.push(write(8), write(9));
      await soon();
      return items;
    }, soon);
    await write(7);
    await Promise.all(later);
    expect(written).toEqual([[7], [8, 9]]);
  });

  test("keeps nobody waiting for others who comes alone", async () => {
    const never = () => new Promise<void>(() => undefined);
    const write = batched(async (items: readonly number[]) => items, never);
    expect(await write(1)).toBe(1);
    expect(await write(2)).toBe(2);
  });

  test("fails only the one that cannot be written", async () => {
    const write = batched(async (items: readonly number[]) => {
      if (items.includes(2)) throw new Error("not a two");
      return items;
    }, soon);
    expect(await Promise.allSettled([1, 2, 3].map(write))).toMatchObject([
      { value: 1 },
      { reason: { message: "not a two" } },
      { value: 3 },
    ]);
  });

  test("never writes more than 200 at once", async () => {
    const sizes: number[] = [];
    const write = batched(async (items: readonly number[]) => {
      sizes.push(items.length);
      return items;
    }, soon);
    await Promise.all(Array.from({ length: 450 }, (_, n) => write(n)));
    expect(sizes).toEqual([1, 200, 200, 49]);
  });
});
