import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** Another process works on this database file. */
class DatabaseInUseError extends Error {
  override readonly name = "DatabaseInUseError";
  /** The other's process id, as its own system counts; null where it could not be learned. */
  readonly pid: number | null;
  constructor(file: string, pid: number | null) {
    const who = pid === null ? "another process" : `process ${pid}`;
    super(`${file} is in use by ${who}: stop it first, or set POINTSMAN_DATABASE_URL for several instances`);
    this.pid = pid;
  }
}

/** SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy */
const BUSY = 5;

/**
 * Makes this process the one that works on a database file until `release` or its death. What excludes the others is a
 * lock of the operating system on `<file>.owner`, taken through SQLite: it ends with its process, however that dies, so
 * nothing stale is ever left, and no process id has to be trusted (containers give everybody the same). The id stands
 * in `<file>.pid` only for the message. Throws `DatabaseInUseError`.
 */
export function ownSqliteFile(file: string, pid: number): { readonly release: () => void } {
  const owner = new DatabaseSync(`${file}.owner`, { timeout: 0 });
  try {
    owner.exec("begin exclusive");
  } catch (error) {
    owner.close();
    throw isBusy(error) ? new DatabaseInUseError(file, readPid(`${file}.pid`)) : error;
  }
  writeFileSync(`${file}.pid`, `${pid}\n`, { mode: 0o600 });
  return {
    release: () => {
      rmSync(`${file}.pid`, { force: true });
      owner.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === BUSY;
}

function readPid(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, "utf8").trim());
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
