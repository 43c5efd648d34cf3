import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { gitBranch } from "../../../src/branch/git.ts";
import type { GitRepository } from "../../../src/git/run.ts";
import { eventPath, statePath } from "../../../src/releases/layout.ts";
import {
  type BranchCommit,
  HistoryError,
  OutsideError,
  type ReleaseBranch,
} from "../../../src/releases/ports.ts";
import { gitRepository } from "../../support/git-repository.ts";

const identity = { name: "Point <s>\nman", email: "p@example.com" };
const branch = "prompt-releases";
const open = (repository: GitRepository): ReleaseBranch =>
  gitBranch({ repository, branch, identity, now: () => "2026-03-01T12:30:45.678Z" });

const release = (expectedHead: string | null, event: number): BranchCommit => ({
  expectedHead,
  message: `event ${event}`,
  created: new Map([[eventPath("p", event), `${event}\n`]]),
  replaced: new Map([[statePath("p"), `${event}\n`]]),
});

async function appended(home: ReleaseBranch, commit: BranchCommit): Promise<string> {
  const result = await home.append(commit);
  if (result.status !== "committed") throw new Error(JSON.stringify(result));
  return result.head;
}

test("commits carry the identity, made harmless, and the given time", async () => {
  await using repository = await gitRepository({ bare: true });
  const head = await appended(open(repository), release(null, 1));
  expect(await repository.git("cat-file", "commit", head)).toContain(
    "committer Point  s  man <p@example.com> 1772368245 +0000\n\nevent 1",
  );
});

test("a file's id is no commit that the branch ever contained", async () => {
  await using repository = await gitRepository({ bare: true });
  const home = open(repository);
  const head = await appended(home, release(null, 1));
  const since = (await repository.git("rev-parse", `${head}:${eventPath("p", 1)}`)).trim();
  await expect(home.log({ since, until: head })[Symbol.asyncIterator]().next()).rejects.toThrow(HistoryError);
});

test("two who make the very same commit at the same moment overtake each other, and neither fails", async () => {
  const many = Array.from({ length: 120 }, (_, n) => [eventPath("p", n + 1), `${n}\n`] as const);
  const commit = { expectedHead: null, message: "many", created: new Map(many), replaced: new Map() };
  await using first = await gitRepository({ bare: true });
  const head = await appended(open(first), commit);
  const packs = (repository: GitRepository) => join(repository.directory, "objects", "pack");
  const [pack = ""] = (await readdir(packs(first))).filter((name) => name.endsWith(".pack"));
  await using second = await gitRepository({ bare: true });
  const keep = join(packs(second), pack.replace(/pack$/, "keep"));
  await mkdir(packs(second), { recursive: true });
  await writeFile(keep, "");
  expect(await open(second).append(commit)).toEqual({ status: "conflict" });
  await rm(keep);
  expect(await appended(open(second), commit)).toBe(head);
});

test("a name that is no branch is refused before git sees it", () => {
  expect(() =>
    gitBranch({ repository: { directory: "." }, branch: "--all", identity, now: () => "" }),
  ).toThrow();
});

test("a head that is no commit id is a bug, not part of a stream", async () => {
  await using repository = await gitRepository({ bare: true });
  await expect(open(repository).append(release("main\ndone\n", 1))).rejects.toThrow("no commit id");
});

test("a stale lock is named, with the mend; nothing is written", async () => {
  await using repository = await gitRepository({ bare: true });
  const home = open(repository);
  const head = await appended(home, release(null, 1));
  const lock = join(repository.directory, "refs", "heads", `${branch}.lock`);
  await writeFile(lock, "");
  const failure = await home.append(release(head, 2)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(OutsideError);
  expect(String(failure)).toMatch(
    /prompt-releases\.lock\. If none is running, .* remove that file and try again/,
  );
  expect((await home.read([])).head).toBe(head);
  await rm(lock);
  await appended(home, release(head, 2));
});

test("a repository that takes no objects is an outside failure; the branch stays", async () => {
  await using repository = await gitRepository({ bare: true });
  const home = open(repository);
  const head = await appended(home, release(null, 1));
  const pack = join(repository.directory, "objects", "pack");
  await rm(pack, { recursive: true });
  // Permissions would not stop root, a file in the folder's place stops everybody.
  await writeFile(pack, "");
  await expect(home.append(release(head, 2))).rejects.toThrow(OutsideError);
  await rm(pack);
  await mkdir(pack);
  expect((await home.read([eventPath("p", 2)])).files.size).toBe(0);
  await appended(home, release(head, 2));
});

test("a folder that is no repository is an outside failure in every verb", async () => {
  const home = open({ directory: "/" });
  await expect(home.read([statePath("p")])).rejects.toThrow(OutsideError);
  await expect(home.list("", "1".repeat(40))).rejects.toThrow(OutsideError);
  await expect(home.append(release(null, 1))).rejects.toThrow(OutsideError);
  await expect(home.recentMessages("1".repeat(40), 3)).rejects.toThrow(OutsideError);
  await expect(
    home
      .log({ since: null, until: "1".repeat(40) })
      [Symbol.asyncIterator]()
      .next(),
  ).rejects.toThrow(OutsideError);
});

describe("what somebody put in the way by hand is never deleted", () => {
  test("a file where a folder must stand", async () => {
    await using repository = await gitRepository({ bare: true });
    const head = await repository.commit({ branch, files: { "prompts/p/events": "a file\n" } });
    expect(await open(repository).append(release(head, 1))).toEqual({
      status: "immutable",
      paths: ["prompts/p/events"],
    });
  });

  test("a folder where a file must stand", async () => {
    await using repository = await gitRepository({ bare: true });
    const files = { [`${statePath("p")}/x`]: "x\n", [`${eventPath("p", 1)}/y`]: "y\n" };
    const head = await repository.commit({ branch, files });
    expect(await open(repository).append(release(head, 1))).toEqual({
      status: "immutable",
      paths: [eventPath("p", 1), statePath("p")],
    });
  });
});

test("links are no files of the branch", async () => {
  await using repository = await gitRepository({ bare: true });
  await repository.commit({ branch, files: { "README.md": { symlink: "/etc/passwd" }, "a.txt": "a\n" } });
  expect((await open(repository).read(["README.md", "a.txt"])).files).toEqual(new Map([["a.txt", "a\n"]]));
});

test("a log that nobody reads to its end leaves no process behind", async () => {
  await using repository = await gitRepository({ bare: true });
  const home = open(repository);
  let head = await appended(home, release(null, 1));
  for (let event = 2; event <= 5; event += 1) head = await appended(home, release(head, event));
  const seen: string[] = [];
  for await (const { message } of home.log({ since: null, until: head })) {
    seen.push(message);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual(["event 1", "event 2"]);
});

test("killed at any moment, the branch is whole and writing goes on", async () => {
  await using repository = await gitRepository({ bare: true });
  const home = open(repository);
  let confirmed = await appended(home, release(null, 1));
  for (let round = 0; round < 8; round += 1) {
    confirmed = (await writeUntilKilled(repository, round % 4)) ?? confirmed;
    await repository.git("fsck", "--strict", "--connectivity-only", "--no-dangling");
    const { head, files } = await home.read([statePath("p")]);
    // What was confirmed is there, and nothing but whole commits on top of it.
    await repository.git("merge-base", "--is-ancestor", confirmed, head ?? "");
    const events = await home.list("prompts/p/events", head ?? "");
    expect(events).toHaveLength(Number(files.get(statePath("p"))));
    const refs = join(repository.directory, "refs", "heads");
    for (const name of await readdir(refs)) if (name.endsWith(".lock")) await rm(join(refs, name));
    confirmed = await appended(home, release(head, events.length + 1));
  }
});

/** Another process appends as fast as it can; it and its gits are killed a moment after it has confirmed so many. */
async function writeUntilKilled(
  { directory }: GitRepository,
  confirmations: number,
): Promise<string | undefined> {
  const source = pathToFileURL(join(import.meta.dirname, "../../../src/branch/git.ts")).href;
  const script = `
    import { gitBranch } from ${JSON.stringify(source)};
    const home = gitBranch({ repository: { directory: ${JSON.stringify(directory)} }, branch: "${branch}",
      identity: { name: "p", email: "p" }, now: () => "2026-03-01T12:00:00Z" });
    console.log("ready");
    for (;;) {
      const { head, files } = await home.read(["prompts/p/state.json"]);
      const next = Number(files.get("prompts/p/state.json")) + 1;
      const event = "prompts/p/events/" + String(next).padStart(8, "0") + ".json";
      const result = await home.append({ expectedHead: head, message: "event " + next,
        created: new Map([[event, next + "\\n"]]), replaced: new Map([["prompts/p/state.json", next + "\\n"]]) });
      console.log(result.head);
    }`;
  const writer = spawn(process.execPath, ["--input-type=module", "--no-warnings", "--eval", script], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(writer, "close");
  let last: string | undefined;
  let lines = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    if (line !== "ready") last = line;
    if (lines === confirmations) process.kill(-(writer.pid ?? 0), "SIGKILL");
    lines += 1;
  }
  await gone;
  return last;
}
