import { describe, expect, test } from "vitest";
import { makeSlug } from "../../../src/domain/identifiers.ts";
import { loadCatalog } from "../../../src/releases/catalog/catalog.ts";
import { slugPath, statePath } from "../../../src/releases/layout.ts";
import { sourceTree } from "../../support/source-tree.ts";
import { ids, prompts, settled } from "./publications.ts";
import { type Files, promptFile, setScene } from "./scene.ts";

describe("names", () => {
  test("two files with one id publish neither, also where one of them did not change", async () => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }) });
    await scene.publish();
    scene.sources.push({ ...prompts({ a: "one", b: "one" }), "b.prompt.yml": promptFile("two", "id: a") });
    const outcome = settled(await scene.publish());
    expect(outcome.published).toEqual([]);
    expect(outcome.problems.filter(({ severity }) => severity === "error")).toMatchObject([
      { code: "duplicate_id" },
    ]);
  });

  test("an id that is another prompt's slug is a problem that names both", async () => {
    const scene = setScene({ files: prompts({ a: "one" }) });
    await scene.publish();
    const { slug } = await scene.state("a");
    scene.sources.push({ ...prompts({ a: "one" }), "b.prompt.yml": promptFile("b", `id: ${slug}`) });
    const outcome = settled(await scene.publish());
    expect(outcome.published).toEqual([]);
    expect(outcome.problems[0]).toMatchObject({ code: "slug_taken", path: "b.prompt.yml" });
    expect(outcome.problems[0]?.message).toContain(`"${slug}"`);
    expect(outcome.problems[0]?.message).toContain('"a"');
  });

  const slugsOf = async (files: Files) => {
    const options = { globs: ["**/*.prompt.yml"], defaultModel: "openai/gpt-4.1" };
    const prompt = (await loadCatalog(sourceTree(files), options)).prompts.get("a");
    if (prompt === undefined) throw new Error("the prompt does not load");
    return [0, 1, 2].map((attempt) => makeSlug(prompt.name, "a", prompt.digest, attempt));
  };

  test("a slug that another prompt has, or that is another one's id, takes the next eight digits", async () => {
    const files = prompts({ a: "one" });
    const [first = "", second = "", third = ""] = await slugsOf(files);
    const scene = setScene({ files });
    await scene.home.edit("prompt-releases", {
      files: { [slugPath(first)]: '{"id":"z"}\n', [statePath(second)]: "{}\n" },
    });
    await scene.publish();
    expect((await scene.state("a")).slug).toBe(third);
  });

  test("two new prompts that would share a name do not go in one commit", async () => {
    const files = prompts({ a: "one" });
    const [first = ""] = await slugsOf(files);
    const scene = setScene({ files: { ...files, "z.prompt.yml": promptFile("z", `id: ${first}`) } });
    const outcome = settled(await scene.publish());
    expect(ids(outcome)).toEqual(["a"]);
    expect(outcome.problems).toMatchObject([{ code: "slug_taken", path: "z.prompt.yml" }]);
    expect((await scene.verify()).findings).toEqual([]);
  });
});
