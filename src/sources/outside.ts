import { OutsideError } from "../releases/ports.ts";

/** Runs work that leaves the process; what fails there becomes an `OutsideError`, a caller's mistake stays what it is. */
export async function outside<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RangeError ? error : new OutsideError(doing, error);
  }
}
