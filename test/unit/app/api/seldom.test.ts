import { expect, test } from "vitest";
import { seldom } from "../../../../src/app/api/seldom.ts";

test("the same is said again after ten seconds, and something else at once", () => {
  let now = 0;
  const said: string[] = [];
  const log = seldom(
    (message) => said.push(message),
    () => now,
  );
  for (const message of ["down", "down", "broken", "down"]) log(message);
  expect(said).toEqual(["down", "broken"]);
  now += 10_000;
  log("down");
  expect(said).toEqual(["down", "broken", "down"]);
});
