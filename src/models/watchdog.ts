import { type Context, createContext, Script } from "node:vm";
import { TookTooLong } from "../evaluation/ports.ts";

const call = new Script("work()");

interface Room {
  readonly context: Context;
  current: () => void;
}

/** One context serves all work, since making one takes longer than most work does; it is made when first needed. */
let shared: Room | undefined;

function makeRoom(): Room {
  const context = createContext({ work: () => room.current() });
  const room: Room = { context, current: () => {} };
  return room;
}

/**
 * The watchdog of evaluations on Node. No sandbox: the work is our own code, only its input is not. The work must not
 * call the watchdog again.
 *
 * @throws TookTooLong after `milliseconds`
 */
export function withWatchdog<T>(work: () => T, milliseconds: number): T {
  shared ??= makeRoom();
  const { context } = shared;
  const done: { readonly value: T }[] = [];
  shared.current = () => {
    done.push({ value: work() });
  };
  runWithin(() => call.runInContext(context, { timeout: milliseconds }), milliseconds);
  const [result] = done;
  if (result === undefined) throw new TypeError("The work did not run");
  return result.value;
}

function runWithin(run: () => void, milliseconds: number): void {
  try {
    run();
  } catch (error) {
    if (isTimeout(error)) throw new TookTooLong(`stopped after ${milliseconds} ms`);
    throw error;
  }
}

/** The error belongs to the context, so it is no instance of our `Error`. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
