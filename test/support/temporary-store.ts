import { join } from "node:path";
import { openStore, type Store } from "../../src/database/store.ts";
import { storeFolder } from "./store-folder.ts";

/** A store in a folder of its own that goes away with it. */
export async function temporaryStore(): Promise<Store & AsyncDisposable & { readonly file: string }> {
  const folder = storeFolder();
  const file = join(folder.path, "pointsman.db");
  const opening = { pid: process.pid, now: 0, onIdleError: () => undefined };
  const store = await openStore({ kind: "sqlite", file }, opening);
  return {
    ...store,
    file,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      folder[Symbol.dispose]();
    },
  };
}
