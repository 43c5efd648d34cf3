import { describe, expect, test } from "vitest";
import { changedPrompts } from "../../../../src/releases/catalog/catalog.ts";
import { sourceTree } from "../../../support/source-tree.ts";
import { type Files, options, places, prompt, tools } from "./samples.ts";

const changes = (base: Files, head: Files) => changedPrompts(sourceTree(base), sourceTree(head), options);

describe("what changed between two commits", () => {
  const base = {
    "a/one.prompt.yml": prompt("{{> tone}}", "testData: []"),
    "two.prompt.yml": prompt("Hi", "tools: config/tools.json"),
    "three.prompt.yml": prompt("Ho"),
    "partials/tone.md": "Kind. {{> brand}}",
    "partials/brand.md": "We.",
    "config/tools.json": tools("look_up"),
    "readme.md": "x",
  };
  const summary = async (head: Files, from: Files = base) => {
    const found = await changes(from, head);
    return found.changed.map(({ id, how, base: before, head: after }) => ({
      id,
      how,
      sides: [before && "base", after && "head"].filter(Boolean).join(" "),
    }));
  };

  test("nothing, where no file that prompts refer to differs", async () => {
    const [from, to] = [sourceTree(base), sourceTree({ ...base, "readme.md": "y", "src/x.ts": "z" })];
    expect(await changedPrompts(from, to, options)).toEqual({ changed: [], problems: [], notices: [] });
    expect([...from.batches, ...to.batches]).toEqual([]);
  });

  test("a prompt file that says something else", async () => {
    expect(await summary({ ...base, "three.prompt.yml": prompt("Hu") })).toEqual([
      { id: "three", how: "changed", sides: "base head" },
    ]);
  });

  test("a prompt file that is only written differently has not changed", async () => {
    expect(
      await summary({ ...base, "three.prompt.yml": `# hi\n${prompt("Ho", "description: new")}` }),
    ).toEqual([]);
  });

  test("a prompt through a partial of its partial", async () => {
    expect(await summary({ ...base, "partials/brand.md": "They." })).toEqual([
      { id: "one", how: "changed", sides: "base head" },
    ]);
  });

  test("a prompt through its tools file", async () => {
    expect(await summary({ ...base, "config/tools.json": tools("find") })).toEqual([
      { id: "two", how: "changed", sides: "base head" },
    ]);
  });

  test("a prompt through a nearer partial that was added", async () => {
    expect(await summary({ ...base, "a/partials/tone.md": "Rude." })).toEqual([
      { id: "one", how: "changed", sides: "base head" },
    ]);
  });

  test("a deleted partial is a problem of the prompts that use it", async () => {
    const { "partials/brand.md": _, ...head } = base;
    const { changed, problems } = await changes(base, head);
    expect(changed).toEqual([]);
    expect(places(problems)).toEqual(["partials/tone.md:1:7 partial_missing"]);
  });

  test("a folder of partials that became a link is a problem of the prompts below it", async () => {
    const { problems } = await changes(base, { ...base, "a/partials": { symlink: "../partials" } });
    expect(places(problems)).toEqual(["a/one.prompt.yml:4:15 symlink_refused"]);
  });

  test("cases alone are told apart from the prompt", async () => {
    const head = { ...base, "a/one.prompt.yml": prompt("{{> tone}}", "testData:", "  - expected: x") };
    expect(await summary(head)).toEqual([{ id: "one", how: "evaluation_only", sides: "base head" }]);
  });

  test("an added prompt, and one whose file could not be used before", async () => {
    const head = { ...base, "four.prompt.yml": prompt("New") };
    expect(await summary(head)).toEqual([{ id: "four", how: "added", sides: "head" }]);
    expect(await summary(head, { ...base, "four.prompt.yml": "messages: [" })).toEqual([
      { id: "four", how: "changed", sides: "head" },
    ]);
  });

  test("a prompt whose file is broken now is a problem and not removed", async () => {
    const { changed, problems } = await changes(base, { ...base, "three.prompt.yml": "messages: [" });
    expect(changed).toEqual([]);
    expect(problems[0]?.path).toBe("three.prompt.yml");
  });

  test("problems that files had before, and that nobody touched, are not told", async () => {
    const old = { ...base, "old.prompt.yml": prompt("{{> tone}} {{> nowhere}}") };
    const { changed, problems } = await changes(old, { ...old, "partials/tone.md": "Rude." });
    expect(changed.map(({ id }) => id)).toEqual(["one"]);
    expect(problems).toEqual([]);
  });

  test("a deleted prompt, with the notice that nothing is unpublished", async () => {
    const { "three.prompt.yml": _, ...head } = base;
    const { changed, notices } = await changes(base, head);
    expect(changed).toMatchObject([{ id: "three", how: "removed" }]);
    expect(places(notices)).toEqual(["three.prompt.yml:1:1 prompt_removed"]);
    expect(notices[0]?.message).toContain("/archive three");
  });

  test("a file moved with its identity", async () => {
    const { "three.prompt.yml": text, ...head } = base;
    const { changed, notices } = await changes(base, { ...head, "b/three.prompt.yml": text });
    expect(changed).toMatchObject([{ id: "three", how: "moved", head: { path: "b/three.prompt.yml" } }]);
    expect(notices).toEqual([]);
  });

  test("a renamed file without an id key, with the line that would keep its identity", async () => {
    const { "three.prompt.yml": text, ...head } = base;
    for (const moved of [text, `# rewritten\n${text}`]) {
      const { changed, notices } = await changes(base, { ...head, "drei.prompt.yml": moved });
      expect(changed.map(({ id, how }) => `${id} ${how}`)).toEqual(["drei added", "three removed"]);
      expect(places(notices)).toEqual(["drei.prompt.yml:1:1 identity_changed"]);
      expect(notices[0]?.message).toContain('"id: three"');
    }
  });

  test("a renamed file that says its old id is only moved", async () => {
    const { "three.prompt.yml": _, ...head } = base;
    const found = await changes(base, { ...head, "drei.prompt.yml": prompt("Ho", "id: three") });
    expect(found.changed.map(({ id, how }) => `${id} ${how}`)).toEqual(["three moved"]);
    expect(found.notices).toEqual([]);
  });

  test("an added file with the id of a file that did not change is told in the added one", async () => {
    const { changed, problems } = await changes(base, {
      ...base,
      "a/new.prompt.yml": prompt("New", "id: three"),
    });
    expect(changed).toEqual([]);
    expect(places(problems)).toEqual(["a/new.prompt.yml:1:1 duplicate_id"]);
  });

  test("a duplicate that was resolved brings its prompt back", async () => {
    const twice = { ...base, "x.prompt.yml": prompt("X", "id: three") };
    const head = { ...base, "x.prompt.yml": prompt("X", "id: x") };
    expect(await summary(head, twice)).toEqual([
      { id: "three", how: "changed", sides: "head" },
      { id: "x", how: "added", sides: "head" },
    ]);
  });

  test("of 2,000 prompts and one changed partial only those that mention it are resolved", async () => {
    const many: Files = { "partials/tone.md": "Kind.", "partials/other.md": "Other." };
    for (let n = 0; n < 2_000; n += 1) {
      many[`p/p${n}.prompt.yml`] = prompt(n % 500 === 0 ? "{{> tone}}" : "{{> other}}");
    }
    const [from, to] = [sourceTree(many), sourceTree({ ...many, "partials/tone.md": "Rude." })];
    const { changed } = await changedPrompts(from, to, options);
    expect(changed.map(({ id }) => id)).toEqual(["p0", "p1000", "p1500", "p500"]);
    // The base is read for what is compared alone; the head once, whole, to see who mentions the partial.
    expect(from.batches.map((batch) => batch.length)).toEqual([4, 1]);
    expect(to.batches.map((batch) => batch.length)).toEqual([2_002]);
  });

  test("of 2,000 prompts and one changed prompt file nothing else is read", async () => {
    const many: Files = {};
    for (let n = 0; n < 2_000; n += 1) many[`p${n}.prompt.yml`] = prompt("Hi");
    const [from, to] = [sourceTree(many), sourceTree({ ...many, "p7.prompt.yml": prompt("Ho") })];
    const { changed } = await changedPrompts(from, to, options);
    expect(changed.map(({ id }) => id)).toEqual(["p7"]);
    expect([from.batches, to.batches]).toEqual([[["p7.prompt.yml"]], [["p7.prompt.yml"]]]);
  });
});
