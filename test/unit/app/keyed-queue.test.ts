import { expect, it } from "vitest";
import { keyedQueue } from "../../../src/app/keyed-queue.ts";

it("runs work of one key one after another, also after a failure", async () => {
  const queue = keyedQueue();
  const order: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = queue.run("a", async () => {
    await gate.promise;
    order.push("first");
    throw new Error("broken");
  });
  const second = queue.run("a", async () => void order.push("second"));
  gate.resolve();
  await expect(first).rejects.toThrow("broken");
  await second;
  expect(order).toEqual(["first", "second"]);
});

it("runs work of different keys side by side", async () => {
  const queue = keyedQueue();
  const gate = Promise.withResolvers<void>();
  const waiting = queue.run("a", () => gate.promise);
  await queue.run("b", async () => gate.resolve());
  await waiting;
});

it("is idle when nothing is under way, also what was added meanwhile", async () => {
  const queue = keyedQueue();
  const done: string[] = [];
  void queue.run("a", async () => {
    void queue.run("b", async () => void done.push("b"));
    done.push("a");
  });
  await queue.idle();
  expect(done).toEqual(["a", "b"]);
});
