import { expect, test } from "vitest";
import { watchReadiness } from "../../../src/app/readiness.ts";

const MINUTE = 60_000;

test("the app is ready while its store answers and nothing failed", async () => {
  expect(await watchReadiness({ now: () => 0, ping: async () => undefined }).reasons()).toEqual([]);
});

test("it is not ready where the store does not answer", async () => {
  const readiness = watchReadiness({ now: () => 0, ping: () => Promise.reject(new Error("down")) });
  expect(await readiness.reasons()).toEqual(["store_unreachable"]);
});

test("it is not ready from when a delivery could not be stored until the next could, or a minute passed", async () => {
  let now = 0;
  const readiness = watchReadiness({ now: () => now, ping: async () => undefined });
  readiness.stored(false);
  now = MINUTE - 1;
  expect(await readiness.reasons()).toEqual(["intake_failing"]);
  now = MINUTE;
  expect(await readiness.reasons()).toEqual([]);
  readiness.stored(false);
  readiness.stored(true);
  expect(await readiness.reasons()).toEqual([]);
});

test("it is not ready while it stops, and says all reasons at once", async () => {
  const readiness = watchReadiness({ now: () => 0, ping: () => Promise.reject(new Error("down")) });
  readiness.stopping();
  expect(await readiness.reasons()).toEqual(["stopping", "store_unreachable"]);
});
