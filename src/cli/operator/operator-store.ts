import { existsSync } from "node:fs";
import { NewerDatabaseError, OldDatabaseError } from "../../database/migrate.ts";
import { type Store, type StorePlace, storePlace, visitStore } from "../../database/store.ts";
import type { OutboxStore } from "../../webhooks/outbox/store.ts";
import type { CliEnvironment } from "../environment.ts";
import { tryAgain, type VerbResult } from "../result.ts";
import { UsageError } from "../usage-error.ts";

/** Works on the app's outbox, beside the app. Throws as `withStore` does. */
export function withOutbox(
  environment: Pick<CliEnvironment, "variables">,
  work: (outbox: OutboxStore) => Promise<VerbResult>,
): Promise<VerbResult> {
  return withStore(environment, ({ outbox }) => work(outbox));
}

/** Works on the app's store, beside the app. Throws `UsageError` where there is none that this version can read. */
export async function withStore(
  { variables }: Pick<CliEnvironment, "variables">,
  work: (store: Store) => Promise<VerbResult>,
): Promise<VerbResult> {
  const { POINTSMAN_DATABASE_URL: url, POINTSMAN_DATA_DIR: dataDirectory } = variables;
  const place = storePlace({ url, dataDirectory });
  if (place.kind === "sqlite" && !existsSync(place.file)) {
    throw new UsageError(
      "no_store",
      `There is no ${place.file}: set POINTSMAN_DATA_DIR or POINTSMAN_DATABASE_URL as the app has it.`,
    );
  }
  const store = await visit(place);
  if ("exitCode" in store) return store;
  try {
    return await work(store);
  } catch (error) {
    if (!isOfDriver(error)) throw error;
    return unavailable(error);
  } finally {
    await store.close();
  }
}

async function visit(place: StorePlace): Promise<Store | VerbResult> {
  try {
    return await visitStore(place);
  } catch (error) {
    if (error instanceof OldDatabaseError || error instanceof NewerDatabaseError) {
      throw new UsageError("other_version", `${error.message}.`);
    }
    return unavailable(error);
  }
}

/** SQLite, PostgreSQL and the network all name their errors by a code. */
function isOfDriver(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

/** Drivers' messages name hosts and users, and never a password. */
function unavailable(error: unknown): VerbResult {
  const [first = error] = error instanceof AggregateError ? error.errors : [];
  const why = first instanceof Error ? first.message : String(first);
  return tryAgain({ code: "unavailable", message: `The store does not answer: ${why}` });
}
