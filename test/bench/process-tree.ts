import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { NotHere } from "./bench.ts";

/** A process that has ended, and the most memory that it and all that it started held at once. */
export interface Measured {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  /** Resident, in MB of a million bytes. */
  readonly peakMb: number;
}

const SAMPLE_MS = 25;

/** Runs a script with this Node. Memory is read from Linux's /proc. */
export async function runMeasured(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Measured> {
  if (process.platform !== "linux") throw new NotHere("the memory of processes is read from Linux's /proc");
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  let isRunning = true;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => {
    isRunning = false;
  });
  let peak = 0;
  const sampled = (async () => {
    while (isRunning) {
      peak = Math.max(peak, await residentBytes(child.pid));
      await sleep(SAMPLE_MS);
    }
  })();
  const exitCode = await ended;
  const durationMs = performance.now() - startedAt;
  await sampled;
  return { exitCode, ...said, durationMs, peakMb: peak / 1e6 };
}

async function residentBytes(root: number | undefined): Promise<number> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(processOf))).filter((one) => one !== null);
  const family = new Set([root]);
  // A child has mostly a higher number than its parent; after a wrap it is found one sample later.
  for (const { parent, pid } of all.toSorted((a, b) => a.pid - b.pid))
    if (family.has(parent)) family.add(pid);
  return all.reduce((sum, { bytes, pid }) => sum + (family.has(pid) ? bytes : 0), 0);
}

async function processOf(pid: string) {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => null);
  const number = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status ?? "")?.[1] ?? 0);
  return status === null ? null : { pid: Number(pid), parent: number("PPid"), bytes: number("VmRSS") * 1024 };
}
