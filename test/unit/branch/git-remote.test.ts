import { expect, onTestFinished, test } from "vitest";
import { gitBranch } from "../../../src/branch/git.ts";
import { fetchBranch, moveBranch, pushBranch, startingPoint } from "../../../src/branch/git-remote.ts";
import { OutsideError } from "../../../src/releases/ports.ts";
import { gitRepository, type TestRepository } from "../../support/git-repository.ts";

const branch = "prompt-releases";
const ref = `refs/heads/${branch}`;

async function pair(): Promise<{ server: TestRepository; clone: TestRepository }> {
  const server = await gitRepository({ bare: true });
  const clone = await gitRepository({ files: { a: "a" } });
  onTestFinished(() => server[Symbol.asyncDispose]());
  onTestFinished(() => clone[Symbol.asyncDispose]());
  await clone.git("remote", "add", "origin", server.directory);
  return { server, clone };
}

const where = (repository: TestRepository) => ({ repository, remote: "origin", branch });

async function appendTo(repository: TestRepository, path: string): Promise<string> {
  const identity = { name: "p", email: "p@example.com" };
  const home = gitBranch({ repository, branch, identity, now: () => "2026-03-01T12:00:00Z" });
  const { head } = await home.read([]);
  const result = await home.append({
    expectedHead: head,
    message: path,
    created: new Map([[path, "x\n"]]),
    replaced: new Map(),
  });
  if (result.status !== "committed") throw new Error(result.status);
  return result.head;
}

test("a first push makes the branch, a second has nothing to do", async () => {
  const { server, clone } = await pair();
  expect(await fetchBranch(where(clone))).toEqual({ status: "absent" });
  expect((await startingPoint(where(clone))).standing).toBe("neither");
  const head = await appendTo(clone, "one");
  expect((await startingPoint(where(clone))).standing).toBe("local_only");
  expect(await pushBranch(where(clone), head)).toEqual({ status: "pushed" });
  expect(await server.git("rev-parse", ref)).toBe(head);
  expect(await pushBranch(where(clone), head)).toEqual({ status: "up_to_date" });
});

test("a push on a remote that moved is turned away and changes nothing", async () => {
  const { server, clone } = await pair();
  await pushBranch(where(clone), await appendTo(clone, "one"));
  await fetchBranch(where(clone));
  const theirs = await appendTo(server, "theirs");
  const ours = await appendTo(clone, "ours");
  expect(await startingPoint(where(clone))).toMatchObject({ standing: "ahead", head: ours });
  expect(await pushBranch(where(clone), ours)).toEqual({ status: "moved" });
  expect(await server.git("rev-parse", ref)).toBe(theirs);
  expect(await fetchBranch(where(clone))).toEqual({ status: "fetched", head: theirs });
  expect(await clone.git("rev-parse", ref)).toBe(ours);
  expect(await startingPoint(where(clone))).toEqual({
    standing: "diverged",
    local: ours,
    tracked: theirs,
    head: theirs,
  });
  // A push stays turned away now that both commits are known here.
  expect(await pushBranch(where(clone), ours)).toEqual({ status: "moved" });
});

test("a local branch that is behind goes on from the remote's head", async () => {
  const { server, clone } = await pair();
  const first = await appendTo(clone, "one");
  await pushBranch(where(clone), first);
  const theirs = await appendTo(server, "theirs");
  await fetchBranch(where(clone));
  expect(await startingPoint(where(clone))).toEqual({
    standing: "behind",
    local: first,
    tracked: theirs,
    head: theirs,
  });
  expect(await moveBranch(where(clone), { from: null, to: theirs })).toBe(false);
  expect(await moveBranch(where(clone), { from: first, to: theirs })).toBe(true);
  expect((await startingPoint(where(clone))).standing).toBe("same");
});

test("a clone without the branch goes on from the remote's", async () => {
  const { server, clone } = await pair();
  const theirs = await appendTo(server, "theirs");
  await fetchBranch(where(clone));
  expect(await startingPoint(where(clone))).toMatchObject({ standing: "remote_only", head: theirs });
  expect(await moveBranch(where(clone), { from: null, to: theirs })).toBe(true);
});

test("a branch that the remote lost is forgotten", async () => {
  const { server, clone } = await pair();
  await pushBranch(where(clone), await appendTo(clone, "one"));
  await fetchBranch(where(clone));
  await server.git("update-ref", "-d", ref);
  expect(await fetchBranch(where(clone))).toEqual({ status: "absent" });
  expect((await startingPoint(where(clone))).tracked).toBeNull();
});

test("a remote that was rewritten is followed, so that it can be seen", async () => {
  const { server, clone } = await pair();
  await pushBranch(where(clone), await appendTo(clone, "one"));
  await fetchBranch(where(clone));
  const rewritten = await server.commit({ branch, parents: [], files: { other: "x" } });
  expect(await fetchBranch(where(clone))).toEqual({ status: "fetched", head: rewritten });
  expect((await startingPoint(where(clone))).standing).toBe("diverged");
});

test("a remote that refuses is a rejection with its words", async () => {
  const { server, clone } = await pair();
  const first = await appendTo(clone, "one");
  await pushBranch(where(clone), first);
  await server.git("config", "receive.denyUpdates", "true");
  await server.git("config", "transfer.hideRefs", "refs/heads");
  const refused = await pushBranch(where(clone), await appendTo(clone, "two"));
  expect(refused).toMatchObject({ status: "rejected" });
  expect(await server.git("rev-parse", ref)).toBe(first);
});

test("a remote that cannot be reached is an outside failure", async () => {
  const { clone } = await pair();
  const head = await appendTo(clone, "one");
  await clone.git("remote", "set-url", "origin", "/nowhere");
  await expect(fetchBranch(where(clone))).rejects.toThrow(OutsideError);
  await expect(pushBranch(where(clone), head)).rejects.toThrow(OutsideError);
  await expect(fetchBranch({ ...where(clone), remote: "--upload-pack=x" })).rejects.toThrow("no remote");
});
