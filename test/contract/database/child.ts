import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../../support/store-child.ts", import.meta.url));

/** Another process on a store. */
export interface StoreChild extends AsyncDisposable {
  readonly pid: number;
  readonly lines: readonly string[];
  /** Resolves when it has said so many lines. */
  readonly said: (count: number) => Promise<void>;
  /** `kill -9`; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

export function startChild(target: string, name: string): StoreChild {
  const child = spawn(process.execPath, [SCRIPT, target, name], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  let rest = "";
  let listen = () => {};
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    // A line that death cut short was not said.
    const pieces = (rest + text).split("\n");
    rest = pieces.pop() ?? "";
    lines.push(...pieces);
    listen();
  });
  const gone = once(child, "close");
  const kill = async () => {
    child.kill("SIGKILL");
    await gone;
  };
  return {
    pid: child.pid ?? 0,
    lines,
    said: (count) =>
      new Promise((resolve, reject) => {
        listen = () => {
          if (lines.length >= count) resolve();
        };
        child.once("close", () => reject(new Error(`the child ended after: ${lines.join(", ")}`)));
        listen();
      }),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

/** The rows that a child was told are kept. */
export function acknowledged({ lines }: StoreChild): readonly string[] {
  return lines.flatMap((line) => (line.startsWith("kept ") ? [line.slice("kept ".length)] : []));
}
