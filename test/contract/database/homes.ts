import { join } from "node:path";
import { openStore, type Store, type StorePlace } from "../../../src/database/store.ts";
import { storeFolder } from "../../support/store-folder.ts";

/** Where a store can be, for a suite that runs on each. */
export interface Home {
  /** A store that nobody has used, closed in the end. */
  readonly fresh: () => Promise<Place>;
}

/** One store's place, and ways to open it. */
export interface Place extends AsyncDisposable {
  readonly place: StorePlace;
  readonly store: Store;
  /** Another instance on it: a connection pool of its own. SQLite has only one, so it gives that. */
  readonly another: () => Promise<Store>;
  /** As after a crash: whoever held something holds it no more in a file, and still does on a server. */
  readonly reopen: () => Promise<Store>;
}

const opening = { pid: process.pid, now: 0, onIdleError: () => undefined };

export function sqliteHome(): Home {
  return {
    fresh: async () => {
      const folder = storeFolder();
      const place: StorePlace = { kind: "sqlite", file: join(folder.path, "pointsman.db") };
      const stores = [await openStore(place, opening)];
      const store = stores[0];
      if (store === undefined) throw new Error("no store");
      return {
        place,
        store,
        another: async () => store,
        reopen: async () => {
          await stores.pop()?.close();
          const next = await openStore(place, opening);
          stores.push(next);
          return next;
        },
        [Symbol.asyncDispose]: async () => {
          for (const open of stores) await open.close();
          folder[Symbol.dispose]();
        },
      };
    },
  };
}

export function postgresHome(createDatabase: () => Promise<string>): Home {
  return {
    fresh: async () => {
      const place: StorePlace = { kind: "postgres", url: await createDatabase() };
      const stores: Store[] = [];
      const another = async () => {
        const store = await openStore(place, opening);
        stores.push(store);
        return store;
      };
      const store = await another();
      return {
        place,
        store,
        another,
        reopen: another,
        [Symbol.asyncDispose]: async () => {
          for (const open of stores) await open.close();
        },
      };
    },
  };
}
