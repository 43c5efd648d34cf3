import { describe, onTestFinished } from "vitest";
import { appendingContract } from "./appending.ts";
import { historyContract } from "./history.ts";
import type { BranchHome, Opened } from "./home.ts";
import { readingContract } from "./reading.ts";

/** Holds a home of `ReleaseBranch` to what the port promises. */
export function releaseBranchContract(name: string, start: () => Promise<BranchHome>): void {
  const opened: Opened = async () => {
    const home = await start();
    onTestFinished(() => home[Symbol.asyncDispose]());
    return { home, branch: home.open() };
  };

  describe(name, () => {
    readingContract(opened);
    appendingContract(opened);
    historyContract(opened);
  });
}
