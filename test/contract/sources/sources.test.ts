import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { OutsideError } from "../../../src/releases/ports.ts";
import { gitHome, githubHome } from "./homes.ts";

const homes = [
  { name: "local git", start: () => gitHome() },
  { name: "GitHub", start: () => githubHome() },
];

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("utf8");
const submodule = "5".repeat(40);

describe.each(homes)("sources at $name", ({ start }) => {
  test("a commit's tree lists files, links and submodules, sorted, with paths in any script", async () => {
    await using home = await start();
    const commit = await home.commit({
      files: {
        "b.md": "b",
        "a/größe/説明.prompt.yml": "messages: []",
        'a/with "quotes" and spaces.md': "q",
        link: { symlink: "b.md" },
        module: { submodule },
        "z/same.md": "b",
      },
    });
    const entries = await home.sources.tree(commit).list();
    const listed = entries.filter(({ path }) => path !== "README.md");
    expect(listed.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      "file a/größe/説明.prompt.yml",
      'file a/with "quotes" and spaces.md',
      "file b.md",
      "symlink link",
      "submodule module",
      "file z/same.md",
    ]);
    const oid = (path: string) => listed.find((entry) => entry.path === path)?.oid;
    expect(oid("z/same.md")).toBe(oid("b.md"));
    expect(oid("module")).toBe(submodule);
  });

  test("only regular files are read, byte by byte", async () => {
    await using home = await start();
    const files = {
      "größe.md": "Größe 説明 👍\r\n",
      "mark.md": "\uFEFFwith a byte order mark",
      "empty.md": "",
      "latin1.md": Buffer.from([0x47, 0x72, 0xf6, 0xdf, 0x65]),
      "binary.bin": Buffer.from([0, 1, 2, 0xff]),
      "long.md": `${"long line\n".repeat(60_000)}end`,
    };
    const commit = await home.commit({
      files: { ...files, link: { symlink: "größe.md" }, module: { submodule }, "folder/x.md": "x" },
    });
    const read = await home.sources
      .tree(commit)
      .read([
        ...Object.keys(files),
        "link",
        "module",
        "folder",
        "absent.md",
        "link/größe.md",
        "../größe.md",
        "",
      ]);
    expect([...read.keys()].toSorted()).toEqual(Object.keys(files).toSorted());
    for (const [path, content] of Object.entries(files)) {
      expect(Buffer.from(read.get(path) ?? []).equals(Buffer.from(content)), path).toBe(true);
    }
  });

  test("a tree stays what it was when the branch moves on or is deleted", async () => {
    await using home = await start();
    await home.commit({ files: { "a.md": "0" } });
    const before = await home.commit({ branch: "topic", files: { "a.md": "1" }, from: null });
    const after = await home.commit({ branch: "topic", files: { "a.md": "2" } });
    await home.deleteBranch("topic");
    expect(text((await home.sources.tree(before).read(["a.md"])).get("a.md"))).toBe("1");
    expect(text((await home.sources.tree(after).read(["a.md"])).get("a.md"))).toBe("2");
  });

  test("the default branch's head comes with the files that are asked for and are regular", async () => {
    await using home = await start();
    const commit = await home.commit({
      files: { ".github/pointsman.yml": "announce: app\n", "linked.yml": { symlink: "a.md" }, "a.md": "a" },
    });
    await home.commit({ branch: "other", files: { "a.md": "other" } });
    const read = await home.sources.readDefaultBranch([
      ".github/pointsman.yml",
      "linked.yml",
      "absent.yml",
      ".github",
    ]);
    expect(read.commit).toBe(commit);
    expect([...read.files].map(([path, bytes]) => [path, text(bytes)])).toEqual([
      [".github/pointsman.yml", "announce: app\n"],
    ]);
    expect((await home.sources.readDefaultBranch([])).commit).toBe(commit);
  });

  test("the merge base is the best common ancestor, or null where histories are unrelated", async () => {
    await using home = await start();
    await home.commit({ files: { "a.md": "0" } });
    const fork = await home.commit({ files: { "a.md": "1" } });
    const topic = await home.commit({ branch: "topic", from: fork, files: { "b.md": "1" } });
    const main = await home.commit({ files: { "a.md": "2" } });
    const orphan = await home.commit({ branch: "orphan", from: null, files: { "c.md": "1" } });
    expect(await home.sources.mergeBase(main, topic)).toBe(fork);
    expect(await home.sources.mergeBase(fork, topic)).toBe(fork);
    expect(await home.sources.mergeBase(main, orphan)).toBeNull();
  });

  test("a commit that is not there is an outside failure, and not an empty tree", async () => {
    await using home = await start();
    const commit = await home.commit({ files: { "a.md": "0" } });
    const missing = "1".repeat(40);
    await expect(home.sources.tree(missing).list()).rejects.toThrow(OutsideError);
    await expect(home.sources.tree(missing).read(["a.md"])).rejects.toThrow(OutsideError);
    await expect(home.sources.mergeBase(commit, missing)).rejects.toThrow(OutsideError);
  });

  test("a commit is named by its full id alone", async () => {
    await using home = await start();
    const commit = await home.commit({ files: { "a.md": "0" } });
    for (const name of ["main", "--all", commit.slice(0, 12), `${commit}^`, ""]) {
      expect(() => home.sources.tree(name)).toThrow(RangeError);
      await expect(home.sources.mergeBase(commit, name)).rejects.toThrow(RangeError);
    }
  });
});

describe("sources at GitHub", () => {
  test("300 files and a listing are five requests", async () => {
    await using home = await githubHome();
    const paths = Array.from({ length: 300 }, (_, n) => `p/${n}.prompt.yml`);
    const commit = await home.commit({
      files: Object.fromEntries(paths.map((path) => [path, `content of ${path}`])),
    });
    home.github.requests.length = 0;
    const read = await home.sources.tree(commit).read(paths);
    expect(paths.every((path) => text(read.get(path)) === `content of ${path}`)).toBe(true);
    expect(
      home.github.requests.map(({ graphqlOperation, path }) => graphqlOperation ?? path.replace(commit, "…")),
    ).toEqual(["/repos/acme/prompts/git/trees/…", ...Array.from({ length: 4 }, () => "pointsmanBlobs")]);
  });

  test("a file that stands at many paths is asked for once", async () => {
    await using home = await githubHome();
    const paths = Array.from({ length: 200 }, (_, n) => `p/${n}.md`);
    const commit = await home.commit({ files: Object.fromEntries(paths.map((path) => [path, "the same"])) });
    home.github.requests.length = 0;
    const read = await home.sources.tree(commit).read(paths);
    expect(read.size).toBe(200);
    expect(home.github.requests).toHaveLength(2);
  });

  test("the default branch and its files are one request", async () => {
    await using home = await githubHome();
    await home.commit({ files: { "a.md": "a", "b.md": "b" } });
    home.github.requests.length = 0;
    await home.sources.readDefaultBranch(["a.md", "b.md", "c.md"]);
    expect(home.github.requests.map(({ graphqlOperation }) => graphqlOperation)).toEqual([
      "pointsmanDefaultBranch",
    ]);
  });

  test("a listing that GitHub cuts off is read directory by directory", async () => {
    await using home = await githubHome();
    const files = { "a.md": "a", "x/b.md": "b", "x/y/c.md": "c", "z/d.md": "d" };
    const commit = await home.commit({ files });
    const cutOff = { status: 200, body: { sha: commit, tree: [], truncated: true } };
    home.github.faults.add({ ...cutOff, match: new RegExp(`${commit}\\?recursive`) });
    const listed = (await home.sources.tree(commit).list()).map(({ path }) => path);
    expect(listed.filter((path) => path in files)).toEqual(["a.md", "x/b.md", "x/y/c.md", "z/d.md"]);
  });

  test("a request that fails is an outside failure and can be asked again", async () => {
    await using home = await githubHome();
    const commit = await home.commit({ files: { "a.md": "a" } });
    const tree = home.sources.tree(commit);
    for (let n = 1; n <= 2; n += 1) {
      const heal = home.github.faults.failNth(n);
      await expect(home.sources.tree(commit).read(["a.md"])).rejects.toThrow(/Could not .* commit/);
      heal();
    }
    const heal = home.github.faults.failNth(1);
    await expect(tree.list()).rejects.toThrow(OutsideError);
    heal();
    expect(text((await tree.read(["a.md"])).get("a.md"))).toBe("a");
  });

  test("an answer of another shape is an outside failure", async () => {
    await using home = await githubHome();
    const commit = await home.commit({ files: { "a.md": "a" } });
    home.github.faults.add({ match: /./, status: 200, body: { data: { repository: null }, tree: "none" } });
    await expect(home.sources.tree(commit).list()).rejects.toThrow(OutsideError);
    await expect(home.sources.readDefaultBranch(["a.md"])).rejects.toThrow(OutsideError);
  });
});

describe("sources at local git", () => {
  test("a file above 8 MiB is listed and not read", async () => {
    await using home = await gitHome();
    const commit = await home.commit({
      files: {
        "big.bin": Buffer.alloc(8 * 1024 * 1024 + 1, "x"),
        "fits.bin": Buffer.alloc(8 * 1024 * 1024, "y"),
      },
    });
    const tree = home.sources.tree(commit);
    expect((await tree.list()).map(({ path }) => path)).toEqual(["big.bin", "fits.bin"]);
    expect([...(await tree.read(["big.bin", "fits.bin"])).keys()]).toEqual(["fits.bin"]);
  });

  test("a shallow clone without a common ancestor says what to do instead of guessing", async () => {
    await using home = await gitHome();
    const fork = await home.commit({ files: { "a.md": "1" } });
    const topic = await home.commit({ branch: "topic", from: fork, files: { "b.md": "1" } });
    const main = await home.commit({ files: { "a.md": "2" } });
    await home.repository.git("config", "core.shallow", "true");
    await writeFile(`${home.repository.directory}/shallow`, `${topic}\n${main}\n`);
    await expect(home.sources.mergeBase(main, topic)).rejects.toThrow(/git fetch --unshallow/);
  });
});
