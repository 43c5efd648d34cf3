import { expect, test } from "vitest";
import { watchArrivals } from "../../../../src/app/intake/arrivals.ts";

test("it is calm where no delivery is being taken in, and again when the last one was", async () => {
  const arrivals = watchArrivals();
  await arrivals.calm();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const taking = [arrivals.takingIn(() => first.promise), arrivals.takingIn(() => second.promise)];
  const told: string[] = [];
  const waiting = arrivals.calm().then(() => told.push("calm"));
  first.resolve();
  await taking[0];
  told.push("one is left");
  second.resolve();
  await Promise.all([...taking, waiting]);
  expect(told).toEqual(["one is left", "calm"]);
});

test("whoever gives way to a delivery that never ends goes on after a moment", async () => {
  const arrivals = watchArrivals();
  void arrivals.takingIn(() => new Promise(() => undefined));
  await arrivals.calm();
});
