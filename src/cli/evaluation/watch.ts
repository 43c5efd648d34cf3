import { type FSWatcher, watch } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as settle } from "node:timers/promises";
import { digestOf } from "../../domain/digest.ts";
import { promptMatcher } from "../../releases/catalog/globs.ts";
import { CONFIG_PATH } from "../../releases/controls.ts";
import type { SourceEntry } from "../../releases/ports.ts";

/** So long nothing must change any more before something counts as changed: editors write in several steps. */
const SETTLED_MS = 150;
/** Systems bound how many folders may be watched. */
const MOST_FOLDERS = 2_000;

/** Waits for files to change. */
export interface FolderWatch extends Disposable {
  /** Watches these folders of the work tree too, as far as they are there. Whether some are new. */
  readonly cover: (folders: readonly string[]) => boolean;
  /** Resolves once something changed since the last call, or the signal ends it. */
  readonly changed: () => Promise<void>;
}

/** @param root of the work tree */
export function watchFolders(root: string, signal: AbortSignal): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let isChanged = false;
  let wake: () => void = () => undefined;
  const touch = () => {
    isChanged = true;
    wake();
  };
  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
    touch();
  };
  const add = (folder: string): boolean => {
    if (watchers.has(folder) || watchers.size >= MOST_FOLDERS) return false;
    try {
      const watcher = watch(join(root, folder), touch);
      watcher.on("error", () => forget(folder));
      watchers.set(folder, watcher);
      return true;
    } catch {
      // It went away meanwhile; the folder above it is watched.
      return false;
    }
  };
  const changed = async (): Promise<void> => {
    while (!isChanged && !signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    while (isChanged && !signal.aborted) {
      isChanged = false;
      await settle(SETTLED_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  signal.addEventListener("abort", () => wake(), { once: true });
  return {
    cover: (folders) => folders.map(add).some(Boolean),
    changed,
    [Symbol.dispose]: () => {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

/** The folders of all that a prompt may be made of, and those above them, where new ones would appear. */
export function foldersOf(entries: readonly SourceEntry[], globs: readonly string[]): readonly string[] {
  const isPrompt = promptMatcher(globs);
  const files = entries.map(({ path }) => path);
  const first = files.filter(
    (path) => isPrompt(path) || /(?:^|\/)partials\//.test(path) || path === CONFIG_PATH,
  );
  const tools = files.filter((path) => /\.(?:json|ya?ml)$/.test(path));
  return [...new Set(["", ...[...first, ...tools].flatMap(foldersAbove)])];
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === "." ? [] : [...foldersAbove(folder), folder];
}

/** Two looks with one key see the same prompts under the same config. */
export function sceneKey(plan: unknown, config: Uint8Array | undefined): string {
  return digestOf(
    JSON.stringify([plan, config === undefined ? null : Buffer.from(config).toString("base64")]),
  );
}
