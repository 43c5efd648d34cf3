import { setTimeout as sleep } from "node:timers/promises";
import type { Surroundings } from "../releases/ports.ts";
import { makeLiveLine } from "./live-line.ts";

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
  /** How far something is, in one line that changes in place; null takes it away. Quiet where stderr is no terminal. */
  readonly live: (text: string | null) => void;
  /** To stdout at once, for verbs that answer more than once. */
  readonly print: (text: string) => void;
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
  const { say, show } = makeLiveLine({
    write: (text) => {
      process.stderr.write(text);
    },
    canRewrite: isTerminal && process.env.TERM !== "dumb",
    columns: () => process.stderr.columns || 80,
    nowMs: Date.now,
  });
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
    live: isTerminal ? show : () => undefined,
    print: (text) => {
      process.stdout.write(text);
    },
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
