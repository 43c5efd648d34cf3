import { gitBranch } from "../../../src/branch/git.ts";
import { memoryBranch, memoryStore, storeCommit } from "../../../src/branch/memory.ts";
import type { ReleaseBranch } from "../../../src/releases/ports.ts";
import { gitRepository } from "../../support/git-repository.ts";

/** What somebody does to a release branch past pointsman; null deletes. The first parent's files are edited. */
export interface HandEdit {
  readonly files: Readonly<Record<string, string | null>>;
  /** Default: the head. */
  readonly parents?: readonly string[];
}

/** Release branches by name, in one home of the port. */
export interface Home extends AsyncDisposable {
  /** The branch as another process sees it. */
  open(name: string): ReleaseBranch;
  /** Makes a commit by hand and moves the branch to it by force. */
  edit(name: string, edit: HandEdit): Promise<string>;
}

export function memoryHome(): Home {
  const stores = new Map<string, ReturnType<typeof memoryStore>>();
  const storeOf = (name: string) => {
    const store = stores.get(name) ?? memoryStore();
    stores.set(name, store);
    return store;
  };
  return {
    open: (name) => memoryBranch(storeOf(name)),
    async edit(name, edit) {
      const store = storeOf(name);
      const parents = edit.parents ?? (store.head === null ? [] : [store.head]);
      const files = new Map(store.commits.get(parents[0] ?? "")?.files);
      for (const [path, text] of Object.entries(edit.files)) {
        if (text === null) files.delete(path);
        else files.set(path, text);
      }
      store.head = storeCommit(store, { parents, message: "By hand", files });
      return store.head;
    },
    async [Symbol.asyncDispose]() {},
  };
}

const identity = { name: "pointsman", email: "pointsman@example.com" };

async function gitHome(): Promise<Home> {
  const repository = await gitRepository({ bare: true });
  const now = () => "2026-03-12T09:00:00Z";
  return {
    open: (branch) => gitBranch({ repository, branch, identity, now }),
    edit: (branch, { files, parents }) =>
      repository.commit({ branch, files, message: "By hand", ...(parents && { parents }) }),
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  };
}

/** Both homes that run without a server; GitHub's is held to the same port by its own suite. */
export const HOMES: readonly (readonly [string, () => Promise<Home>])[] = [
  ["in memory", async () => memoryHome()],
  ["on local git", gitHome],
];
