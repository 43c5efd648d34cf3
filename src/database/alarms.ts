import { z } from "zod";
import {
  ALARM_KINDS,
  type AlarmStore,
  type StandingAlarm,
  type WatchedBranch,
} from "../releases/alarm-store.ts";
import { type Database, type Session, transact } from "./database.ts";
import { namesOf, rememberHead } from "./heads.ts";

/** The standing alarms in a database. */
export function alarmsOf(database: Database): AlarmStore {
  const rows = () =>
    database.db
      .selectFrom("branch_alarms")
      .select(["repository_id", "branch", "kind", "commit_sha", "raised_at"])
      .orderBy("raised_at")
      .orderBy("commit_sha");
  return {
    raise: (watched, alarm) => transact(database, (session) => raise(session, watched, alarm)),
    standing: async ({ branch, repositoryId }) => {
      const about = rows().where("repository_id", "=", repositoryId).where("branch", "in", namesOf(branch));
      return (await about.execute()).map(alarmOf);
    },
    lift: (watched) =>
      transact(database, async (session) => {
        await lift(session, watched);
      }),
    accept: (watched, commit, now) =>
      transact(database, async (session) => {
        if ((await lift(session, watched)) === 0) return false;
        await rememberHead(session.tx, watched, { commit, now });
        return true;
      }),
    all: async () =>
      (await rows().execute()).map((row) => {
        return { ...alarmOf(row), repositoryId: Number(row.repository_id), branch: row.branch };
      }),
  };
}

interface Row {
  readonly kind: string;
  readonly commit_sha: string;
  readonly raised_at: number;
}

const kindSchema = z.enum(ALARM_KINDS);

function alarmOf({ commit_sha, kind, raised_at }: Row): StandingAlarm {
  return { kind: kindSchema.parse(kind), commit: commit_sha, raisedAt: Number(raised_at) };
}

async function raise(
  { tx }: Session,
  { branch, repositoryId }: WatchedBranch,
  { commit, kind, raisedAt }: StandingAlarm,
): Promise<StandingAlarm> {
  await tx
    .insertInto("branch_alarms")
    .values({ repository_id: repositoryId, branch, kind, commit_sha: commit, raised_at: raisedAt })
    .onConflict((conflict) => conflict.columns(["repository_id", "branch", "kind", "commit_sha"]).doNothing())
    .execute();
  const row = await tx
    .selectFrom("branch_alarms")
    .select(["kind", "commit_sha", "raised_at"])
    .where("repository_id", "=", repositoryId)
    .where("branch", "in", namesOf(branch))
    .where("kind", "=", kind)
    .where("commit_sha", "=", commit)
    .orderBy("raised_at")
    .executeTakeFirstOrThrow();
  return alarmOf(row);
}

async function lift({ tx }: Session, { branch, repositoryId }: WatchedBranch): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("branch_alarms")
    .where("repository_id", "=", repositoryId)
    .where("branch", "in", namesOf(branch))
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
