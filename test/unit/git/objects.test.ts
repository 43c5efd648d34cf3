import { expect, test } from "vitest";
import { openObjects, readObjects } from "../../../src/git/objects.ts";
import { GitError } from "../../../src/git/run.ts";
import { gitRepository } from "../../support/git-repository.ts";

const text = (content: Uint8Array | undefined) => content && Buffer.from(content).toString("utf8");

test("objects are read by commit and path, and by id", async () => {
  await using repository = await gitRepository({ files: { "a.txt": "a\r\nno end", "dir/empty": "" } });
  const head = await repository.git("rev-parse", "HEAD");
  const found = await readObjects(repository, [`${head}:a.txt`, `${head}:dir/empty`, `${head}:dir`, head]);
  expect(text(found.get(`${head}:a.txt`)?.content)).toBe("a\r\nno end");
  expect(found.get(`${head}:dir/empty`)?.content).toHaveLength(0);
  expect(found.get(`${head}:dir`)?.type).toBe("tree");
  expect(found.get(head)).toMatchObject({ type: "commit", oid: head });
  const { oid = "" } = found.get(`${head}:a.txt`) ?? {};
  expect((await readObjects(repository, [oid])).get(oid)?.type).toBe("blob");
});

test("what does not exist is absent, and the answers after it keep their places", async () => {
  await using repository = await gitRepository({ files: { b: "b" } });
  const head = await repository.git("rev-parse", "HEAD");
  const absent = [
    `${head}:a`,
    `${head}:a\nb`,
    `${head}:\n`,
    "0".repeat(40),
    "nonsense",
    `${head}:./b`,
    `${head}:../b`,
    `${head}:x\0y`,
    "",
  ];
  const found = await readObjects(repository, [...absent, `${head}:b`]);
  expect([...found.keys()]).toEqual([`${head}:b`]);
});

test("paths may hold line feeds, quotes, tabs and a dash in front", async () => {
  const paths = ["line\nfeed", 'quo"te', "ta\tb", "-option", "ü/ö", "a:./b", " missing", "*"];
  await using repository = await gitRepository({
    files: Object.fromEntries(paths.map((path) => [path, `content of ${path}`])),
  });
  const head = await repository.git("rev-parse", "HEAD");
  const found = await readObjects(
    repository,
    paths.map((path) => `${head}:${path}`),
  );
  for (const path of paths) expect(text(found.get(`${head}:${path}`)?.content)).toBe(`content of ${path}`);
});

test("bytes arrive as they are, also many and large ones", async () => {
  const big = new Uint8Array(3_000_000).map((_, index) => (index * 7) % 256);
  const small = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}`, `${n}\n`]));
  await using repository = await gitRepository({ files: { big, ...small } });
  const head = await repository.git("rev-parse", "HEAD");
  const found = await readObjects(
    repository,
    ["big", ...Object.keys(small)].map((path) => `${head}:${path}`),
  );
  expect(Buffer.compare(found.get(`${head}:big`)?.content ?? Buffer.alloc(0), big)).toBe(0);
  expect(found.size).toBe(501);
  expect(text(found.get(`${head}:f499`)?.content)).toBe("499\n");
});

test("two questions at once to one reader get their own answers", async () => {
  await using repository = await gitRepository({ files: { a: "a", b: "b" } });
  await using reader = openObjects(repository);
  const [one, other] = await Promise.all([reader.read(["main:a", "main:x"]), reader.read(["main:b"])]);
  expect(text(one.get("main:a")?.content)).toBe("a");
  expect([...other.keys()]).toEqual(["main:b"]);
});

test("a bare repository, a work tree's folder and a .git folder all work", async () => {
  await using repository = await gitRepository({ files: { "dir/a": "a" } });
  const { directory } = repository;
  for (const place of [directory, `${directory}/dir`, `${directory}/.git`]) {
    expect((await readObjects({ directory: place }, ["main:dir/a"])).size).toBe(1);
  }
  await using bare = await gitRepository({ bare: true, files: { a: "a" } });
  expect((await readObjects(bare, ["main:a"])).size).toBe(1);
});

test("no repository is a GitError with git's own words", async () => {
  const failure = await readObjects({ directory: "/nowhere" }, ["main:a"]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(GitError);
  expect(String(failure)).toContain("No such file or directory");
});
