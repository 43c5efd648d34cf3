import { createHash } from "node:crypto";
import pLimit from "p-limit";
import { z } from "zod";
import { eventsDirectory, parseBranchPath, versionsDirectory } from "../releases/layout.ts";
import { type BranchSnapshot, OutsideError } from "../releases/ports.ts";
import type { KnownPaths } from "./github-known.ts";
import type { GitHubBranchOptions } from "./github-options.ts";
import { askCommit, type CommitAnswer, type FoundEntry, type Wanted } from "./github-query.ts";

/** Things in one query: GitHub ends a query after 10 s. */
const A_QUERY = 80;
const AT_ONCE = 6;

/** Whoever reads more states than this is not about to append to each of them. */
const STATES_WITH_FOLDERS = 20;

export interface GitHubHome extends GitHubBranchOptions {
  readonly known: KnownPaths;
}

/** One query for up to 80 files; more are read at the commit that the first query answered. */
export async function readFromGitHub(
  home: GitHubHome,
  paths: readonly string[],
  at: string | undefined,
): Promise<BranchSnapshot> {
  const wanted = wantedFor([...new Set(paths)]);
  const answer = await askAll(home, at, wanted);
  if (answer === null) {
    if (at !== undefined) throw new OutsideError("read the release branch", `there is no commit ${at}`);
    return { head: null, files: new Map() };
  }
  remember(home.known, answer, wanted);
  const limit = pLimit(AT_ONCE);
  const texts = await Promise.all(
    wanted.map(async ({ kind, path }, index): Promise<[string, string][]> => {
      const entry = answer.entries[index];
      if (kind !== "text" || !isRegularFile(entry)) return [];
      return [[path, await limit(() => wholeText(home, entry))]];
    }),
  );
  return { head: answer.commit, files: new Map(texts.flat()) };
}

/** Beside a prompt's state, the names of its events and versions: an append must not write over one. */
function wantedFor(paths: readonly string[]): Wanted[] {
  const files = paths.map((path): Wanted => ({ kind: "text", path }));
  const prompts = paths.flatMap((path) => {
    const parsed = parseBranchPath(path);
    return parsed?.kind === "state" ? [parsed.promptId] : [];
  });
  if (prompts.length > STATES_WITH_FOLDERS) return files;
  const folders = prompts.flatMap((id) => [eventsDirectory(id), versionsDirectory(id)]);
  return [...files, ...folders.map((path): Wanted => ({ kind: "folder", path }))];
}

/** All at one and the same commit. */
export async function askAll(
  home: GitHubBranchOptions,
  at: string | undefined,
  wanted: readonly Wanted[],
): Promise<CommitAnswer | null> {
  const first = await askCommit(home, at, wanted.slice(0, A_QUERY));
  if (first === null || wanted.length <= A_QUERY) return first;
  const starts = Array.from({ length: Math.ceil(wanted.length / A_QUERY) - 1 }, (_, n) => (n + 1) * A_QUERY);
  const limit = pLimit(AT_ONCE);
  const others = await Promise.all(
    starts.map((start) => limit(() => askCommit(home, first.commit, wanted.slice(start, start + A_QUERY)))),
  );
  const entries = others.flatMap((answer) => {
    if (answer === null) throw new OutsideError("read the release branch", `${first.commit} disappeared`);
    return answer.entries;
  });
  return { commit: first.commit, entries: [...first.entries, ...entries] };
}

function remember(known: KnownPaths, answer: CommitAnswer, wanted: readonly Wanted[]): void {
  wanted.forEach(({ kind, path }, index) => {
    const entry = answer.entries[index] ?? null;
    if (kind !== "folder") known.file(answer.commit, path, entry !== null);
    // A file in the folder's place is nothing to rely on: an append will look.
    else if (entry === null || entry.names !== undefined)
      known.folder(answer.commit, path, entry?.names ?? []);
  });
}

function isRegularFile(entry: FoundEntry | null | undefined): entry is FoundEntry {
  return entry !== null && entry !== undefined && (entry.mode & 0o170000) === 0o100000;
}

const restBlob = z.object({ content: z.string(), encoding: z.literal("base64") });

/** GraphQL's text where it is the whole content, as the object's own hash tells; else REST's bytes. */
async function wholeText({ client, owner, repo }: GitHubBranchOptions, entry: FoundEntry): Promise<string> {
  const { text, oid } = entry;
  if (typeof text === "string" && blobId(Buffer.from(text), oid.length) === oid) return text;
  const route = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";
  const { data } = await client.request(route, { owner, repo, file_sha: oid });
  return Buffer.from(restBlob.parse(data).content, "base64").toString("utf8");
}

/** Git's id of a blob: SHA-1, or SHA-256 where ids have 64 digits. */
function blobId(content: Buffer, digits: number): string {
  const hash = createHash(digits === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${content.length}\0`).update(content).digest("hex");
}
