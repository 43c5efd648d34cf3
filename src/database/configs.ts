import { z } from "zod";
import type { ConfigStore } from "../releases/config-store.ts";
import type { Database } from "./database.ts";

/** The last readable configs in a database. Texts are kept as JSON strings: PostgreSQL takes no NUL, and YAML may hold one. */
export function configsOf({ db }: Database): ConfigStore {
  return {
    last: async (repositoryId) => {
      const row = await db
        .selectFrom("configs")
        .select(["text_json", "commit_sha", "broken_since"])
        .where("repository_id", "=", repositoryId)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { broken_since: brokenSince, commit_sha: commit, text_json: json } = row;
      const text = z.string().parse(JSON.parse(json));
      return { text, commit, brokenSince: brokenSince === null ? null : Number(brokenSince) };
    },
    remember: async (repositoryId, { commit, text }) => {
      const values = { text_json: JSON.stringify(text), commit_sha: commit, broken_since: null };
      await db
        .insertInto("configs")
        .values({ repository_id: repositoryId, ...values })
        .onConflict((conflict) => conflict.column("repository_id").doUpdateSet(values))
        .execute();
    },
    broke: async (repositoryId, at) => {
      await db
        .updateTable("configs")
        .where("repository_id", "=", repositoryId)
        .where("broken_since", "is", null)
        .set({ broken_since: at })
        .execute();
    },
  };
}
