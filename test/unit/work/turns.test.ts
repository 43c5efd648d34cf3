import { expect, test } from "vitest";
import { takingTurns } from "../../../src/work/turns.ts";
import { settled } from "../../support/still-time.ts";

function scene() {
  const inTurn = takingTurns();
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const ask = (about: number, name: string) =>
    inTurn(about, () => {
      begun.push(name);
      const end = Promise.withResolvers<string>();
      ends.set(name, end);
      return end.promise;
    });
  return { ask, begun, ends };
}

test("what is about one thing is done one after another, and about different things side by side", async () => {
  const { ask, begun, ends } = scene();
  const all = [ask(1, "a"), ask(1, "b"), ask(2, "c")];
  await settled();
  expect(begun).toEqual(["a", "c"]);
  ends.get("a")?.resolve("A");
  await settled();
  expect(begun).toEqual(["a", "c", "b"]);
  ends.get("b")?.resolve("B");
  ends.get("c")?.resolve("C");
  expect(await Promise.all(all)).toEqual(["A", "B", "C"]);
});

test("what fails fails alone", async () => {
  const { ask, begun, ends } = scene();
  const failing = ask(1, "a");
  const next = ask(1, "b");
  await settled();
  ends.get("a")?.reject(new Error("GitHub is down"));
  await expect(failing).rejects.toThrow("GitHub is down");
  await settled();
  expect(begun).toEqual(["a", "b"]);
  ends.get("b")?.resolve("B");
  expect(await next).toBe("B");
});
