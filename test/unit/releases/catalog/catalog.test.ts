import { describe, expect, test } from "vitest";
import { loadCatalog } from "../../../../src/releases/catalog/catalog.ts";
import { slugTaken } from "../../../../src/releases/catalog/problems.ts";
import { sourceTree } from "../../../support/source-tree.ts";
import { type Files, options, places, prompt, tools } from "./samples.ts";

const load = (files: Files, only?: { ids?: string[]; paths?: string[] }) =>
  loadCatalog(sourceTree(files), { ...options, ...(only && { only }) });

describe("loading the catalog of a commit", () => {
  test("prompts come with their partials and tools, read in one batch for each level", async () => {
    const tree = sourceTree({
      "a/one.prompt.yml": prompt("{{> tone}} {{name}}", "tools: ../shared/tools.json"),
      "two.prompt.yml": prompt("Hello"),
      "a/partials/tone.md": "Be kind. {{> brand}}\n",
      "partials/brand.md": "We are {{brand}}.\n",
      "shared/tools.json": tools("look_up"),
      "readme.md": "nothing",
    });
    const { prompts, problems } = await loadCatalog(tree, options);
    expect(problems).toEqual([]);
    expect([...prompts.keys()]).toEqual(["one", "two"]);
    const one = prompts.get("one");
    expect(one?.effective.messages).toEqual([
      { role: "user", content: "Be kind. We are {{brand}}. {{name}}" },
    ]);
    expect(one?.partials.map(({ path }) => path)).toEqual(["a/partials/tone.md", "partials/brand.md"]);
    expect(one?.toolsPath).toBe("shared/tools.json");
    expect(one?.effective.tools).toHaveLength(1);
    expect(tree.batches).toEqual([
      ["a/one.prompt.yml", "two.prompt.yml"],
      ["a/partials/tone.md", "shared/tools.json"],
      ["partials/brand.md"],
    ]);
  });

  test("every problem of every file is told at once, sorted, and the other prompts load", async () => {
    const { prompts, problems } = await load({
      "good.prompt.yml": prompt("Hi"),
      "broken.prompt.yml": "messages: [",
      "lost.prompt.yml": prompt("{{> nowhere}} and {{> nowhere-else}}"),
      "binary.prompt.yml": Buffer.from([0x6e, 0x3a, 0x20, 0xff]),
    });
    expect([...prompts.keys()]).toEqual(["good"]);
    expect(new Set(problems.map(({ path }) => path))).toEqual(
      new Set(["binary.prompt.yml", "broken.prompt.yml", "lost.prompt.yml"]),
    );
    expect(problems.filter(({ code }) => code === "partial_missing")).toHaveLength(2);
  });

  test("a cycle of partials is told with the file and line where it closes", async () => {
    const { problems } = await load({
      "a.prompt.yml": prompt("{{> x}}"),
      "partials/x.md": "one\n{{> y}}\n",
      "partials/y.md": "two\n\n  {{> x}}\n",
    });
    expect(places(problems)).toEqual(["partials/y.md:3:3 partial_cycle"]);
    expect(problems[0]?.message).toContain("partials/x.md → partials/y.md → partials/x.md");
  });

  test("a partial's problem is told once, however many prompts use it", async () => {
    const { problems } = await load({
      "a.prompt.yml": prompt("{{> x}}"),
      "b.prompt.yml": prompt("{{> x}}"),
      "partials/x.md": "{{> gone}}",
    });
    expect(places(problems)).toEqual(["partials/x.md:1:1 partial_missing"]);
  });

  test("a symbolic link or submodule that a glob matches is an error", async () => {
    const { prompts, problems } = await load({
      "a.prompt.yml": { symlink: "../../etc/passwd" },
      "b.prompt.yml": { submodule: "f".repeat(40) },
    });
    expect(prompts.size).toBe(0);
    expect(places(problems)).toEqual([
      "a.prompt.yml:1:1 symlink_refused",
      "b.prompt.yml:1:1 submodule_refused",
    ]);
  });

  test("a partial that is a link is refused where it is used, though the root has a regular one", async () => {
    const { problems } = await load({
      "a/one.prompt.yml": prompt("Dear, {{> tone}}", "name: One"),
      "a/partials/tone.md": { symlink: "/etc/passwd" },
      "partials/tone.md": "Be kind.",
    });
    expect(places(problems)).toEqual(["a/one.prompt.yml:4:21 symlink_refused"]);
    expect(problems[0]?.message).toContain('"a/partials/tone.md" is a symbolic link');
  });

  test("a link that a partial refers to is refused in the partial", async () => {
    const { problems } = await load({
      "one.prompt.yml": prompt("{{> tone}}"),
      "partials/tone.md": "\uFEFFBe\r\nkind {{> brand}}\r\n",
      "partials/brand.md": { symlink: "tone.md" },
    });
    expect(places(problems)).toEqual(["partials/tone.md:2:6 symlink_refused"]);
  });

  test("partials and tools behind a linked folder are refused, naming the link", async () => {
    const { problems } = await load({
      "a/one.prompt.yml": prompt("{{> tone}}"),
      "a/partials": { symlink: "../b" },
      "partials/tone.md": "Be kind.",
      "two.prompt.yml": prompt("Hi", "tools: shared/tools.json"),
      shared: { symlink: "/tmp" },
    });
    expect(places(problems)).toEqual([
      "a/one.prompt.yml:3:15 symlink_refused",
      "two.prompt.yml:1:8 symlink_refused",
    ]);
    expect(problems[1]?.message).toContain('"shared/tools.json" lies behind "shared"');
  });

  test("a tools path that leaves the repository is an error", async () => {
    const { problems } = await load({ "a/one.prompt.yml": prompt("Hi", "tools: ../../tools.json") });
    expect(places(problems)).toEqual(["a/one.prompt.yml:1:8 tools_path_outside"]);
  });

  test("a prompt file serves no other one as its tools file", async () => {
    const { problems } = await load({
      "one.prompt.yml": prompt("Hi", "tools: two.prompt.yml"),
      "two.prompt.yml": prompt("Ho", `tools: ${tools("x")}`),
    });
    expect(places(problems)).toEqual(["one.prompt.yml:1:8 prompt_file_refused"]);
  });

  test("a partial that is not UTF-8 is refused where it is used, with the place in the partial", async () => {
    const { problems } = await load({
      "one.prompt.yml": prompt("{{> tone}}"),
      "partials/tone.md": Buffer.from([0x61, 0x0a, 0xff]),
    });
    expect(places(problems)).toEqual(["one.prompt.yml:3:15 invalid_utf8"]);
    expect(problems[0]?.message).toContain("line 2, column 1");
  });

  test("a file of 5 MB is one clear error", async () => {
    const { problems } = await load({ "a.prompt.yml": prompt("x".repeat(5 * 1024 * 1024)) });
    expect(places(problems)).toEqual(["a.prompt.yml:1:1 file_too_large"]);
  });

  test("a file that its home does not read for its size is one clear error", async () => {
    const tree = sourceTree({ "a.prompt.yml": prompt("Hi") });
    const { problems } = await loadCatalog({ ...tree, read: async () => new Map() }, options);
    expect(places(problems)).toEqual(["a.prompt.yml:1:1 file_too_large"]);
  });

  test("globs that match more than 20,000 files are one error, and nothing is read", async () => {
    const files = Object.fromEntries(Array.from({ length: 20_001 }, (_, n) => [`p${n}.prompt.yml`, ""]));
    const tree = sourceTree(files);
    const { problems } = await loadCatalog(tree, options);
    expect(problems.map(({ code }) => code)).toEqual(["too_many_prompts"]);
    expect(tree.batches).toEqual([]);
  });

  test("two files with one id are one problem that names both, and neither loads", async () => {
    const { prompts, problems } = await load({
      "a/triage.prompt.yml": prompt("Hi"),
      "b.prompt.yml": prompt("Ho", "name: B", "id: triage"),
      "c.prompt.yml": prompt("Hu"),
    });
    expect([...prompts.keys()]).toEqual(["c"]);
    expect(places(problems)).toEqual(["b.prompt.yml:2:1 duplicate_id"]);
    expect(problems[0]?.message).toContain('"a/triage.prompt.yml" and "b.prompt.yml"');
  });

  test("an id that is another prompt's slug is told with both names, where the id is", async () => {
    const { prompts } = await load({ "b.prompt.yml": prompt("Ho", "name: B", "id: triage-1f0c9a2b") });
    const taken = prompts.get("triage-1f0c9a2b");
    if (taken === undefined) throw new Error("the prompt did not load");
    const problem = slugTaken(taken, "triage");
    expect(places([problem])).toEqual(["b.prompt.yml:2:1 slug_taken"]);
    expect(problem.message).toMatch(/"triage-1f0c9a2b".*"triage"/);
  });
});

describe("loading some prompts of a commit", () => {
  const files = {
    "one.prompt.yml": prompt("Hi"),
    "two.prompt.yml": prompt("Ho", "id: second"),
    "broken.prompt.yml": "messages: [",
  };

  test("by id, whether the file or its path says it, without the problems of others", async () => {
    expect([...(await load(files, { ids: ["one"] })).prompts.keys()]).toEqual(["one"]);
    const second = await load(files, { ids: ["second"] });
    expect([...second.prompts.keys()]).toEqual(["second"]);
    expect(second.problems).toEqual([]);
  });

  test("an unreadable file is told to whoever asks for the prompt that its path names", async () => {
    const { problems } = await load(files, { ids: ["broken"] });
    expect(problems.map(({ path }) => path)).toEqual(["broken.prompt.yml"]);
  });

  test("another file with the same id is found", async () => {
    const twice = { ...files, "three.prompt.yml": prompt("Hu", "id: one") };
    for (const only of [{ ids: ["one"] }, { paths: ["one.prompt.yml"] }, { paths: ["three.prompt.yml"] }]) {
      const { problems, prompts } = await load(twice, only);
      expect(problems.map(({ code }) => code)).toEqual(["duplicate_id"]);
      expect(prompts.size).toBe(0);
    }
  });

  test("an id in YAML escapes is found as well", async () => {
    const { prompts } = await load({ "x.prompt.yml": prompt("Hi", 'id: "\\x6fne"') }, { ids: ["one"] });
    expect(prompts.get("one")?.path).toBe("x.prompt.yml");
  });
});
