import { expect, test } from "vitest";
import { knownPaths } from "../../../src/branch/github-known.ts";

test("a folder's names say of every path in it whether it is taken", () => {
  const known = knownPaths();
  known.folder("a", "prompts/p/events", ["1.json"]);
  known.folder("a", "prompts/q/events", []);
  expect(known.isThere("a", "prompts/p/events/1.json")).toBe(true);
  expect(known.isThere("a", "prompts/p/events/2.json")).toBe(false);
  expect(known.isThere("a", "prompts/q/events/1.json")).toBe(false);
  expect(known.isThere("a", "prompts/r/events/1.json")).toBeUndefined();
  expect(known.isThere("b", "prompts/p/events/1.json")).toBeUndefined();
});

test("after a commit of ours the new head is known as well", () => {
  const known = knownPaths();
  known.folder("a", "events", ["1.json"]);
  known.file("a", "slug", false);
  known.moved("a", "b", ["events/2.json", "slug"]);
  expect(known.isThere("b", "events/1.json")).toBe(true);
  expect(known.isThere("b", "events/2.json")).toBe(true);
  expect(known.isThere("b", "events/3.json")).toBe(false);
  expect(known.isThere("b", "slug")).toBe(true);
  expect(known.isThere("a", "events/2.json")).toBe(false);
});

test("only recent heads are kept", () => {
  const known = knownPaths();
  for (let head = 0; head < 10; head += 1) known.file(String(head), "x", true);
  expect(known.isThere("0", "x")).toBeUndefined();
  expect(known.isThere("9", "x")).toBe(true);
});
