import type { Transaction } from "kysely";
import type { WatchedBranch } from "../releases/alarm-store.ts";
import type { Database } from "./database.ts";
import type { Tables } from "./schema.ts";

/** A branch's own rows, and those from before branches were told apart. */
export function namesOf(branch: string): readonly string[] {
  return [branch, ""];
}

/** The last commit of a release branch that was announced; null where nothing of it was. */
export async function announcedHead(
  { db }: Pick<Database, "db">,
  { branch, repositoryId }: WatchedBranch,
): Promise<string | null> {
  const row = await db
    .selectFrom("announced_heads")
    .select("commit_sha")
    .where("repository_id", "=", repositoryId)
    .where("branch", "in", namesOf(branch))
    .orderBy("branch", "desc")
    .executeTakeFirst();
  return row?.commit_sha ?? null;
}

/** That everything up to a release commit is announced. What no branch was named for becomes this branch's. */
export async function rememberHead(
  tx: Transaction<Tables>,
  { branch, repositoryId }: WatchedBranch,
  { commit, now }: { readonly commit: string; readonly now: number },
): Promise<void> {
  if (branch !== "") {
    await tx
      .deleteFrom("announced_heads")
      .where("repository_id", "=", repositoryId)
      .where("branch", "=", "")
      .execute();
  }
  await tx
    .insertInto("announced_heads")
    .values({ repository_id: repositoryId, branch, commit_sha: commit, at: now })
    .onConflict((conflict) =>
      conflict.columns(["repository_id", "branch"]).doUpdateSet({ commit_sha: commit, at: now }),
    )
    .execute();
}
