import {
  eventPath,
  isReplaceable,
  README_PATH,
  slugPath,
  statePath,
  versionPath,
} from "../../../src/releases/layout.ts";
import type { AppendResult, BranchCommit, ReleaseBranch } from "../../../src/releases/ports.ts";

/** What somebody does to the branch past pointsman. */
export interface HandEdit {
  readonly files: Readonly<Record<string, string | null>>;
  readonly message: string;
  /** The first parent's files are the ones that are edited. */
  readonly parents: readonly string[];
}

/** One home of the port, with an empty repository behind it. */
export interface BranchHome extends AsyncDisposable {
  /** The same branch, as another process sees it. */
  open(): ReleaseBranch;
  /** Makes a commit and moves the branch to it by force. */
  edit(edit: HandEdit): Promise<string>;
}

export const texts = (files: Readonly<Record<string, string>>) => new Map(Object.entries(files));

export function commit(
  expectedHead: string | null,
  files: Readonly<Record<string, string>>,
  message = "Publish",
): BranchCommit {
  const all = Object.entries(files);
  return {
    expectedHead,
    message,
    created: new Map(all.filter(([path]) => !isReplaceable(path))),
    replaced: new Map(all.filter(([path]) => isReplaceable(path))),
  };
}

export async function appended(branch: ReleaseBranch, ...args: Parameters<typeof commit>): Promise<string> {
  return headOf(await branch.append(commit(...args)));
}

function headOf(result: AppendResult): string {
  if (result.status !== "committed") throw new Error(`not committed: ${JSON.stringify(result)}`);
  return result.head;
}

export async function everything<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export const id = "support-triage";

export const firstFiles = {
  [README_PATH]: "# Releases\n",
  [statePath(id)]: '{"n":1}\n',
  [eventPath(id, 1)]: "event 1\n",
  [versionPath(id, "2026-03-01.1")]: "version 1\n",
  [slugPath("support-triage-12345678")]: "slug\n",
};

/** What a test of the contract begins with: a home that goes away with the test, and its branch. */
export type Opened = () => Promise<{ readonly home: BranchHome; readonly branch: ReleaseBranch }>;
