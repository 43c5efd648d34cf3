import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { announcedRef } from "../../../src/github/announced-ref.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { clientFor, FAULTS, sceneOf } from "./scene.ts";

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterEach(() => github.faults.clear());
afterAll(() => github.close());

async function marked() {
  const repository = (await sceneOf(github, "action")).repository;
  const first = (await repository.ref("main")) ?? "";
  const second = await repository.commit({ files: { "a.txt": "a" } });
  const client = clientFor(github, repository.actionsToken({ contents: "write" }));
  const mark = announcedRef({ client, owner: repository.owner, repo: repository.name });
  return { repository, mark, first, second };
}

test("the mark is nowhere at first, is set once, and moves only from where it stands, back too", async () => {
  const { first, mark, repository, second } = await marked();
  expect(await mark.read()).toBeNull();
  expect(await mark.move(null, second)).toBe(true);
  expect(await mark.move(null, first)).toBe(false);
  expect(await mark.move(first, second)).toBe(false);
  expect(await mark.move(second, first)).toBe(true);
  expect(await mark.read()).toBe(first);
  expect(await repository.ref("refs/pointsman/announced")).toBe(first);
});

test("of two that move it at once one does", async () => {
  const { first, mark, second } = await marked();
  await mark.move(null, first);
  const moved = await Promise.all([mark.move(first, second), mark.move(first, second)]);
  expect(moved.filter((one) => one)).toHaveLength(1);
  expect(await mark.read()).toBe(second);
});

test("somebody who moves it between the look and the write wins", async () => {
  const { first, mark, repository, second } = await marked();
  await mark.move(null, first);
  const third = await repository.commit({ files: { "b.txt": "b" } });
  const inBetween = clientFor(github, repository.actionsToken({ contents: "write" }));
  const slow = announcedRef({
    client: {
      ...inBetween,
      graphql: async (query, variables) => {
        if (query.startsWith("mutation")) await mark.move(first, third);
        return inBetween.graphql(query, variables);
      },
    },
    owner: repository.owner,
    repo: repository.name,
  });
  expect(await slow.move(first, second)).toBe(false);
  expect(await mark.read()).toBe(third);
});

test.each(FAULTS)("it moves once, whatever becomes of the answer: %s", async (_, fault) => {
  const { first, mark, second } = await marked();
  await mark.move(null, first);
  github.faults.add({ ...fault, match: /updateRefs/, times: 1 });
  expect(await mark.move(first, second)).toBe(true);
  expect(await mark.read()).toBe(second);
});
