import { z } from "zod";
import { ALARM_KINDS, type AlarmStore, type StandingAlarm } from "../releases/alarm-store.ts";
import { type Database, type Session, transact } from "./database.ts";
import { rememberCommit } from "./outbox/announce.ts";

/** The standing alarms in a database. */
export function alarmsOf(database: Database): AlarmStore {
  const rows = () =>
    database.db
      .selectFrom("alarms")
      .select(["repository_id", "kind", "commit_sha", "raised_at"])
      .orderBy("raised_at")
      .orderBy("commit_sha");
  return {
    raise: (repositoryId, alarm) => transact(database, (session) => raise(session, repositoryId, alarm)),
    standing: async (repositoryId) =>
      (await rows().where("repository_id", "=", repositoryId).execute()).map(alarmOf),
    lift: (repositoryId) =>
      transact(database, async (session) => {
        await lift(session, repositoryId);
      }),
    accept: (repositoryId, commit, now) =>
      transact(database, async (session) => {
        if ((await lift(session, repositoryId)) === 0) return false;
        await rememberCommit(session.tx, { repositoryId, commit, now });
        return true;
      }),
    all: async () =>
      (await rows().execute()).map((row) => ({ ...alarmOf(row), repositoryId: Number(row.repository_id) })),
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
  repositoryId: number,
  { commit, kind, raisedAt }: StandingAlarm,
): Promise<StandingAlarm> {
  await tx
    .insertInto("alarms")
    .values({ repository_id: repositoryId, kind, commit_sha: commit, raised_at: raisedAt })
    .onConflict((conflict) => conflict.columns(["repository_id", "kind", "commit_sha"]).doNothing())
    .execute();
  const row = await tx
    .selectFrom("alarms")
    .select(["kind", "commit_sha", "raised_at"])
    .where("repository_id", "=", repositoryId)
    .where("kind", "=", kind)
    .where("commit_sha", "=", commit)
    .executeTakeFirstOrThrow();
  return alarmOf(row);
}

async function lift({ tx }: Session, repositoryId: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("alarms")
    .where("repository_id", "=", repositoryId)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
