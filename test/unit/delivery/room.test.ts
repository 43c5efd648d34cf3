import { expect, test } from "vitest";
import { sharedPlaces } from "../../../src/delivery/room.ts";

const read = (key: string) => ({ key, isChange: false });
const change = (key: string) => ({ key, isChange: true });

test("so many are let in at once, and there is room again when one is done", () => {
  const enter = sharedPlaces({ most: 2, keptForChanges: 0, perKey: 2 });
  const first = enter(read("a"));
  enter(read("b"));
  expect(enter(read("c"))).toBeNull();
  first?.[Symbol.dispose]();
  expect(enter(read("c"))).not.toBeNull();
});

test("one key takes its share only, and its changes do not wait for what it reads", () => {
  const enter = sharedPlaces({ most: 10, keptForChanges: 0, perKey: 2 });
  expect([enter(read("a")), enter(read("a")), enter(read("a"))].map((place) => place !== null)).toEqual([
    ...[true, true, false],
  ]);
  expect(enter(read("b"))).not.toBeNull();
  expect(enter(change("a"))).not.toBeNull();
});

test("where those who read took all they may, there is room for a change", () => {
  const enter = sharedPlaces({ most: 3, keptForChanges: 1, perKey: 3 });
  enter(read("a"));
  enter(read("b"));
  expect(enter(read("c"))).toBeNull();
  expect(enter(change("c"))).not.toBeNull();
  expect(enter(change("d"))).toBeNull();
});
