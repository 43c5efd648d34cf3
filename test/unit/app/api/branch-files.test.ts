import { expect, test } from "vitest";
import { branchFiles } from "../../../../src/app/api/branch-files.ts";
import { boundedTexts } from "../../../../src/app/api/texts.ts";

const STATE = "prompts/a/state.json";
const EVENT = "prompts/a/events/00000001.json";

/** A branch whose files say at which commit they were read. */
function scene(room = 100_000) {
  const asked: string[] = [];
  const branch = {
    read: async (paths: readonly string[], at: string) => {
      asked.push(...paths.map((path) => `${path}@${at}`));
      const present = paths.filter((path) => !path.includes("absent"));
      return { head: at, files: new Map(present.map((path) => [path, `read at ${at}`])) };
    },
    list: async (directory: string, at: string) => {
      asked.push(`${directory}@${at}`);
      return ["slugs/a-1.json"];
    },
  };
  const files = branchFiles({ branch, texts: boundedTexts(room), prefix: "1/" });
  files.move({ to: "1", touched: null });
  return { files, asked };
}

test("a file is read once, and so is its absence, however many ask at the same time", async () => {
  const { asked, files } = scene();
  await Promise.all([files.read([STATE, "absent"], "1"), files.read([STATE], "1")]);
  const again = await files.read([STATE, "absent"], "1");
  expect([...again.files]).toEqual([[STATE, "read at 1"]]);
  expect(asked).toEqual([`${STATE}@1`, "absent@1"]);
});

test("a move of the head keeps what its commits did not touch", async () => {
  const { asked, files } = scene();
  await files.read([STATE, EVENT], "1");
  files.move({ to: "2", touched: [STATE] });
  const { files: read } = await files.read([STATE, EVENT], "2");
  expect([read.get(STATE), read.get(EVENT)]).toEqual(["read at 2", "read at 1"]);
  expect(asked).toHaveLength(3);
});

test("a move to a head that does not follow keeps nothing", async () => {
  const { files } = scene();
  await files.read([EVENT], "1");
  files.move({ to: "2", touched: null });
  expect((await files.read([EVENT], "2")).files.get(EVENT)).toBe("read at 2");
});

test("what was asked at the head before is answered as it was there, and not kept", async () => {
  const { files } = scene();
  const reading = files.read([STATE], "1");
  files.move({ to: "2", touched: [STATE] });
  expect((await reading).files.get(STATE)).toBe("read at 1");
  expect((await files.read([STATE], "2")).files.get(STATE)).toBe("read at 2");
  expect((await files.read([STATE], "1")).files.get(STATE)).toBe("read at 1");
  expect((await files.read([STATE], "2")).files.get(STATE)).toBe("read at 2");
});

test("once all names are known, no other is looked for; those of a later commit are", async () => {
  const { asked, files } = scene();
  files.learnNames({ head: "1", slugs: new Map([["a-1", "a"]]) });
  await files.read(["prompts/b/state.json", "slugs/b-1.json", "prompts/b/events/00000001.json"], "1");
  expect(await files.list("slugs", "1")).toEqual(["slugs/a-1.json"]);
  expect(asked).toEqual([]);
  files.move({ to: "2", touched: ["prompts/b/state.json", "slugs/b-1.json"] });
  expect((await files.read(["prompts/b/state.json"], "2")).files.size).toBe(1);
  expect(await files.list("slugs", "2")).toEqual(["slugs/a-1.json", "slugs/b-1.json"]);
});

test("names that were learnt at another head are not believed", async () => {
  const { asked, files } = scene();
  files.learnNames({ head: "0", slugs: new Map() });
  await files.read([STATE], "1");
  expect(asked).toEqual([`${STATE}@1`]);
});

test("what was asked for longest ago makes room", () => {
  const texts = boundedTexts(1_000);
  texts.set("a", "x".repeat(300));
  texts.set("b", "x".repeat(300));
  texts.get("a");
  texts.set("c", "x".repeat(300));
  expect([texts.get("a"), texts.get("b"), texts.get("c")]).toEqual([
    "x".repeat(300),
    undefined,
    "x".repeat(300),
  ]);
  expect(texts.isFull()).toBe(false);
  texts.set("c", "x".repeat(400));
  expect(texts.isFull()).toBe(true);
  texts.set("huge", "x".repeat(1_000));
  expect([texts.get("huge"), texts.get("a")]).toEqual([undefined, "x".repeat(300)]);
  texts.deleteAll("a");
  expect([texts.get("a"), texts.isFull()]).toEqual([undefined, false]);
});
