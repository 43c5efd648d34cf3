import { HistoryError, type ReleaseBranch } from "./ports.ts";

/** Whether the history of `head` goes back to `ancestor`. */
export async function descends(
  branch: Pick<ReleaseBranch, "log">,
  ancestor: string,
  head: string,
): Promise<boolean> {
  try {
    for await (const _ of branch.log({ since: ancestor, until: head })) break;
    return true;
  } catch (error) {
    if (error instanceof HistoryError) return false;
    throw error;
  }
}
