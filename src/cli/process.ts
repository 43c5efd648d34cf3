import { processEnvironment } from "./environment.ts";
import { type Printed, runCommandLine } from "./run.ts";

/** Runs what the process was asked for and exits with its code. */
export async function runProcess(): Promise<void> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 3);
  });
  const printed = await runCommandLine(process.argv.slice(2), processEnvironment());
  await print(printed);
  // Idle connections to models must not keep the process.
  process.exit(printed.exitCode);
}

/** Resolves when both streams have taken everything: to a pipe, Node writes behind the caller's back. */
async function print({ stdout, stderr }: Printed): Promise<void> {
  await Promise.all([write(process.stdout, stdout), write(process.stderr, stderr)]);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (text === "") resolve();
    else stream.write(text, () => resolve());
  });
}
