import { z } from "zod";
import { Socket } from "node:net";
import { dirname, join, resolve } from "node:path";
import { HandleEmptyInListsPlugin, Kysely, PostgresDialect, SqliteDialect, replaceWithNoncontingentExpression, sql } from "kysely";
import pg from "pg";
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
// src/releases/alarm-store.ts
/** What is wrong with a release branch. The list is closed: issues, logs, metrics and the store carry the words. */
const ALARM_KINDS = [
	"rewritten",
	"tampered",
	"stranger"
];
// src/database/database.ts
/** The query layer on a dialect. Nothing is in an empty list: SQLite knows that, PostgreSQL would call it bad syntax. */
function kyselyOn(dialect) {
	const emptyLists = new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression });
	return new Kysely({
		dialect,
		plugins: [emptyLists]
	});
}
/** How often a transaction is tried that PostgreSQL broke off in favour of another. */
const ATTEMPTS = 5;
/** serialization_failure, deadlock_detected: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const BROKEN_OFF = /* @__PURE__ */ new Set(["40001", "40P01"]);
/** Does all of `work` or nothing of it. */
async function transact({ db, kind }, work) {
	for (let attempt = 1;; attempt += 1) try {
		return await db.transaction().execute((tx) => work({
			kind,
			tx
		}));
	} catch (error) {
		if (attempt === ATTEMPTS || !wasBrokenOff(error)) throw error;
	}
}
function wasBrokenOff(error) {
	if (typeof error !== "object" || error === null || !("code" in error)) return false;
	return typeof error.code === "string" && BROKEN_OFF.has(error.code);
}
/** As many rows as one statement may insert or name: far below both databases' limits on parameters. */
const CHUNK = 500;
function chunksOf(items) {
	return Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, nth) => items.slice(nth * CHUNK, (nth + 1) * CHUNK));
}
// src/database/heads.ts
/** A branch's own rows, and those from before branches were told apart. */
function namesOf(branch) {
	return [branch, ""];
}
/** The last commit of a release branch that was announced; null where nothing of it was. */
async function announcedHead({ db }, { branch, repositoryId }) {
	return (await db.selectFrom("announced_heads").select("commit_sha").where("repository_id", "=", repositoryId).where("branch", "in", namesOf(branch)).orderBy("branch", "desc").executeTakeFirst())?.commit_sha ?? null;
}
/** That everything up to a release commit is announced. What no branch was named for becomes this branch's. */
async function rememberHead(tx, { branch, repositoryId }, { commit, now }) {
	if (branch !== "") await tx.deleteFrom("announced_heads").where("repository_id", "=", repositoryId).where("branch", "=", "").execute();
	await tx.insertInto("announced_heads").values({
		repository_id: repositoryId,
		branch,
		commit_sha: commit,
		at: now
	}).onConflict((conflict) => conflict.columns(["repository_id", "branch"]).doUpdateSet({
		commit_sha: commit,
		at: now
	})).execute();
}
// src/database/alarms.ts
/** The standing alarms in a database. */
function alarmsOf(database) {
	const rows = () => database.db.selectFrom("branch_alarms").select([
		"repository_id",
		"branch",
		"kind",
		"commit_sha",
		"raised_at"
	]).orderBy("raised_at").orderBy("commit_sha");
	return {
		raise: (watched, alarm) => transact(database, (session) => raise(session, watched, alarm)),
		standing: async ({ branch, repositoryId }) => {
			return (await rows().where("repository_id", "=", repositoryId).where("branch", "in", namesOf(branch)).execute()).map(alarmOf);
		},
		lift: (watched) => transact(database, async (session) => {
			await lift(session, watched);
		}),
		accept: (watched, commit, now) => transact(database, async (session) => {
			if (await lift(session, watched) === 0) return false;
			await rememberHead(session.tx, watched, {
				commit,
				now
			});
			return true;
		}),
		all: async () => (await rows().execute()).map((row) => {
			return {
				...alarmOf(row),
				repositoryId: Number(row.repository_id),
				branch: row.branch
			};
		})
	};
}
const kindSchema = z.enum(ALARM_KINDS);
function alarmOf({ commit_sha, kind, raised_at }) {
	return {
		kind: kindSchema.parse(kind),
		commit: commit_sha,
		raisedAt: Number(raised_at)
	};
}
async function raise({ tx }, { branch, repositoryId }, { commit, kind, raisedAt }) {
	await tx.insertInto("branch_alarms").values({
		repository_id: repositoryId,
		branch,
		kind,
		commit_sha: commit,
		raised_at: raisedAt
	}).onConflict((conflict) => conflict.columns([
		"repository_id",
		"branch",
		"kind",
		"commit_sha"
	]).doNothing()).execute();
	return alarmOf(await tx.selectFrom("branch_alarms").select([
		"kind",
		"commit_sha",
		"raised_at"
	]).where("repository_id", "=", repositoryId).where("branch", "in", namesOf(branch)).where("kind", "=", kind).where("commit_sha", "=", commit).orderBy("raised_at").executeTakeFirstOrThrow());
}
async function lift({ tx }, { branch, repositoryId }) {
	const { numDeletedRows } = await tx.deleteFrom("branch_alarms").where("repository_id", "=", repositoryId).where("branch", "in", namesOf(branch)).executeTakeFirstOrThrow();
	return Number(numDeletedRows);
}
// src/database/configs.ts
/** The last readable configs in a database. Texts are kept as JSON strings: PostgreSQL takes no NUL, and YAML may hold one. */
function configsOf({ db }) {
	return {
		last: async (repositoryId) => {
			const row = await db.selectFrom("configs").select([
				"text_json",
				"commit_sha",
				"broken_since"
			]).where("repository_id", "=", repositoryId).executeTakeFirst();
			if (row === void 0) return null;
			const { broken_since: brokenSince, commit_sha: commit, text_json: json } = row;
			return {
				text: z.string().parse(JSON.parse(json)),
				commit,
				brokenSince: brokenSince === null ? null : Number(brokenSince)
			};
		},
		remember: async (repositoryId, { commit, text }) => {
			const values = {
				text_json: JSON.stringify(text),
				commit_sha: commit,
				broken_since: null
			};
			await db.insertInto("configs").values({
				repository_id: repositoryId,
				...values
			}).onConflict((conflict) => conflict.column("repository_id").doUpdateSet(values)).execute();
		},
		broke: async (repositoryId, at) => {
			await db.updateTable("configs").where("repository_id", "=", repositoryId).where("broken_since", "is", null).set({ broken_since: at }).execute();
		}
	};
}
// src/inbox/inbox-store.ts
/**
* The port of the inbox: where GitHub's deliveries are kept until they were worked on. Its home is `src/database`. All
* times are milliseconds since the epoch.
*/
/** The app's own errands lie among GitHub's deliveries; unlike any event of GitHub's, whose names have no dot. */
const ERRAND_EVENT = "pointsman.errand";
// src/database/backlog.ts
/** More of one state are not counted: watching a store in trouble must not add to it. */
const COUNTED = 1e4;
/** Counts rows of one state over the index that begins with it. */
async function countState({ db }, table, state) {
	const { rows } = await sql`
    select count(*) as "count"
    from (select 1 from ${sql.table(table)} where state = ${state} limit ${COUNTED}) as waiting`.execute(db);
	return Number(rows[0]?.count ?? 0);
}
function numberOrNull(value) {
	return value === null || value === void 0 ? null : Number(value);
}
async function inboxBacklog(database, aside) {
	const count = (state) => countState(database, "inbox", state);
	const [pending, leased, dead] = await Promise.all([
		count("pending"),
		count("leased"),
		count("dead")
	]);
	return {
		states: {
			pending,
			leased,
			dead
		},
		oldestReceived: pending === 0 ? null : await oldestReceived(database, aside)
	};
}
async function oldestReceived({ db }, aside) {
	const waiting = db.selectFrom("inbox").select("received_at").where("state", "=", "pending").where("event", "!=", aside).limit(COUNTED).as("waiting");
	return numberOrNull((await db.selectFrom(waiting).select(({ fn }) => fn.min("waiting.received_at").as("since")).executeTakeFirst())?.since);
}
async function outboxBacklog(database) {
	const count = (state) => countState(database, "deliveries", state);
	const [pending, leased, failed, dead, disabled] = await Promise.all([
		count("pending"),
		count("leased"),
		count("failed"),
		count("dead"),
		count("disabled")
	]);
	return {
		states: {
			pending,
			leased,
			failed,
			dead,
			disabled
		},
		oldestDue: pending + failed === 0 ? null : await oldestDue(database),
		disabledEndpoints: await countDisabledEndpoints(database)
	};
}
/** What waits at an endpoint that fails waits for that one: it gets a single attempt at a time. */
async function oldestDue({ db }) {
	const waiting = db.selectFrom("deliveries").select(["endpoint_id", "due_at"]).where("state", "in", ["pending", "failed"]).limit(COUNTED).as("waiting");
	return numberOrNull((await db.selectFrom(waiting).innerJoin("endpoints as e", "e.id", "waiting.endpoint_id").where("e.failing_since", "is", null).select(({ fn }) => fn.min("waiting.due_at").as("since")).executeTakeFirst())?.since);
}
async function countDisabledEndpoints({ db }) {
	return (await db.selectFrom("endpoints").select("id").where("disabled_at", "is not", null).where("removed_at", "is", null).limit(COUNTED).execute()).length;
}
// src/database/inbox.ts
/** Nobody waits behind or for what is over. */
const OVER = {
	lane: null,
	due_at: null,
	lease_until: null,
	lease_token: null
};
/** The inbox in a database. */
function inboxOf(database) {
	const { db } = database;
	return {
		accept: (deliveries) => transact(database, ({ tx }) => accept(tx, deliveries)),
		lease: (request) => transact(database, (session) => lease$1(session, request)),
		renew: async ({ row, token, until }) => {
			const { numUpdatedRows } = await db.updateTable("inbox").where("id", "=", row).where("lease_token", "=", token).set({ lease_until: until }).executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},
		settle: (settlement) => settle$1(database, settlement),
		known: (ids) => known(database, ids),
		list: (page) => list(database, page),
		revive: async (id, now) => {
			const { numUpdatedRows } = await db.updateTable("inbox").where("delivery_id", "=", id).where("state", "=", "dead").set({
				state: "pending",
				attempts: 0,
				due_at: now,
				finished_at: null
			}).executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},
		show: (id) => show(database, id),
		retry: (id, now) => retry(database, id, now),
		drop: (id, now) => drop(database, id, now),
		counts: () => counts(database),
		backlog: (aside) => inboxBacklog(database, aside),
		prune: async ({ deadBefore, doneBefore }) => await removeOver(database, "done", doneBefore) + await removeOver(database, "dead", deadBefore)
	};
}
async function accept(tx, deliveries) {
	const stored = /* @__PURE__ */ new Set();
	for (const delivery of deliveries) {
		const { numInsertedOrUpdatedRows } = await tx.insertInto("inbox").values({
			delivery_id: delivery.id,
			event: delivery.event,
			lane: delivery.lane,
			repository_id: delivery.repositoryId,
			body: delivery.body,
			state: "pending",
			attempts: 0,
			received_at: delivery.receivedAt,
			due_at: delivery.dueAt ?? delivery.receivedAt
		}).onConflict((conflict) => conflict.column("delivery_id").doNothing()).executeTakeFirstOrThrow();
		if (numInsertedOrUpdatedRows === 1n) stored.add(delivery.id);
	}
	return deliveries.map(({ id }) => stored.delete(id) ? "stored" : "repeat");
}
async function lease$1(session, request) {
	const { now, token, until } = request;
	await takeBack$1(session.tx, request);
	const ids = await pick$1(session, request);
	if (ids.length === 0) return [];
	return (await session.tx.updateTable("inbox").where("id", "in", ids).set((row) => ({
		state: "leased",
		attempts: row("attempts", "+", 1),
		due_at: null,
		lease_until: until,
		lease_token: token
	})).returning([
		"id",
		"attempts",
		"delivery_id",
		"event",
		"body",
		"repository_id",
		"received_at"
	]).execute()).toSorted((a, b) => a.id - b.id).map((row) => ({
		row: row.id,
		token,
		attempt: row.attempts,
		id: row.delivery_id,
		event: row.event,
		body: row.body ?? "",
		repositoryId: row.repository_id,
		receivedAt: row.received_at ?? now
	}));
}
/** What a dead process held is due again, or parked where that happened too often. */
async function takeBack$1(tx, { afterLapse, now, underWay }) {
	const lapsed = await tx.selectFrom("inbox").select(["id", "attempts"]).where("lease_until", "<=", now).where("id", "not in", underWay).execute();
	for (const { attempts, id } of lapsed) await tx.updateTable("inbox").where("id", "=", id).where("lease_until", "<=", now).set(standing$2(afterLapse(attempts), now)).execute();
}
/** The oldest that are due, without those whose lane is busy or has an older one to do first. */
async function pick$1({ kind, tx }, { limit, now, patience, without }) {
	const due = tx.selectFrom("inbox as candidate").select("candidate.id").where("candidate.due_at", "<=", now).where(({ eb, or }) => or([eb("candidate.repository_id", "is", null), eb("candidate.repository_id", "not in", without)])).where(({ exists, not, selectFrom }) => not(exists(selectFrom("inbox as other").select("other.id").whereRef("other.lane", "=", "candidate.lane").whereRef("other.id", "!=", "candidate.id").where(({ and, eb, or, ref }) => or([eb("other.lease_until", "is not", null), and([eb("other.id", "<", ref("candidate.id")), or([eb("other.attempts", "<", patience), eb("other.due_at", "<=", now)])])]))))).orderBy("candidate.id").limit(limit);
	return (await (kind === "postgres" ? due.forUpdate("candidate").skipLocked() : due).execute()).map(({ id }) => id);
}
async function settle$1({ db }, { at, row, token, verdict }) {
	const { numUpdatedRows } = await db.updateTable("inbox").where("id", "=", row).where("lease_token", "=", token).set(standing$2(verdict, at)).executeTakeFirstOrThrow();
	return numUpdatedRows === 1n;
}
/** What a row says after an attempt. */
function standing$2(verdict, at) {
	switch (verdict.state) {
		case "pending": {
			const { reason, retryAt, state } = verdict;
			return {
				state,
				reason,
				due_at: retryAt,
				lease_until: null,
				lease_token: null
			};
		}
		case "done": return {
			...OVER,
			state: verdict.state,
			finished_at: at,
			body: null,
			reason: null
		};
		case "dead": return {
			...OVER,
			state: verdict.state,
			finished_at: at,
			reason: verdict.reason
		};
	}
}
async function known({ db }, ids) {
	const found = /* @__PURE__ */ new Set();
	for (const chunk of chunksOf(ids)) {
		const rows = await db.selectFrom("inbox").select("delivery_id").where("delivery_id", "in", chunk).execute();
		for (const { delivery_id } of rows) found.add(delivery_id);
	}
	return found;
}
async function list({ db }, { before, limit, states }) {
	let query = db.selectFrom("inbox").selectAll().orderBy("id", "desc").limit(limit);
	if (states !== void 0) query = query.where("state", "in", states);
	if (before !== void 0) query = query.where("id", "<", before);
	return (await query.execute()).map(recordOf);
}
function recordOf(row) {
	return {
		row: row.id,
		id: row.delivery_id,
		event: row.event,
		lane: row.lane,
		state: row.state,
		attempts: row.attempts,
		receivedAt: row.received_at,
		dueAt: row.due_at,
		finishedAt: row.finished_at,
		reason: row.reason
	};
}
async function show({ db }, id) {
	const row = await db.selectFrom("inbox").selectAll().where("delivery_id", "=", id).executeTakeFirst();
	return row === void 0 ? null : {
		delivery: recordOf(row),
		body: row.body
	};
}
async function retry({ db }, id, now) {
	const { numUpdatedRows } = await db.updateTable("inbox").where("delivery_id", "=", id).where("state", "in", ["dead", "pending"]).set({
		state: "pending",
		attempts: 0,
		due_at: now,
		finished_at: null
	}).executeTakeFirstOrThrow();
	if (numUpdatedRows === 1n) return "retried";
	const row = await db.selectFrom("inbox").select("state").where("delivery_id", "=", id).executeTakeFirst();
	if (row === void 0) return "unknown";
	return row.state === "done" ? "done" : "under_way";
}
async function drop({ db }, id, now) {
	const row = await db.selectFrom("inbox").where("delivery_id", "=", id).select([
		"id",
		"event",
		"reason"
	]).executeTakeFirst();
	if (row === void 0) return "unknown";
	if (row.event === "pointsman.errand") return (await db.deleteFrom("inbox").where("id", "=", row.id).where("state", "=", "dead").executeTakeFirstOrThrow()).numDeletedRows === 1n ? "dropped" : "not_parked";
	const { numUpdatedRows } = await db.updateTable("inbox").where("id", "=", row.id).where("state", "=", "dead").set({
		...OVER,
		state: "done",
		finished_at: now,
		reason: `dropped by the operator; before: ${row.reason}`
	}).executeTakeFirstOrThrow();
	return numUpdatedRows === 1n ? "dropped" : "not_parked";
}
async function counts({ db }) {
	const rows = await db.selectFrom("inbox").select(({ fn }) => ["state", fn.countAll().as("count")]).groupBy("state").execute();
	return {
		pending: 0,
		leased: 0,
		done: 0,
		dead: 0,
		...Object.fromEntries(rows.map(({ count, state }) => [state, count]))
	};
}
async function removeOver({ db }, state, before) {
	const over = db.deleteFrom("inbox").where("state", "=", state).where("finished_at", "<", before);
	return Number((await over.executeTakeFirstOrThrow()).numDeletedRows);
}
// src/database/migrations.ts
/** Every step, in order. One that was released is never changed again; the next is added behind it. */
const MIGRATIONS = [
	{
		name: "0001-inbox-and-outbox",
		up: createFirstTables
	},
	{
		name: "0002-alarms",
		up: createAlarms
	},
	{
		name: "0003-configs",
		up: createConfigs
	},
	{
		name: "0004-how-deliveries-went",
		up: addHowDeliveriesWent
	},
	{
		name: "0005-heads-and-alarms-by-branch",
		up: tellBranchesApart
	},
	{
		name: "0006-inbox-by-repository",
		up: tellRepositoriesApart
	}
];
async function createFirstTables(schema, kind) {
	await createInbox(schema, kind);
	await createEvents(schema);
	await createEndpoints(schema, kind);
	await createDeliveries(schema, kind);
}
async function createInbox(schema, kind) {
	await numbered(schema.createTable("inbox"), kind).addColumn("delivery_id", "text", (column) => column.notNull().unique()).addColumn("event", "text", (column) => column.notNull()).addColumn("lane", "text").addColumn("body", "text").addColumn("state", "text", (column) => column.notNull()).addColumn("attempts", "integer", (column) => column.notNull()).addColumn("received_at", "bigint", (column) => column.notNull()).addColumn("due_at", "bigint").addColumn("lease_until", "bigint").addColumn("lease_token", "text").addColumn("finished_at", "bigint").addColumn("reason", "text").execute();
	await indexed(schema, "inbox", [
		["due_at"],
		["lease_until"],
		["lane"],
		["state", "finished_at"]
	]);
}
async function createEvents(schema) {
	await schema.createTable("seen_events").addColumn("repository_id", "bigint", (column) => column.notNull()).addColumn("event_id", "text", (column) => column.notNull()).addColumn("type", "text", (column) => column.notNull()).addColumn("environment", "text").addColumn("prompt_id", "text", (column) => column.notNull()).addColumn("sequence", "bigint", (column) => column.notNull()).addColumn("body", "text").addColumn("seen_at", "bigint", (column) => column.notNull()).addPrimaryKeyConstraint("seen_events_key", ["repository_id", "event_id"]).execute();
	await indexed(schema, "seen_events", [["seen_at"]]);
	await schema.createTable("announced").addColumn("repository_id", "bigint", (column) => column.primaryKey()).addColumn("commit_sha", "text", (column) => column.notNull()).addColumn("at", "bigint", (column) => column.notNull()).execute();
}
async function createEndpoints(schema, kind) {
	await numbered(schema.createTable("endpoints"), kind).addColumn("repository_id", "bigint", (column) => column.notNull()).addColumn("url", "text", (column) => column.notNull()).addColumn("ordinal", "integer", (column) => column.notNull()).addColumn("secret", "text", (column) => column.notNull()).addColumn("previous_secret", "text").addColumn("failing_since", "bigint").addColumn("last_failed_at", "bigint").addColumn("disabled_at", "bigint").addColumn("disabled_reason", "text").addColumn("told_at", "bigint").addColumn("removed_at", "bigint").addUniqueConstraint("endpoints_key", [
		"repository_id",
		"url",
		"ordinal"
	]).execute();
}
async function createDeliveries(schema, kind) {
	await numbered(schema.createTable("deliveries"), kind).addColumn("repository_id", "bigint", (column) => column.notNull()).addColumn("event_id", "text", (column) => column.notNull()).addColumn("endpoint_id", "bigint", (column) => column.notNull().references("endpoints.id")).addColumn("state", "text", (column) => column.notNull()).addColumn("attempts", "integer", (column) => column.notNull()).addColumn("created_at", "bigint", (column) => column.notNull()).addColumn("due_at", "bigint").addColumn("lease_until", "bigint").addColumn("lease_token", "text").addColumn("finished_at", "bigint").addColumn("code", "text").addColumn("status", "integer").addUniqueConstraint("deliveries_key", [
		"repository_id",
		"event_id",
		"endpoint_id"
	]).addForeignKeyConstraint("deliveries_event", ["repository_id", "event_id"], "seen_events", ["repository_id", "event_id"]).execute();
	await indexed(schema, "deliveries", [
		["endpoint_id", "due_at"],
		["lease_until"],
		["state", "finished_at"]
	]);
	await schema.createTable("delivery_failures").addColumn("delivery_id", "bigint", (column) => column.notNull().references("deliveries.id").onDelete("cascade")).addColumn("at", "bigint", (column) => column.notNull()).addColumn("attempt", "integer", (column) => column.notNull()).addColumn("code", "text", (column) => column.notNull()).addColumn("status", "integer").addColumn("duration_ms", "integer", (column) => column.notNull()).execute();
	await indexed(schema, "delivery_failures", [["delivery_id"]]);
}
async function createAlarms(schema) {
	await schema.createTable("alarms").addColumn("repository_id", "bigint", (column) => column.notNull()).addColumn("kind", "text", (column) => column.notNull()).addColumn("commit_sha", "text", (column) => column.notNull()).addColumn("raised_at", "bigint", (column) => column.notNull()).addPrimaryKeyConstraint("alarms_key", [
		"repository_id",
		"kind",
		"commit_sha"
	]).execute();
}
async function createConfigs(schema) {
	await schema.createTable("configs").addColumn("repository_id", "bigint", (column) => column.primaryKey()).addColumn("text_json", "text", (column) => column.notNull()).addColumn("commit_sha", "text", (column) => column.notNull()).addColumn("broken_since", "bigint").execute();
}
async function addHowDeliveriesWent(schema) {
	await schema.alterTable("deliveries").addColumn("duration_ms", "integer").execute();
	await schema.alterTable("deliveries").addColumn("replayed_at", "bigint").execute();
}
/** What was known of a repository's release branch so far is known of a branch without a name: of whichever its config names. */
async function tellBranchesApart(schema, _, tx) {
	await schema.createTable("announced_heads").addColumn("repository_id", "bigint", (column) => column.notNull()).addColumn("branch", "text", (column) => column.notNull()).addColumn("commit_sha", "text", (column) => column.notNull()).addColumn("at", "bigint", (column) => column.notNull()).addPrimaryKeyConstraint("announced_heads_key", ["repository_id", "branch"]).execute();
	await sql`insert into announced_heads (repository_id, branch, commit_sha, at)
    select repository_id, '', commit_sha, at from announced`.execute(tx);
	await schema.dropTable("announced").execute();
	await schema.createTable("branch_alarms").addColumn("repository_id", "bigint", (column) => column.notNull()).addColumn("branch", "text", (column) => column.notNull()).addColumn("kind", "text", (column) => column.notNull()).addColumn("commit_sha", "text", (column) => column.notNull()).addColumn("raised_at", "bigint", (column) => column.notNull()).addPrimaryKeyConstraint("branch_alarms_key", [
		"repository_id",
		"branch",
		"kind",
		"commit_sha"
	]).execute();
	await sql`insert into branch_alarms (repository_id, branch, kind, commit_sha, raised_at)
    select repository_id, '', kind, commit_sha, raised_at from alarms`.execute(tx);
	await schema.dropTable("alarms").execute();
}
/** What lies in the inbox already stays nobody's. */
async function tellRepositoriesApart(schema) {
	await schema.alterTable("inbox").addColumn("repository_id", "bigint").execute();
}
/** A table whose rows count up and never use a number twice. */
function numbered(table, kind) {
	return kind === "sqlite" ? table.addColumn("id", "integer", (column) => column.primaryKey().autoIncrement()) : table.addColumn("id", sql`bigint`, (column) => column.primaryKey().generatedAlwaysAsIdentity());
}
async function indexed(schema, table, columns) {
	for (const of of columns) await schema.createIndex(`${table}_by_${of.join("_")}`).on(table).columns([...of]).execute();
}
// src/database/migrate.ts
/** The database was written by a newer pointsman, which knows what this one does not. */
var NewerDatabaseError = class extends Error {
	name = "NewerDatabaseError";
	constructor(migration) {
		super(`The database has seen the migration ${migration}, which this version of pointsman does not know: run a newer one`);
	}
};
/** The database is not up to date and whoever opened it may not change its tables. */
var OldDatabaseError = class extends Error {
	name = "OldDatabaseError";
	constructor() {
		super("The database was not brought up to date yet: start the app once");
	}
};
/** A number of ours for PostgreSQL's advisory locks. Repositories' ids are positive. */
const MIGRATION_LOCK = -7076732;
/**
* Brings the tables up to date, all steps in one transaction: whoever is killed meanwhile leaves nothing half done, and
* instances that start together wait for one another. Gives the names of the steps it took.
*/
function migrate(database, now, migrations = MIGRATIONS) {
	return transact(database, async ({ kind, tx }) => {
		if (kind === "postgres") await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(tx);
		await tx.schema.createTable("migrations").ifNotExists().addColumn("name", "text", (column) => column.primaryKey()).addColumn("applied_at", "bigint", (column) => column.notNull()).execute();
		const missing = await missingFrom({
			kind,
			db: tx
		}, migrations);
		for (const { name, up } of missing) {
			await up(tx.schema, kind, tx);
			await tx.insertInto("migrations").values({
				name,
				applied_at: now
			}).execute();
		}
		return missing.map(({ name }) => name);
	});
}
/** Throws `OldDatabaseError` or `NewerDatabaseError` where the tables are not exactly those this version knows. */
async function expectUpToDate(database) {
	if ((await database.db.introspection.getTables()).every(({ name }) => name !== "migrations")) throw new OldDatabaseError();
	if ((await missingFrom(database, MIGRATIONS)).length > 0) throw new OldDatabaseError();
}
async function missingFrom({ db }, migrations) {
	const applied = await db.selectFrom("migrations").select("name").orderBy("name").execute();
	const unknown = applied.find(({ name }) => migrations.every((known) => known.name !== name));
	if (unknown !== void 0) throw new NewerDatabaseError(unknown.name);
	return migrations.filter(({ name }) => applied.every((row) => row.name !== name));
}
// src/database/outbox/announce.ts
/** Writes events, their deliveries and how far the branch was read, all in the caller's transaction. */
async function announce({ kind, tx }, announcement) {
	const { again = false, commit, events, now, repositoryId } = announcement;
	if (kind === "postgres") await sql`select pg_advisory_xact_lock(${repositoryId}::bigint)`.execute(tx);
	const endpoints = await adjustEndpoints(tx, announcement);
	const fresh = await rememberEvents(tx, announcement);
	if (again) await restoreTexts(tx, announcement);
	const meant = again ? events : events.filter(({ id }) => fresh.has(id));
	let deliveries = 0;
	for (const rows of chunksOf(meant.flatMap((event) => deliveriesOf(event, endpoints)))) {
		const { numInsertedOrUpdatedRows = 0n } = await tx.insertInto("deliveries").values(rows.map((row) => ({
			...row,
			repository_id: repositoryId,
			attempts: 0,
			created_at: now,
			...standing$1(row, now)
		}))).onConflict((conflict) => conflict.columns([
			"repository_id",
			"event_id",
			"endpoint_id"
		]).doNothing()).executeTakeFirstOrThrow();
		deliveries += Number(numInsertedOrUpdatedRows);
	}
	if (commit !== null) await rememberHead(tx, announcement, {
		commit,
		now
	});
	return {
		fresh: [...fresh],
		deliveries,
		endpoints: endpoints.map(({ id }) => id)
	};
}
function deliveriesOf(event, endpoints) {
	return event.endpoints.flatMap((index) => {
		const endpoint = endpoints[index];
		if (endpoint === void 0) return [];
		const state = endpoint.disabled_at === null ? "pending" : "disabled";
		return [{
			event_id: event.id,
			endpoint_id: endpoint.id,
			state
		}];
	});
}
/** What a switched-off endpoint misses is kept, so that it can be replayed later. */
function standing$1({ state }, now) {
	return state === "pending" ? { due_at: now } : {
		due_at: null,
		finished_at: now,
		code: "endpoint_disabled"
	};
}
async function rememberEvents(tx, { events, now, repositoryId }) {
	const fresh = /* @__PURE__ */ new Set();
	for (const chunk of chunksOf(events)) {
		const rows = await tx.insertInto("seen_events").values(chunk.map((event) => ({
			repository_id: repositoryId,
			event_id: event.id,
			type: event.type,
			environment: event.environment,
			prompt_id: event.promptId,
			sequence: event.sequence,
			body: event.body,
			seen_at: now
		}))).onConflict((conflict) => conflict.columns(["repository_id", "event_id"]).doNothing()).returning("event_id").execute();
		for (const { event_id } of rows) fresh.add(event_id);
	}
	return fresh;
}
/** Texts that were pruned, as the caller has made them anew. */
async function restoreTexts(tx, { events, repositoryId }) {
	for (const { body, id } of events) await tx.updateTable("seen_events").where("repository_id", "=", repositoryId).where("event_id", "=", id).where("body", "is", null).set({ body }).execute();
}
/** Brings the endpoints in line with the config; gives them in the config's order. */
async function adjustEndpoints(tx, { endpoints, now, repositoryId }) {
	const known = await tx.selectFrom("endpoints").selectAll().where("repository_id", "=", repositoryId).orderBy("id").execute();
	const adjusted = [];
	for (const entry of endpoints) {
		const before = known.find(({ ordinal, url }) => url === entry.url && ordinal === entry.ordinal);
		adjusted.push(await adjustEndpoint(tx, {
			before,
			entry,
			repositoryId
		}));
	}
	const removed = known.filter(({ id, removed_at }) => removed_at === null && adjusted.every((endpoint) => endpoint.id !== id));
	for (const { id } of removed) await removeEndpoint(tx, id, now);
	return adjusted;
}
async function adjustEndpoint(tx, { before, entry, repositoryId }) {
	const names = {
		secret: entry.secret,
		previous_secret: entry.previousSecret
	};
	if (before === void 0) {
		const { ordinal, url } = entry;
		const row = {
			repository_id: repositoryId,
			url,
			ordinal,
			...names
		};
		return tx.insertInto("endpoints").values(row).returningAll().executeTakeFirstOrThrow();
	}
	if (before.secret === names.secret && before.previous_secret === names.previous_secret && before.removed_at === null) return before;
	const anew = {
		failing_since: null,
		last_failed_at: null,
		disabled_at: null,
		disabled_reason: null,
		told_at: null
	};
	return tx.updateTable("endpoints").where("id", "=", before.id).set({
		...names,
		...before.removed_at === null ? {} : {
			...anew,
			removed_at: null
		}
	}).returningAll().executeTakeFirstOrThrow();
}
async function removeEndpoint(tx, id, now) {
	await tx.updateTable("endpoints").where("id", "=", id).set({ removed_at: now }).execute();
	await tx.updateTable("deliveries").where("endpoint_id", "=", id).where("due_at", "is not", null).set({
		state: "dead",
		due_at: null,
		finished_at: now,
		code: "endpoint_removed"
	}).execute();
}
// src/database/outbox/replay.ts
/** The filter as a condition on the deliveries `d`. */
function meant(filter) {
	return (row) => row.and([
		...filter.ids === void 0 ? [] : [row("d.id", "in", filter.ids)],
		...filter.repositoryId === void 0 ? [] : [row("d.repository_id", "=", filter.repositoryId)],
		...filter.endpointId === void 0 ? [] : [row("d.endpoint_id", "=", filter.endpointId)],
		...filter.eventId === void 0 ? [] : [row("d.event_id", "=", filter.eventId)],
		...filter.states === void 0 ? [] : [row("d.state", "in", filter.states)],
		...filter.since === void 0 ? [] : [row("d.created_at", ">=", filter.since)]
	]);
}
/** Makes deliveries due again. What waits or is being sent already is left to itself. */
async function replay(session, filter, request) {
	const fates = Map.groupBy(await candidates(session, filter), (row) => fateOf(row, request));
	const idsOf = (fate) => (fates.get(fate) ?? []).map(({ id }) => id);
	const replayed = idsOf("replayed");
	for (const ids of chunksOf(replayed)) await session.tx.updateTable("deliveries").where("id", "in", ids).where("lease_until", "is", null).set({
		state: "pending",
		attempts: 0,
		due_at: request.now,
		finished_at: null,
		code: null,
		status: null,
		duration_ms: null,
		replayed_at: request.now
	}).execute();
	return {
		replayed,
		pruned: idsOf("pruned"),
		withheld: idsOf("withheld"),
		tried: idsOf("tried")
	};
}
function fateOf(row, { askedAt }) {
	const triedAt = row.state === "delivered" ? row.finished_at : row.failedAt;
	if (askedAt !== void 0 && triedAt !== null && triedAt >= askedAt) return "tried";
	if (!row.hasBody) return "pruned";
	return row.removed_at === null && row.disabled_at === null ? "replayed" : "withheld";
}
async function candidates({ tx }, filter) {
	return (await tx.selectFrom("deliveries as d").innerJoin("endpoints as e", "e.id", "d.endpoint_id").innerJoin("seen_events as s", (join) => join.onRef("s.repository_id", "=", "d.repository_id").onRef("s.event_id", "=", "d.event_id")).select([
		"d.id",
		"d.state",
		"d.finished_at",
		"e.disabled_at",
		"e.removed_at"
	]).select(({ eb, selectFrom }) => [eb("s.body", "is not", null).as("hasBody"), selectFrom("delivery_failures as f").whereRef("f.delivery_id", "=", "d.id").select((failure) => failure.fn.max("f.at").as("at")).as("failedAt")]).where(meant(filter)).where("d.state", "not in", ["pending", "leased"]).orderBy("d.id").execute()).map((row) => ({
		...row,
		hasBody: Boolean(row.hasBody)
	}));
}
// src/database/outbox/queries.ts
function deliveries(db) {
	return db.selectFrom("deliveries as d").innerJoin("endpoints as e", "e.id", "d.endpoint_id").innerJoin("seen_events as s", (join) => join.onRef("s.repository_id", "=", "d.repository_id").onRef("s.event_id", "=", "d.event_id")).select([
		"d.id",
		"d.repository_id",
		"d.event_id",
		"d.endpoint_id",
		"d.state",
		"d.attempts"
	]).select([
		"d.created_at",
		"d.due_at",
		"d.finished_at",
		"d.code",
		"d.status"
	]).select(["d.duration_ms", "d.replayed_at"]).select([
		"e.url",
		"s.type",
		"s.environment",
		"s.prompt_id",
		"s.sequence"
	]);
}
function deliveryRecord(row) {
	return {
		id: row.id,
		repositoryId: row.repository_id,
		eventId: row.event_id,
		type: row.type,
		environment: row.environment,
		promptId: row.prompt_id,
		sequence: row.sequence,
		endpointId: row.endpoint_id,
		url: row.url,
		state: row.state,
		attempts: row.attempts,
		createdAt: row.created_at,
		dueAt: row.due_at,
		finishedAt: row.finished_at,
		code: row.code,
		status: row.status,
		durationMs: row.duration_ms,
		replayedAt: row.replayed_at
	};
}
function endpointRecord(row) {
	return {
		id: row.id,
		repositoryId: row.repository_id,
		url: row.url,
		secret: row.secret,
		previousSecret: row.previous_secret,
		failingSince: row.failing_since,
		disabledAt: row.disabled_at,
		disabledReason: row.disabled_reason,
		removedAt: row.removed_at
	};
}
async function listDeliveries({ db }, { before, limit, ...filter }) {
	const page = deliveries(db).where(meant(filter)).orderBy("d.id", "desc").limit(limit);
	return (await (before === void 0 ? page : page.where("d.id", "<", before)).execute()).map(deliveryRecord);
}
async function showDelivery({ db }, id) {
	const row = await deliveries(db).select("s.body").where("d.id", "=", id).executeTakeFirst();
	if (row === void 0) return null;
	const endpoint = await db.selectFrom("endpoints").selectAll().where("id", "=", row.endpoint_id).executeTakeFirstOrThrow();
	const failures = await db.selectFrom("delivery_failures").select([
		"attempt",
		"at",
		"code",
		"status",
		"duration_ms as durationMs"
	]).where("delivery_id", "=", id).orderBy("at").execute();
	return {
		delivery: deliveryRecord(row),
		endpoint: endpointRecord(endpoint),
		failures,
		body: row.body
	};
}
async function listEndpoints({ db }, { repositoryId }) {
	const all = db.selectFrom("endpoints").selectAll().orderBy("id");
	return (await (repositoryId === void 0 ? all : all.where("repository_id", "=", repositoryId)).execute()).map(endpointRecord);
}
async function untoldEndpoints({ db }) {
	return (await db.selectFrom("endpoints").selectAll().where("disabled_at", "is not", null).where("told_at", "is", null).orderBy("id").execute()).map(endpointRecord);
}
async function countDeliveries({ db }, filter = {}) {
	const rows = await db.selectFrom("deliveries as d").select(({ fn }) => [
		"d.state",
		fn.countAll().as("count"),
		fn.min("d.due_at").as("due")
	]).where(meant(filter)).groupBy("d.state").execute();
	const due = rows.flatMap((row) => row.due === null ? [] : [row.due]);
	const states = {
		pending: 0,
		leased: 0,
		failed: 0,
		delivered: 0,
		dead: 0,
		disabled: 0
	};
	for (const { count, state } of rows) states[state] = count;
	return {
		states,
		oldestDue: due.length === 0 ? null : Math.min(...due)
	};
}
// src/database/outbox/enable.ts
/** Switches an endpoint on, as if it had never failed. */
async function enable({ kind, tx }, endpointId) {
	const query = tx.selectFrom("endpoints").selectAll().where("id", "=", endpointId);
	const row = await (kind === "postgres" ? query.forNoKeyUpdate() : query).executeTakeFirst();
	if (row === void 0) return { status: "unknown" };
	if (row.removed_at !== null) return {
		status: "removed",
		endpoint: endpointRecord(row)
	};
	if (row.disabled_at === null) return {
		status: "already_on",
		endpoint: endpointRecord(row)
	};
	return {
		status: "enabled",
		endpoint: endpointRecord(await tx.updateTable("endpoints").where("id", "=", endpointId).set({
			disabled_at: null,
			disabled_reason: null,
			told_at: null,
			failing_since: null,
			last_failed_at: null
		}).returningAll().executeTakeFirstOrThrow())
	};
}
// src/database/outbox/lease.ts
/** How many endpoints that do well, and how many that fail, one lease looks at: those whose deliveries have waited longest. */
const ENDPOINTS = 500;
/** Takes due deliveries, so many of each endpoint as the request's share says. */
async function lease(session, request) {
	const { now, share, token, until } = request;
	const { tx } = session;
	await takeBack(tx, now);
	const shares = [...share([...await dueEndpoints(tx, now, false), ...await dueEndpoints(tx, now, true)])].filter(([, count]) => count > 0);
	if (shares.length === 0) return [];
	const ids = await pick(session, {
		now,
		shares
	});
	if (ids.length === 0) return [];
	await tx.updateTable("deliveries").where("id", "in", ids).set((row) => ({
		state: "leased",
		attempts: row("attempts", "+", 1),
		due_at: null,
		lease_until: until,
		lease_token: token
	})).execute();
	return leased(tx, ids, token);
}
async function takeBack(tx, now) {
	const lapsed = await tx.selectFrom("deliveries as d").innerJoin("endpoints as e", "e.id", "d.endpoint_id").select([
		"d.id",
		"e.disabled_at",
		"e.removed_at"
	]).where("d.lease_until", "<=", now).orderBy("d.id").execute();
	for (const { disabled_at, id, removed_at } of lapsed) await tx.updateTable("deliveries").where("id", "=", id).where("lease_until", "<=", now).set({
		lease_until: null,
		lease_token: null,
		...afterLapse(disabled_at, removed_at, now)
	}).execute();
}
function afterLapse(disabledAt, removedAt, now) {
	if (removedAt !== null) return {
		state: "dead",
		finished_at: now,
		code: "endpoint_removed"
	};
	if (disabledAt !== null) return {
		state: "disabled",
		finished_at: now,
		code: "endpoint_disabled"
	};
	return {
		state: "failed",
		due_at: now,
		code: "interrupted",
		status: null
	};
}
/**
* One probe of an index for each endpoint, however much waits at it. Those that do well and those that fail
* are asked for apart: however many of these have waited longer, they hide none of those.
*/
async function dueEndpoints(tx, now, failing) {
	return (await tx.selectFrom((from) => from.selectFrom("endpoints as e").where("e.disabled_at", "is", null).where("e.removed_at", "is", null).where("e.failing_since", failing ? "is not" : "is", null).select(({ selectFrom }) => [
		"e.id",
		"e.failing_since",
		selectFrom("deliveries as d").whereRef("d.endpoint_id", "=", "e.id").select((delivery) => delivery.fn.min("d.due_at").as("earliest")).as("due")
	]).as("waiting")).select([
		"id",
		"failing_since",
		"due"
	]).where("due", "<=", now).orderBy("due").orderBy("id").limit(ENDPOINTS).execute()).flatMap(({ due, failing_since, id }) => due === null ? [] : [{
		id,
		failing: failing_since !== null,
		due
	}]);
}
async function pick({ kind, tx }, { now, shares }) {
	const ofEndpoint = ([endpoint, count]) => {
		const due = tx.selectFrom("deliveries").select("id").where("endpoint_id", "=", endpoint).where("due_at", "<=", now).orderBy("due_at").orderBy("id").limit(count);
		const locked = kind === "postgres" ? due.forUpdate().skipLocked() : due;
		return tx.selectFrom(locked.as("share")).select("id");
	};
	const [first, ...rest] = shares.map(ofEndpoint);
	if (first === void 0) return [];
	return (await rest.reduce((all, one) => all.unionAll(one), first).execute()).map(({ id }) => id);
}
async function leased(tx, ids, token) {
	return (await tx.selectFrom("deliveries as d").innerJoin("endpoints as e", "e.id", "d.endpoint_id").innerJoin("seen_events as s", (join) => join.onRef("s.repository_id", "=", "d.repository_id").onRef("s.event_id", "=", "d.event_id")).select([
		"d.id",
		"d.attempts",
		"d.repository_id",
		"d.endpoint_id",
		"d.event_id"
	]).select([
		"e.url",
		"e.secret",
		"e.previous_secret",
		"s.type",
		"s.body"
	]).where("d.id", "in", ids).orderBy("d.id").execute()).map((row) => ({
		id: row.id,
		token,
		attempt: row.attempts,
		repositoryId: row.repository_id,
		endpointId: row.endpoint_id,
		url: row.url,
		secret: row.secret,
		previousSecret: row.previous_secret,
		eventId: row.event_id,
		type: row.type,
		body: row.body ?? ""
	}));
}
// src/database/outbox/settle.ts
/** Writes down what came of some attempts, and what that says of their endpoints. */
async function settle(session, { judge, settlements }) {
	if (settlements.length === 0) return [];
	const endpoints = await endpointsOf(session, settlements);
	const arrived = await settleArrivals(session.tx, settlements);
	const outcomes = [];
	for (const settlement of settlements) {
		const endpoint = endpoints.get(settlement.endpointId);
		const { verdict } = settlement;
		const counts = endpoint !== void 0 && (verdict.state === "delivered" ? arrived.has(settlement) : await settleFailure(session.tx, settlement, {
			endpoint,
			verdict
		}));
		outcomes.push(counts ? "settled" : "lease_lost");
		if (counts) endpoints.set(endpoint.id, await judgeEndpoint(session.tx, {
			endpoint,
			judge,
			settlement
		}));
	}
	return outcomes;
}
/** Those that arrived, together: one statement for all of a lease with the same status. */
async function settleArrivals(tx, settlements) {
	const arrived = /* @__PURE__ */ new Set();
	const alike = Map.groupBy(settlements, ({ token, verdict }) => verdict.state === "delivered" ? `${verdict.status} ${token}` : null);
	for (const [key, group] of alike) {
		const [first] = group;
		if (key === null || first === void 0) continue;
		const { at, token, verdict } = first;
		const rows = await tx.updateTable("deliveries").where("lease_token", "=", token).where("id", "in", group.map(({ id }) => id)).set({
			state: "delivered",
			lease_until: null,
			lease_token: null,
			finished_at: at,
			code: null,
			status: verdict.status,
			duration_ms: durations(group)
		}).returning("id").execute();
		const ids = new Set(rows.map(({ id }) => id));
		for (const settlement of group) if (ids.has(settlement.id)) arrived.add(settlement);
	}
	return arrived;
}
/** Each row's own, in a statement for all of them. */
function durations(settlements) {
	const cases = settlements.map(({ durationMs, id }) => sql`when ${id} then ${Math.round(durationMs)}`);
	return sql`cast(case id ${sql.join(cases, sql` `)} end as integer)`;
}
async function endpointsOf({ kind, tx }, settlements) {
	const ids = [...new Set(settlements.map(({ endpointId }) => endpointId))];
	const query = tx.selectFrom("endpoints").selectAll().where("id", "in", ids).orderBy("id");
	const rows = await query.execute();
	const changing = settlements.some(({ verdict }) => verdict.state !== "delivered");
	const locked = kind === "postgres" && (changing || rows.some(({ failing_since }) => failing_since !== null)) ? await query.forNoKeyUpdate().execute() : rows;
	return new Map(locked.map((row) => [row.id, row]));
}
async function settleFailure(tx, { at, attempt, durationMs, id, token }, { endpoint, verdict }) {
	const { numUpdatedRows } = await tx.updateTable("deliveries").where("id", "=", id).where("lease_token", "=", token).set({
		lease_until: null,
		lease_token: null,
		...standing(verdict, endpoint, at)
	}).executeTakeFirstOrThrow();
	if (numUpdatedRows !== 1n) return false;
	const { code, status } = verdict;
	const failure = {
		delivery_id: id,
		at,
		attempt,
		code,
		status,
		duration_ms: Math.round(durationMs)
	};
	await tx.insertInto("delivery_failures").values(failure).execute();
	return true;
}
/** An endpoint that was taken away or switched off while the attempt was under way gets no other. */
function standing(verdict, endpoint, at) {
	const { code, status } = verdict;
	if (verdict.state !== "failed") return {
		state: verdict.state,
		finished_at: at,
		code,
		status
	};
	if (endpoint.removed_at !== null) return {
		state: "dead",
		finished_at: at,
		code: "endpoint_removed",
		status
	};
	if (endpoint.disabled_at !== null) return {
		state: "disabled",
		finished_at: at,
		code,
		status
	};
	return {
		state: verdict.state,
		due_at: verdict.retryAt,
		code,
		status
	};
}
async function judgeEndpoint(tx, { endpoint, judge, settlement }) {
	const { at, verdict } = settlement;
	const health = {
		failingSince: endpoint.failing_since,
		lastFailedAt: endpoint.last_failed_at
	};
	const judged = judge(health, {
		at,
		verdict
	});
	const disabling = judged.disable !== null && endpoint.disabled_at === null;
	if (!disabling && judged.failingSince === health.failingSince && judged.lastFailedAt === health.lastFailedAt) return endpoint;
	const after = {
		failing_since: judged.failingSince,
		last_failed_at: judged.lastFailedAt,
		...disabling ? {
			disabled_at: at,
			disabled_reason: judged.disable
		} : {}
	};
	await tx.updateTable("endpoints").where("id", "=", endpoint.id).set(after).execute();
	if (disabling) await switchOff(tx, endpoint.id, at);
	return {
		...endpoint,
		...after
	};
}
async function switchOff(tx, endpointId, at) {
	await tx.updateTable("deliveries").where("endpoint_id", "=", endpointId).where("due_at", "is not", null).set({
		state: "disabled",
		due_at: null,
		finished_at: at,
		code: "endpoint_disabled"
	}).execute();
}
// src/database/outbox/outbox.ts
/** The outbox in a database. */
function outboxOf(database) {
	const { db } = database;
	return {
		announce: (announcement) => transact(database, (session) => announce(session, announcement)),
		announcedCommit: (watched) => announcedHead(database, watched),
		exchange: (exchange) => transact(database, async (session) => ({
			outcomes: await settle(session, exchange),
			leased: exchange.lease === null ? [] : await lease(session, exchange.lease)
		})),
		untold: () => untoldEndpoints(database),
		told: async (endpointId, now) => {
			await db.updateTable("endpoints").where("id", "=", endpointId).set({ told_at: now }).execute();
		},
		list: (page) => listDeliveries(database, page),
		show: (id) => showDelivery(database, id),
		endpoints: (filter) => listEndpoints(database, filter),
		replay: (filter, request) => transact(database, (session) => replay(session, filter, request)),
		enable: (endpointId) => transact(database, (session) => enable(session, endpointId)),
		counts: (filter) => countDeliveries(database, filter),
		backlog: () => outboxBacklog(database),
		prune: (retention) => transact(database, (session) => prune(session, retention))
	};
}
/** Removes deliveries that are over, and the texts that no delivery needs any more. That an event was seen stays. */
async function prune({ tx }, { finishedBefore }) {
	const { numDeletedRows } = await tx.deleteFrom("deliveries").where("state", "in", [
		"delivered",
		"dead",
		"disabled"
	]).where("finished_at", "<", finishedBefore).executeTakeFirstOrThrow();
	await tx.updateTable("seen_events as s").where("s.seen_at", "<", finishedBefore).where("s.body", "is not", null).where(({ exists, not, selectFrom }) => not(exists(selectFrom("deliveries as d").select("d.id").whereRef("d.repository_id", "=", "s.repository_id").whereRef("d.event_id", "=", "s.event_id")))).set({ body: null }).execute();
	return Number(numDeletedRows);
}
// src/database/postgres.ts
const CONNECTIONS = 10;
const CONNECT_MS = 5e3;
/** No statement of ours is long; one that hangs must not hang the app. */
const STATEMENT_MS = 3e4;
/** Where the server itself says nothing for longer than it gives a statement, the way to it is cut without a word. */
const SILENCE_MS = 35e3;
/** Connections that nobody uses are closed long before they would be taken for cut. */
const IDLE_MS = 1e4;
/** The type of 64-bit integers, which pg gives as text by default: times and numbers of ours stay far below 2^53. */
const INT8 = pg.types.builtins.INT8;
/**
* @param onIdleError told of connections that broke while nobody used them; the pool replaces them by itself
* @param silenceMs how long a server may say nothing before its connection is given up, in milliseconds
*/
function openPostgres(url, onIdleError, silenceMs = SILENCE_MS) {
	const pool = new pg.Pool({
		connectionString: url,
		max: CONNECTIONS,
		connectionTimeoutMillis: CONNECT_MS,
		idleTimeoutMillis: IDLE_MS,
		statement_timeout: STATEMENT_MS,
		stream: () => audibleSocket(silenceMs),
		application_name: "pointsman",
		keepAlive: true,
		types: { getTypeParser: (type, format) => type === INT8 ? Number : pg.types.getTypeParser(type, format) }
	});
	pool.on("error", onIdleError);
	pool.on("connect", (client) => client.on("error", () => void 0));
	const db = kyselyOn(new PostgresDialect({ pool }));
	return {
		kind: "postgres",
		db,
		close: async () => {
			await db.destroy();
			if (!pool.ended) await pool.end();
		}
	};
}
/** By itself TCP would wait some fifteen minutes for a server that is cut off, and every statement with it. */
function audibleSocket(silenceMs) {
	const socket = new Socket();
	return socket.setTimeout(silenceMs, () => socket.destroy(/* @__PURE__ */ new Error("PostgreSQL says nothing any more")));
}
// src/database/sqlite-dialect.ts
const NOTHING_CHANGED = {
	changes: 0,
	lastInsertRowid: 0
};
/** How many statements stay prepared. Kysely writes the same few over and over. */
const KEPT_STATEMENTS = 200;
/**
* Kysely's own SQLite dialect on Node's own SQLite. Kysely lets one transaction at a time use the one connection.
* Transactions take the write lock when they begin: one that took it halfway could be refused, for an operator's command
* in another process may have written since.
*/
function nodeSqliteDialect(database) {
	const prepared = /* @__PURE__ */ new Map();
	const prepare = (text) => {
		const statement = prepared.get(text) ?? adapt(database.prepare(text === "begin" ? "begin immediate" : text));
		if (text === "rollback" && !database.isTransaction) return {
			...statement,
			run: () => NOTHING_CHANGED
		};
		prepared.delete(text);
		prepared.set(text, statement);
		const [oldest] = prepared.keys();
		if (prepared.size > KEPT_STATEMENTS && oldest !== void 0) prepared.delete(oldest);
		return statement;
	};
	return new SqliteDialect({ database: {
		prepare,
		close: () => database.close()
	} });
}
function adapt(statement) {
	return {
		reader: statement.columns().length > 0,
		all: (parameters) => statement.all(...parameters.map(inputValue)),
		run: (parameters) => statement.run(...parameters.map(inputValue)),
		iterate: (parameters) => statement.iterate(...parameters.map(inputValue))
	};
}
function inputValue(value) {
	if (value === null || typeof value === "string" || typeof value === "number") return value;
	if (typeof value === "bigint" || value instanceof Uint8Array) return value;
	throw new TypeError(`SQLite takes no ${typeof value}`);
}
// src/database/sqlite-owner.ts
/** Another process works on this database file. */
var DatabaseInUseError = class extends Error {
	name = "DatabaseInUseError";
	/** The other's process id, as its own system counts; null where it could not be learned. */
	pid;
	constructor(file, pid) {
		const who = pid === null ? "another process" : `process ${pid}`;
		super(`${file} is in use by ${who}: stop it first, or set POINTSMAN_DATABASE_URL for several instances`);
		this.pid = pid;
	}
};
/** SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy */
const BUSY = 5;
/**
* Makes this process the one that works on a database file until `release` or its death. What excludes the others is a
* lock of the operating system on `<file>.owner`, taken through SQLite: it ends with its process, however that dies, so
* nothing stale is ever left, and no process id has to be trusted (containers give everybody the same). The id stands
* in `<file>.pid` only for the message. Throws `DatabaseInUseError`.
*/
function ownSqliteFile(file, pid) {
	const owner = new DatabaseSync(`${file}.owner`, { timeout: 0 });
	try {
		owner.exec("begin exclusive");
	} catch (error) {
		owner.close();
		throw isBusy(error) ? new DatabaseInUseError(file, readPid(`${file}.pid`)) : error;
	}
	writeFileSync(`${file}.pid`, `${pid}\n`, { mode: 384 });
	return { release: () => {
		rmSync(`${file}.pid`, { force: true });
		owner.close();
	} };
}
function isBusy(error) {
	return error instanceof Error && "errcode" in error && error.errcode === BUSY;
}
function readPid(path) {
	try {
		const pid = Number(readFileSync(path, "utf8").trim());
		return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
	} catch {
		return null;
	}
}
// src/database/sqlite.ts
/** How long a write waits for an operator's command that is writing. */
const BUSY_MS = 5e3;
/** The directory for the data is not there and cannot be made, or this user may not write in it. */
var DataDirectoryError = class extends Error {
	name = "DataDirectoryError";
	constructor(directory, cause) {
		const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
		super(`The directory for the data, ${directory}, cannot be written (${why}): set POINTSMAN_DATA_DIR to one that this user may write, or POINTSMAN_DATABASE_URL to a PostgreSQL server`);
	}
};
/** Opens the file as its one owner, making it where it is absent. Throws `DatabaseInUseError` and `DataDirectoryError`. */
function openSqlite(file, pid) {
	makeWritable(dirname(file));
	const owner = ownSqliteFile(file, pid);
	try {
		const database = connect(file);
		chmodSync(file, 384);
		return opened(database, owner.release);
	} catch (error) {
		owner.release();
		throw error;
	}
}
function makeWritable(directory) {
	try {
		mkdirSync(directory, {
			recursive: true,
			mode: 448
		});
		accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
	} catch (error) {
		throw new DataDirectoryError(directory, error);
	}
}
/**
* Opens a file beside its owner, for an operator's single commands: short reads and writes, which SQLite keeps apart.
* Throws where there is no such file.
*/
function visitSqlite(file) {
	new DatabaseSync(file, { readOnly: true }).close();
	return opened(connect(file), () => void 0);
}
function connect(file) {
	const database = new DatabaseSync(file, {
		timeout: BUSY_MS,
		enableForeignKeyConstraints: true
	});
	database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 67108864");
	return database;
}
function opened(database, release) {
	const db = kyselyOn(nodeSqliteDialect(database));
	return {
		kind: "sqlite",
		db,
		close: async () => {
			await db.destroy();
			if (database.isOpen) database.close();
			release();
		}
	};
}
// src/database/store.ts
/** In the working directory of whoever named no other. */
const DATA_DIRECTORY = "pointsman-data";
/** PostgreSQL where a URL is given, else one file in the data directory. An empty text is none. */
function storePlace({ dataDirectory, url }) {
	if (url !== void 0 && url !== "") return {
		kind: "postgres",
		url
	};
	return {
		kind: "sqlite",
		file: join(resolve(dataDirectory || DATA_DIRECTORY), "pointsman.db")
	};
}
/**
* Opens the store for an app that works on it, and brings its tables up to date. What a process that died was at in a file
* is taken up at once, since nobody else can be at it. Throws `DatabaseInUseError` where another process has the file,
* `DataDirectoryError` where there can be none, `NewerDatabaseError` where a newer pointsman wrote it, and what the driver throws where a server does not answer.
*/
async function openStore(place, { now, onIdleError, pid }) {
	const open = place.kind === "sqlite" ? openSqlite(place.file, pid) : openPostgres(place.url, onIdleError);
	return closingOnFailure(open, async () => {
		await migrate(open, now);
		if (open.kind === "sqlite") await freeLeases(open);
	});
}
/**
* Opens a store that exists for one command of an operator, beside the app that may be working on it. Throws
* `OldDatabaseError` or `NewerDatabaseError` where its tables are not this version's.
*/
async function visitStore(place) {
	const open = place.kind === "sqlite" ? visitSqlite(place.file) : openPostgres(place.url, () => void 0);
	return closingOnFailure(open, () => expectUpToDate(open));
}
async function closingOnFailure(open, prepare) {
	try {
		await prepare();
	} catch (error) {
		await open.close();
		throw error;
	}
	return {
		kind: open.kind,
		inbox: inboxOf(open),
		outbox: outboxOf(open),
		alarms: alarmsOf(open),
		configs: configsOf(open),
		ping: async () => {
			await open.db.selectFrom("migrations").select("name").limit(1).execute();
		},
		close: open.close
	};
}
async function freeLeases({ db }) {
	await db.updateTable("inbox").where("lease_until", "is not", null).set({ lease_until: 0 }).execute();
	await db.updateTable("deliveries").where("lease_until", "is not", null).set({ lease_until: 0 }).execute();
}
export { OldDatabaseError as a, NewerDatabaseError as i, storePlace as n, ERRAND_EVENT as o, visitStore as r, ALARM_KINDS as s, openStore as t };
