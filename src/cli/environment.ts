import { setTimeout as sleep } from "node:timers/promises";
import type { Surroundings } from "../releases/ports.ts";

/** What the command line may use of the process it runs in. */
export interface CliEnvironment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where the process runs. */
  readonly directory: string;
  readonly surroundings: Surroundings;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Progress and logs. Quiet where stderr is no terminal. */
  readonly progress: (message: string) => void;
  /** Warnings that are shown in any case. */
  readonly warn: (message: string) => void;
  readonly colours: boolean;
  readonly randomKey: () => string;
  /** Aborted when somebody presses Ctrl-C; asking for it keeps the process from dying of that. */
  readonly interruption: () => AbortSignal;
}

/** The real process. */
export function processEnvironment(): CliEnvironment {
  const isTerminal = process.stderr.isTTY === true;
  const say = (message: string) => {
    process.stderr.write(`${message}\n`);
  };
  return {
    variables: process.env,
    directory: process.cwd(),
    surroundings: {
      now: () => new Date().toISOString(),
      random: Math.random,
      sleep: async (milliseconds) => {
        await sleep(milliseconds);
      },
    },
    nowMs: Date.now,
    progress: isTerminal ? say : () => undefined,
    warn: say,
    colours: process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "",
    randomKey: () => crypto.randomUUID(),
    interruption: () => {
      const controller = new AbortController();
      process.once("SIGINT", () => controller.abort(new Error("interrupted")));
      return controller.signal;
    },
  };
}
