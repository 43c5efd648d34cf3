import { memoryBranch, memoryStore, storeCommit } from "../../../src/branch/memory.ts";
import { releaseBranchContract } from "./suite.ts";

releaseBranchContract("the release branch in memory", async () => {
  const store = memoryStore();
  return {
    open: () => memoryBranch(store),
    async edit({ files: edits, message, parents }) {
      const files = new Map(store.commits.get(parents[0] ?? "")?.files);
      for (const [path, text] of Object.entries(edits)) {
        if (text === null) files.delete(path);
        else files.set(path, text);
      }
      store.head = storeCommit(store, { parents, message, files });
      return store.head;
    },
    async [Symbol.asyncDispose]() {},
  };
});
