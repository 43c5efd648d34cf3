import { OutsideError, StoppedError } from "../releases/ports.ts";

/** Runs work that leaves the process; what fails there becomes an `OutsideError`, a caller's mistake stays what it is. */
export async function outside<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isOwn = error instanceof RangeError || error instanceof StoppedError;
    throw isOwn ? error : new OutsideError(doing, error);
  }
}
